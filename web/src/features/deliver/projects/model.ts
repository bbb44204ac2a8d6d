/** Rules about projects that the pages need. Pure. */
import type { Me } from "../../../api/types";
import { daysBetween } from "../../../lib/format";
import type { Filter } from "../../../lib/list";
import type { Tone } from "../../../ui/marks";
import type { Colour, Milestone, Project, Row, State } from "./types";

export const STATES = ["initiating", "planning", "ready", "executing", "accepting", "warranty", "closed", "suspended", "cancelled"] as const satisfies State[];
export const COLOURS = ["red", "amber", "green", "grey"] as const satisfies Colour[];
export const LIGHTS = ["progress", "cost", "quality", "collection"] as const satisfies (keyof Row["lights"])[];
/** Trades, as contracts are numbered by them. */
export const TYPES = ["MU", "PW", "BD", "RD", "WT", "ME", "EN", "SV", "SP"] as const;
/** How far ahead the page looks, in days. */
export const AHEAD_DAYS = 14;

export const STATE_TONE: Record<State, Tone> = { initiating: "mute", planning: "accent", ready: "accent", executing: "accent", accepting: "accent", warranty: "ok", closed: "mute", suspended: "warn", cancelled: "mute" };
export const COLOUR_TONE: Record<Colour, Tone> = { grey: "mute", green: "ok", amber: "warn", red: "bad" };

type Dated = Pick<Row, "baseline_finish" | "forecast_finish" | "completed_on">;

/** Calendar days by which the completion, or what is forecast of it, lies behind the baseline; 0 when it does not. */
export function lateDays(p: Dated): number {
  const end = p.completed_on || p.forecast_finish;
  return p.baseline_finish && end ? Math.max(0, daysBetween(p.baseline_finish, end)) : 0;
}

/** How much of the contract time has gone by. */
export interface Elapsed {
  /** The day that today is, counted from 1. */
  day: number;
  all: number;
}

/** Contract time counts in calendar days from the commencement order; null before it, or without an end. */
export function elapsed(p: Pick<Project, "commenced_on" | "completed_on" | "baseline_finish">, today: string): Elapsed | null {
  if (!p.commenced_on || !p.baseline_finish) return null;
  const end = p.completed_on || today;
  return { day: Math.max(1, daysBetween(p.commenced_on, end) + 1), all: daysBetween(p.commenced_on, p.baseline_finish) + 1 };
}

/** Share of the weights, from 0 to 1, that the plan wants by a day; null without milestones that weigh. */
export function plannedShare(milestones: Pick<Milestone, "weight" | "planned_on">[], today: string): number | null {
  const all = milestones.reduce((sum, m) => sum + m.weight, 0);
  if (all === 0) return null;
  return milestones.filter((m) => m.planned_on <= today).reduce((sum, m) => sum + m.weight, 0) / all;
}

export const isSettled = (m: Pick<Milestone, "state">): boolean => m.state === "confirmed" || m.state === "deemed_confirmed";

/** What is to be done with a milestone, and by which verb. */
export interface MilestoneStep {
  milestone: Milestone;
  verb: "reach" | "link" | "remind" | "rectify";
}

const VERBS = ["rectify", "remind", "link", "reach"] as const;

/** The milestone to act on: what the customer minded, then what he was not asked yet, then the first in the order of the works. */
export function milestoneStep(milestones: Milestone[]): MilestoneStep | null {
  const urgency = (m: Milestone): number => (m.actions.includes("rectify") ? 0 : m.state === "reached" ? 1 : 2);
  const open = milestones.filter((m) => !isSettled(m)).sort((a, b) => urgency(a) - urgency(b));
  for (const milestone of open) {
    const verb = VERBS.find((v) => milestone.actions.includes(v));
    if (verb) return { milestone, verb };
  }
  return null;
}

/** The one thing to do next with a project. */
export type NextStep =
  | { kind: "verb"; verb: "appoint" | "ready" | "start" | "accept" | "complete" | "close" | "resume" }
  | { kind: "milestone"; step: MilestoneStep }
  | { kind: "need"; code: Project["gate"][number]["code"] }
  | { kind: "none" };

const BY_STATE: Partial<Record<State, "appoint" | "start" | "complete" | "close" | "resume">> = { initiating: "appoint", ready: "start", accepting: "complete", warranty: "close", suspended: "resume" };

export function nextStep(p: Pick<Project, "state" | "actions" | "gate" | "milestones" | "contract_hold">): NextStep {
  const may = (verb: string): boolean => p.actions.includes(verb);
  if (p.state === "planning") {
    const missing = p.gate.find((c) => !c.met);
    if (missing) return { kind: "need", code: missing.code };
    return may("ready") ? { kind: "verb", verb: "ready" } : { kind: "none" };
  }
  const step = milestoneStep(p.milestones);
  if (p.state === "executing") {
    const works = p.milestones.filter((m) => m.key !== "completion_acceptance");
    if (works.length > 0 && works.every(isSettled) && may("accept")) return { kind: "verb", verb: "accept" };
    return step ? { kind: "milestone", step } : { kind: "none" };
  }
  if (p.state === "accepting" && step) return { kind: "milestone", step };
  if (p.state === "suspended" && p.contract_hold) return { kind: "need", code: "contract_in_force" };
  const verb = BY_STATE[p.state];
  return verb && may(verb) ? { kind: "verb", verb } : { kind: "none" };
}

/** Milestones that fall due within the next days, the overdue ones first. */
export function soon(milestones: Milestone[], today: string): Milestone[] {
  return milestones.filter((m) => !isSettled(m) && m.forecast_on && daysBetween(today, m.forecast_on) <= AHEAD_DAYS).sort((a, b) => a.forecast_on.localeCompare(b.forecast_on));
}

/** Where a report of the past belongs: how a sum changed against the one before. */
export const signed = (value: number, text: (abs: number) => string): string => (value === 0 ? "0" : `${value > 0 ? "+" : "−"}${text(Math.abs(value))}`);

const one = (field: string, ...values: string[]): Filter => ({ field, op: "in", values });
const LIVING = ["initiating", "planning", "ready", "executing", "accepting", "suspended"];

/** The views of the list. */
export function viewFilters(me: Pick<Me, "id">): Record<"living" | "mine" | "attention" | "starting" | "done", Filter[]> {
  return {
    living: [one("state", ...LIVING)],
    mine: [one("state", ...LIVING), one("owner_id", me.id)],
    attention: [one("state", ...LIVING), one("health", "red", "amber")],
    starting: [one("state", "initiating", "planning", "ready")],
    done: [one("state", "warranty", "closed", "cancelled")],
  };
}
