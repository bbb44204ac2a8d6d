/** Rules about milestones that the pages need. Pure. */
import { daysBetween } from "../../../lib/format";
import type { Tone } from "../../../ui/marks";
import type { MilestoneInput, Row, State } from "./types";

/** Keys that rules look at; others are free. */
export const KEYS = ["foundation_done", "topping_out", "completion_acceptance"] as const;
export const MAX_FILES = 50;

export const STATE_TONE: Record<State, Tone> = { planned: "mute", reached: "accent", awaiting_customer: "warn", confirmed: "ok", confirmed_with_remarks: "warn", rejected: "bad", rectifying: "warn", deemed_confirmed: "ok" };

export const isSettled = (m: Pick<Row, "state">): boolean => m.state === "confirmed" || m.state === "deemed_confirmed";

/** The mark of a milestone on the way: a tick, a hollow diamond, or one that presses. */
export type Mark = "done" | "reached" | "minded" | "late" | "ahead";

export function markOf(m: Pick<Row, "state" | "forecast_on">, today: string): Mark {
  if (isSettled(m)) return "done";
  if (m.state === "rejected" || m.state === "confirmed_with_remarks" || m.state === "rectifying") return "minded";
  if (m.state === "planned") return m.forecast_on < today ? "late" : "ahead";
  return "reached";
}

/** The day that counts: when it was reached, else when it is expected. */
export const dayOf = (m: Pick<Row, "actual_on" | "forecast_on" | "planned_on">): string => m.actual_on || m.forecast_on || m.planned_on;

/** Days that a milestone lies behind its baseline; negative when ahead. */
export const slip = (m: Pick<Row, "actual_on" | "forecast_on" | "planned_on" | "baseline_on">): number => (m.baseline_on ? daysBetween(m.baseline_on, dayOf(m)) : 0);

/** "+8", "−3", "" for none. */
export const signedDays = (days: number): string => (days === 0 ? "" : days > 0 ? `+${days}` : `−${-days}`);

/** Days since the customer was asked. */
export const waiting = (m: Pick<Row, "asked_on">, today: string): number => (m.asked_on ? Math.max(0, daysBetween(m.asked_on, today)) : 0);

export type Verb = "reach" | "link" | "remind" | "rectify" | "update";
const VERBS: Verb[] = ["rectify", "reach", "remind", "link"];

/** What can be done with a milestone, the most useful first. */
export const verbsOf = (m: Pick<Row, "actions">): Verb[] => VERBS.filter((v) => m.actions.includes(v));

export interface MilestoneForm {
  name: string;
  key: string;
  planned: string;
  forecast: string;
  weight: string;
  position: number;
  reason: string;
}

export const formOf = (m: Row): MilestoneForm => ({ name: m.name, key: m.key, planned: m.planned_on, forecast: m.forecast_on, weight: String(m.weight), position: m.position, reason: "" });

/** A new milestone stands behind the last one. */
export const emptyForm = (rows: Pick<Row, "position">[]): MilestoneForm => ({ name: "", key: "", planned: "", forecast: "", weight: "1", position: Math.max(0, ...rows.map((r) => r.position)) + 1, reason: "" });

export type FaultName = "name" | "planned" | "weight" | "reason";

/** Faults by field, as locale keys. Another date of a milestone that is there says why. */
export function formFaults(form: MilestoneForm, was: Row | null): Partial<Record<FaultName, string>> {
  const faults: Partial<Record<FaultName, string>> = {};
  const weight = Number(form.weight);
  if (form.name.trim() === "") faults.name = "milestones.fault.name";
  if (form.planned === "") faults.planned = "milestones.fault.planned";
  if (!Number.isInteger(weight) || weight < 0 || weight > 1000) faults.weight = "milestones.fault.weight";
  if (was && datesMoved(form, was) && form.reason.trim() === "") faults.reason = "milestones.fault.reason";
  return faults;
}

export const datesMoved = (form: MilestoneForm, was: Pick<Row, "planned_on" | "forecast_on">): boolean => form.planned !== was.planned_on || (form.forecast || form.planned) !== was.forecast_on;

export function inputOf(form: MilestoneForm): MilestoneInput {
  return {
    name: form.name.trim(),
    key: form.key.trim(),
    planned_on: form.planned,
    ...(form.forecast ? { forecast_on: form.forecast } : {}),
    weight: Number(form.weight),
    position: form.position,
    ...(form.reason.trim() ? { reason: form.reason.trim() } : {}),
  };
}
