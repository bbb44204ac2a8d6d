/**
 * Commands: one object each, shared by the menu, the shortcut and the palette,
 * so a verb has the same name, key and condition wherever it appears.
 */
import type { LucideIcon } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";

export interface Command {
  id: string;
  /** Already translated: what the verb is called in menu and palette. */
  label: string;
  icon?: LucideIcon;
  /** "mod+k", "shift+s", or a sequence of two keys: "g c". */
  shortcut?: string;
  /** Heading in the palette. */
  group?: string;
  /** Absent means always. */
  enabled?: () => boolean;
  /** Why it is not enabled, in a word or two ("差 2 项"). */
  reason?: string;
  perform: () => void;
}

type Listener = () => void;

/** Holds the commands of whatever is on the screen; later registrations win a shortcut. */
export class CommandRegistry {
  private sets: Command[][] = [];
  private flat: Command[] = [];
  private readonly listeners = new Set<Listener>();

  /** Adds commands until the returned function is called. */
  register(commands: Command[]): () => void {
    this.sets.push(commands);
    this.changed();
    return () => {
      this.sets = this.sets.filter((s) => s !== commands);
      this.changed();
    };
  }

  list = (): Command[] => this.flat;

  subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The enabled command for a pressed key or sequence, if any. */
  find(pressed: string): Command | undefined {
    return this.flat.findLast((c) => c.shortcut === pressed && isEnabled(c));
  }

  /** Whether some enabled command's sequence starts with this key. */
  startsSequence(pressed: string): boolean {
    return this.flat.some((c) => c.shortcut?.startsWith(`${pressed} `) === true && isEnabled(c));
  }

  private changed(): void {
    const byId = new Map(this.sets.flat().map((c) => [c.id, c]));
    this.flat = [...byId.values()];
    this.listeners.forEach((l) => l());
  }
}

/** Whether a command may run now. */
export function isEnabled(command: Command): boolean {
  return command.enabled?.() ?? true;
}

/** The page's one registry. */
export const commands = new CommandRegistry();

/** The commands on the screen, kept current. */
export function useCommandList(): Command[] {
  return useSyncExternalStore(commands.subscribe, commands.list);
}

/** Registers commands while the component is mounted. Pass a memoised array. */
export function useCommands(list: Command[]): void {
  useEffect(() => commands.register(list), [list]);
}

/** Writes a shortcut as keycaps: "mod+k" → ["Ctrl", "K"]. */
export function keycaps(shortcut: string): string[] {
  const names: Record<string, string> = { mod: "Ctrl", shift: "Shift", alt: "Alt", enter: "Enter", escape: "Esc" };
  return shortcut.split(/[+ ]/).map((key) => names[key] ?? key.toUpperCase());
}

/** Normalises a key press: "mod+k", "shift+s", "j". */
export function pressedKey(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): string {
  const key = event.key.toLowerCase();
  const parts = [event.ctrlKey || event.metaKey ? "mod" : "", event.altKey ? "alt" : "", event.shiftKey && key.length === 1 && /[a-z]/.test(key) ? "shift" : ""];
  return [...parts.filter(Boolean), key].join("+");
}

/** Whether a single key here would be typing: an input has focus, or an input method is composing. */
export function isTyping(event: Pick<KeyboardEvent, "isComposing" | "target">): boolean {
  if (event.isComposing) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
