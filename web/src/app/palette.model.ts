import type { Command } from "../lib/commands";

export interface Part {
  text: string;
  marked: boolean;
}

/** Splits a title at the matched [start, end) ranges, counted in characters as people count them. */
export function markParts(title: string, ranges: number[][]): Part[] {
  const chars = [...title];
  const marked = chars.map((_, i) => ranges.some(([start = 0, end = 0]) => i >= start && i < end));
  const parts: Part[] = [];
  chars.forEach((char, i) => {
    const last = parts.at(-1);
    if (last && last.marked === marked[i]) last.text += char;
    else parts.push({ text: char, marked: marked[i] ?? false });
  });
  return parts;
}

/** Commands whose label contains the text; all of them for an empty one. */
export function matchCommands(commands: Command[], text: string): Command[] {
  const wanted = text.trim().toLowerCase();
  return wanted === "" ? commands : commands.filter((c) => c.label.toLowerCase().includes(wanted));
}

/** Where the words themselves stand in a title, as one range or none. */
export function literalMatch(title: string, text: string): number[][] {
  const at = text === "" ? -1 : title.toLowerCase().indexOf(text.toLowerCase());
  if (at < 0) return [];
  const start = [...title.slice(0, at)].length;
  return [[start, start + [...text].length]];
}
