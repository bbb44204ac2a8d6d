import type { ReactNode } from "react";

/** One choice of a list. */
export interface Option {
  value: string;
  label: string;
  /** Drawn instead of the label: a ring, a person. */
  render?: ReactNode;
  /** Also found by these: pinyin initials, a code. */
  keywords?: string;
}

/** Options whose label or keywords contain the text, whatever the case. */
export function matchOptions(options: Option[], text: string): Option[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return options;
  return options.filter((o) => `${o.label} ${o.keywords ?? ""}`.toLowerCase().includes(wanted));
}

/** The index after a move by arrow keys, Home or End; it wraps around. */
export function moveIndex(key: string, index: number, length: number): number | null {
  if (length === 0) return null;
  if (key === "ArrowDown") return (index + 1) % length;
  if (key === "ArrowUp") return (index - 1 + length) % length;
  if (key === "Home") return 0;
  if (key === "End") return length - 1;
  return null;
}
