/** What a contact has typed, kept on the device until it was sent. Storage may be refused: then it lives as long as the page. */
import { NOTHING, type Draft } from "./model";

const STORE = "gongqiao.portal.";
/** Enough of a token to tell two links apart, and not enough to use one. */
const place = (token: string): string => STORE + token.slice(-12);

export function readDraft(token: string): Draft {
  try {
    const kept = JSON.parse(localStorage.getItem(place(token)) ?? "null") as Partial<Draft> | null;
    return { score: Number(kept?.score ?? 0), text: String(kept?.text ?? "") };
  } catch {
    return NOTHING;
  }
}

export function keepDraft(token: string, draft: Draft): void {
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
