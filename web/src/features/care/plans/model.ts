/** Rules about improvement plans that the pages need. Pure. */
import type { Me } from "../../../api/types";
import type { Filter } from "../../../lib/list";
import type { Tone } from "../../../ui/marks";
import type { Plan, PlanInput, Severity, State, Step } from "./types";

export const STATES: State[] = ["draft", "approved", "executing", "verifying", "closed", "failed"];
export const OPEN: State[] = ["draft", "approved", "executing", "verifying"];
export const SEVERITIES: Severity[] = ["s1", "s2", "s3", "s4"];
export const SOURCES = ["survey", "milestone", "complaint"] as const;

const TONE: Record<State, Tone> = { draft: "warn", approved: "accent", executing: "accent", verifying: "accent", closed: "ok", failed: "bad" };
export const stateTone = (state: State): Tone => TONE[state];
export const severityTone = (severity: Severity): Tone => (severity === "s1" || severity === "s2" ? "bad" : severity === "s3" ? "warn" : "mute");

export const isOpen = (p: Pick<Plan, "state">): boolean => OPEN.includes(p.state);
export const doneSteps = (p: Pick<Plan, "steps">): number => p.steps.filter((s) => s.done_on).length;

/** Hours until a plan is to be resolved, negative when that has passed; null once it ended. */
export function hoursLeft(p: Pick<Plan, "state" | "resolve_by">, now: number): number | null {
  return isOpen(p) ? Math.floor((Date.parse(p.resolve_by) - now) / 3_600_000) : null;
}

/** What brings a plan on, in its order; at most one of them may be done at a time, beside giving up. */
export const VERBS = ["approve", "start", "verify", "close", "fail"] as const;
export type Verb = (typeof VERBS)[number];

export const verbsOf = (p: Pick<Plan, "actions">): Verb[] => VERBS.filter((v) => p.actions.includes(v));

/** What an approver would miss. */
export type Lack = "root_cause" | "metric" | "steps";

export function lacks(p: Pick<Plan, "root_cause" | "metric" | "steps">): Lack[] {
  return (["root_cause", "metric", "steps"] as const).filter((name) => p[name].length === 0);
}

/** The plan as it is written, with one step done on a day, or not any more. */
export function withStep(p: Plan, index: number, on: string): PlanInput {
  return inputOf({ ...draftOf(p), steps: p.steps.map((s, i) => (i === index ? { ...s, done_on: on } : s)) });
}

/** What a person writes of a plan. */
export interface Draft {
  title: string;
  root_cause: string;
  metric: string;
  steps: Pick<Step, "text" | "owner_id" | "due_on" | "done_on">[];
}

export const draftOf = (p: Plan): Draft => ({ title: p.title, root_cause: p.root_cause, metric: p.metric, steps: p.steps });

/** The request: days that are none are left out. */
export function inputOf(d: Draft): PlanInput {
  return { title: d.title.trim(), root_cause: d.root_cause.trim(), metric: d.metric.trim(), steps: d.steps.map(({ text, owner_id, due_on, done_on }) => ({ text: text.trim(), owner_id, due_on, ...(done_on ? { done_on } : {}) })) };
}

/** Faults of a draft by place, as locale keys. */
export function draftFaults(d: Draft): Record<string, string> {
  const faults: Record<string, string> = {};
  if (d.title.trim() === "") faults.title = "plans.fault.title";
  d.steps.forEach((s, i) => {
    if (s.text.trim() === "") faults[`steps[${i}].text`] = "plans.fault.step";
    if (!s.owner_id) faults[`steps[${i}].owner_id`] = "plans.fault.person";
    if (!s.due_on) faults[`steps[${i}].due_on`] = "plans.fault.day";
  });
  return faults;
}

const one = (field: string, ...values: string[]): Filter => ({ field, op: "in", values });

/** The views of the list. */
export function viewFilters(me: Pick<Me, "id">): Record<"open" | "mine" | "draft" | "verifying" | "ended", Filter[]> {
  return { open: [one("state", ...OPEN)], mine: [one("state", ...OPEN), one("owner_id", me.id)], draft: [one("state", "draft")], verifying: [one("state", "verifying")], ended: [one("state", "closed", "failed")] };
}
