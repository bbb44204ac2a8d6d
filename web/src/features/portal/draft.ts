/** What a contact has typed, kept on the device until it was sent. Storage may be refused: then it lives as long as the page. */
import { NOTHING, type Draft } from "./model";

const STORE = "gongqiao.portal.";
/** Enough of a token to tell two links apart, and not enough to use one. */
const place = (token: string): string => STORE + token.slice(-12);

/** What was kept for a link; null when nothing can be read. */
export function readKept(token: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(place(token)) ?? "null");
  } catch {
    return null;
  }
}

export function readDraft(token: string): Draft {
  const kept = readKept(token) as Partial<Draft> | null;
  return kept ? { score: Number(kept.score ?? 0), text: String(kept.text ?? "") } : NOTHING;
}

export function keepDraft(token: string, draft: object): void {
  try {
    localStorage.setItem(place(token), JSON.stringify(draft));
  } catch {
    return;
  }
}

export function dropDraft(token: string): void {
  try {
    localStorage.removeItem(place(token));
  } catch {
    return;
  }
}
