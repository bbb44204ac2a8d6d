/** Rules of the customer's pages. Pure. */
import { Problem } from "../../lib/problem";
import type { Action, Answer, PortalFile, PortalView, Step } from "./types";

/** How many pictures are shown before "all". */
export const FIRST_PICTURES = 3;
export const STARS = [1, 2, 3, 4, 5] as const;

/** What a contact has written so far. */
export interface Draft {
  /** 0 for none. */
  score: number;
  text: string;
}

export const NOTHING: Draft = { score: 0, text: "" };

/** Faults of an answer, as locale keys: remarks want stars and words, a refusal wants words. */
export function draftFaults(action: Action, draft: Draft): { score?: string; text?: string } {
  return {
    ...(action === "confirm_with_remarks" && draft.score === 0 ? { score: "portal.fault.score" } : {}),
    ...(action !== "confirm" && draft.text.trim() === "" ? { text: "portal.fault.text" } : {}),
  };
}

/** The request: what was answered is what was shown. */
export function answerOf(action: Action, draft: Draft, hash: string): Answer {
  return { action, content_hash: hash, ...(draft.score > 0 ? { score: draft.score } : {}), ...(draft.text.trim() ? { text: draft.text.trim() } : {}) };
}

export const isPicture = (f: Pick<PortalFile, "type">): boolean => /^image\/(png|jpeg|webp|gif)$/.test(f.type);

/** A picture's name without its ending: "K0+620". */
export const caption = (name: string): string => name.replace(/\.\w{1,5}$/, "");

/** Where a milestone stands on the way of the works. */
export type StepMark = "done" | "asked" | "answered" | "ahead";

export function markOf(step: Step, open: boolean): StepMark {
  if (step.confirmed) return "done";
  if (step.asked) return open ? "asked" : "answered";
  return "ahead";
}

/** What a question that is closed came to, in the words of its state. */
export type Outcome = "confirmed" | "remarks" | "rejected" | "deemed" | "again";

export function outcomeOf(v: Pick<PortalView, "milestone">): Outcome {
  switch (v.milestone.state) {
    case "confirmed": return "confirmed";
    case "deemed_confirmed": return "deemed";
    case "confirmed_with_remarks": return "remarks";
    case "rejected": return "rejected";
    default: return "again";
  }
}

/** Why a page cannot be shown, or an answer was not taken. */
export type Trouble = "gone" | "answered" | "changed" | "ours" | "offline" | "other";

const BY_CODE: Record<string, Trouble> = { "portal.not_found": "gone", "portal.answered": "answered", "portal.changed": "changed", "portal.own_people": "ours", "survey.link_not_found": "gone", "survey.answered": "answered", "survey.changed": "changed", "survey.own_people": "ours" };

export function troubleOf(error: Error): Trouble {
  if (!(error instanceof Problem)) return "other";
  if (error.status === 0) return "offline";
  return BY_CODE[error.code] ?? (error.status === 404 ? "gone" : "other");
}
