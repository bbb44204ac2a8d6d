/** Choosing one of very many: found by words on the server, and named by id. */

/** A record to choose. */
export interface Match {
  id: string;
  name: string;
  /** What tells it from another of the same name. */
  line?: string;
}

/** Where matches come from. Features and the data view share it; only api/ asks the server. */
export interface PickSource {
  /** Under what its answers are cached. */
  key: readonly unknown[];
  /** Of people: shown with their initials. */
  people?: boolean;
  /** The first matches by any part of the name or by pinyin initials; for "" the first of all. */
  find: (text: string, signal: AbortSignal) => Promise<Match[]>;
  /** The one with an id, whatever its state; null when the reader may not see it. */
  one: (id: string, signal: AbortSignal) => Promise<Match | null>;
}

/** What is offered: while nothing is typed those that are chosen already come first, so that they can be taken back. */
export function offered(text: string, chosen: Match[], found: Match[]): Match[] {
  if (text.trim() !== "") return found;
  const ids = new Set(chosen.map((m) => m.id));
  return [...chosen, ...found.filter((m) => !ids.has(m.id))];
}
