/** Rules about complaints that the pages need. Pure. */
import type { Me } from "../../../api/types";
import type { Filter } from "../../../lib/list";
import type { Tone } from "../../../ui/marks";
import type { Complaint, Severity, State } from "./types";

export const STATES: State[] = ["open", "accepted", "investigating", "resolving", "awaiting_customer", "closed", "reopened"];
export const OPEN: State[] = STATES.filter((s) => s !== "closed");
export const SEVERITIES: Severity[] = ["s1", "s2", "s3", "s4"];
export const SOURCES = ["complaint", "survey", "milestone"] as const;

const TONE: Record<State, Tone> = { open: "warn", accepted: "accent", investigating: "accent", resolving: "accent", awaiting_customer: "accent", closed: "ok", reopened: "bad" };
export const stateTone = (state: State): Tone => TONE[state];
export const severityTone = (severity: Severity): Tone => (severity === "s1" || severity === "s2" ? "bad" : severity === "s3" ? "warn" : "mute");

/** Hours within which it is right again, unless the group set others (reference 2.16). */
const RESOLVE: Record<Severity, number> = { s1: 24, s2: 72, s3: 168, s4: 360 };

const HOUR = 3_600_000;

/** One of the two limits of a round: from when to when, and when it was kept. */
export interface Clock {
  id: "respond" | "resolve";
  /** RFC 3339. */
  from: string;
  to: string;
  /** When it was done, null while it runs. */
  done: string | null;
  late: boolean;
  /** Hours after the start at which the handler is reminded. */
  marks: number[];
}

type Timed = Pick<Complaint, "state" | "severity" | "round" | "created_at" | "respond_by" | "resolve_by" | "responded_at" | "answered_at" | "closed_at" | "late">;

/**
 * The limits of a complaint, from when it was told. Who comes back was answered before: from the second round on only
 * the remedy counts, and since nothing says when that round began, it began the usual time before its end.
 */
export function clocksOf(c: Timed): Clock[] {
  const clock = (id: Clock["id"], to: string, done: string | null, late: boolean): Clock => {
    const from = c.round === 1 ? Date.parse(c.created_at) : Date.parse(to) - RESOLVE[c.severity] * HOUR;
    const hours = (Date.parse(to) - from) / HOUR;
    return { id, from: new Date(from).toISOString(), to, done, late, marks: hours > 1 ? [Math.round(hours) / 2] : [] };
  };
  const resolve = clock("resolve", c.resolve_by, c.answered_at ?? c.closed_at, c.late.remedy);
  return c.round === 1 ? [clock("respond", c.respond_by, c.responded_at, c.late.response), resolve] : [resolve];
}

/** The limit that runs next, null when every one was met or the complaint is closed. */
export const nextClock = (c: Timed): Clock | null => clocksOf(c).find((k) => k.done === null) ?? null;

/** A step of the way, and when it was reached as far as that is known. */
export interface Leg {
  state: State;
  at: string | null;
  is: "done" | "here" | "ahead";
}

/** The way of a complaint from left to right. From the second round on it begins where it was opened again. */
export function wayOf(c: Pick<Complaint, "state" | "round" | "created_at" | "responded_at" | "answered_at" | "closed_at">): Leg[] {
  const states: State[] = c.round > 1 ? ["reopened", "investigating", "resolving", "awaiting_customer", "closed"] : ["open", "accepted", "investigating", "resolving", "awaiting_customer", "closed"];
  const at: Partial<Record<State, string | null>> = { open: c.created_at, accepted: c.responded_at, awaiting_customer: c.answered_at, closed: c.closed_at };
  const here = states.indexOf(c.state);
  return states.map((state, i) => ({ state, at: i <= here ? (at[state] ?? null) : null, is: i < here || c.state === "closed" ? "done" : i === here ? "here" : "ahead" }));
}

/** What brings a complaint on; at most one of them may be done at a time. */
export const STEPS = ["accept", "investigate", "resolve", "answer", "close"] as const;
/** What may be done beside that. */
export const ASIDES = ["reopen", "improve", "assign"] as const;
export type Verb = (typeof STEPS)[number] | (typeof ASIDES)[number];

export const stepsOf = (c: Pick<Complaint, "actions">): Verb[] => STEPS.filter((v) => c.actions.includes(v));
export const asidesOf = (c: Pick<Complaint, "actions">): Verb[] => ASIDES.filter((v) => c.actions.includes(v));

/** Verbs that want words, and what they find written already. */
export const wordsFor: Partial<Record<Verb, (c: Complaint) => string>> = { accept: (c) => c.reply, resolve: (c) => c.cause, answer: (c) => c.remedy, close: () => "", reopen: () => "" };

/** The name of a verb on a complaint: a customer who says no is not one who comes back. */
export const nameOf = (verb: Verb, c: Pick<Complaint, "state">): string => (verb === "reopen" && c.state === "closed" ? "again" : verb);

const one = (field: string, ...values: string[]): Filter => ({ field, op: "in", values });

/** The views of the list. */
export function viewFilters(me: Pick<Me, "id">): Record<"open" | "mine" | "severe" | "waiting" | "closed", Filter[]> {
  return { open: [one("state", ...OPEN)], mine: [one("state", ...OPEN), one("handler_id", me.id)], severe: [one("state", ...OPEN), one("severity", "s1", "s2")], waiting: [one("state", "awaiting_customer")], closed: [one("state", "closed")] };
}
