/** Rules about collection orders that the pages need. Pure. */
import type { Me } from "../../../api/types";
import type { Filter } from "../../../lib/list";
import type { Tone } from "../../../ui/marks";
import type { Order, State } from "./types";

export const STATES: State[] = ["open", "assigned", "in_progress", "promised", "kept", "broken", "disputed", "legal", "closed_paid", "closed_legal", "closed_written_off"];
export const STEP_KINDS = ["call", "statement", "letter", "visit", "meeting", "lawyer_letter", "other"] as const;

const TONE: Record<State, Tone> = { open: "warn", assigned: "warn", in_progress: "accent", promised: "accent", kept: "ok", broken: "bad", disputed: "warn", legal: "bad", closed_paid: "ok", closed_legal: "mute", closed_written_off: "mute" };
export const stateTone = (state: State): Tone => TONE[state];

/** The level of an order, the louder the later. */
export const levelTone = (level: number): Tone => (level >= 3 ? "bad" : level === 2 ? "warn" : "accent");

export const VERBS = ["step", "promise", "assign", "escalate", "dispute", "resume", "legal", "close-legal", "write-off"] as const;
export type Verb = (typeof VERBS)[number];

/** What an answer must hold, by verb. */
export type Need = "kind" | "note" | "money" | "day" | "person" | "level" | "reason" | "paper";

const NEEDS: Record<Verb, Need[]> = { step: ["kind", "note"], promise: ["day", "money"], assign: ["person"], escalate: ["level", "reason"], dispute: ["reason"], resume: ["reason"], legal: ["paper", "reason"], "close-legal": ["paper", "reason"], "write-off": ["paper", "reason"] };
export const needsOf = (verb: Verb): Need[] => NEEDS[verb];

/** The verbs that the reader may do, the two that come every day first. */
export const verbsOf = (order: Pick<Order, "actions">): Verb[] => VERBS.filter((v) => order.actions.includes(v));

const one = (field: string, ...values: string[]): Filter => ({ field, op: "in", values });

/** The views of the list. */
export function viewFilters(me: Pick<Me, "id">): Record<"open" | "mine" | "promised" | "disputed" | "closed", Filter[]> {
  const open = one("closed", "false");
  return { open: [open], mine: [open, one("assignee_id", me.id)], promised: [one("state", "promised", "broken")], disputed: [one("state", "disputed", "legal")], closed: [one("closed", "true")] };
}

/** Whether the claim lapses within half a year. */
export function lapsesSoon(limitationOn: string, today: string): boolean {
  return limitationOn !== "" && Date.parse(limitationOn) - Date.parse(today) <= 180 * 86_400_000;
}
