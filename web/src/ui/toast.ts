/** Short messages at the bottom of the page, some with an undo that lasts six seconds. */
export interface Toast {
  id: number;
  text: string;
  tone: "done" | "bad";
  /** Present while it can be undone. */
  undo?: () => void;
  /** When it goes away, in milliseconds since the epoch. */
  until: number;
}

const UNDO_MS = 6000;
const PLAIN_MS = 4000;
const BAD_MS = 8000;

let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function publish(now: readonly Toast[]): void {
  toasts = now;
  listeners.forEach((l) => l());
}

export function subscribeToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function currentToasts(): readonly Toast[] {
  return toasts;
}

export function dismissToast(id: number): void {
  publish(toasts.filter((t) => t.id !== id));
}

/** Shows a message; at most three stand at once, the oldest gives way. */
function show(text: string, tone: Toast["tone"], ms: number, undo?: () => void): void {
  const toast: Toast = { id: next++, text, tone, undo, until: performance.now() + ms };
  publish([...toasts.slice(-2), toast]);
  setTimeout(() => dismissToast(toast.id), ms);
}

/** Something was done. With `undo`, it can be taken back for six seconds. */
export function toastDone(text: string, undo?: () => void): void {
  show(text, "done", undo ? UNDO_MS : PLAIN_MS, undo);
}

/** Something went wrong: what happened and what was kept. */
export function toastBad(text: string): void {
  show(text, "bad", BAD_MS);
}
