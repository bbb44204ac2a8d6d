/** Rules about surveys that the pages need. Pure. */
import type { Me } from "../../../api/types";
import type { Filter } from "../../../lib/list";
import type { Tone } from "../../../ui/marks";
import type { Survey } from "./types";

export const STATES = ["scheduled", "sent", "opened", "answered", "expired"] as const;
export const CAUSES = ["milestone", "completion", "warranty", "yearly", "resurvey", "manual"] as const;
export const PURPOSES = ["short", "full"] as const;

const TONE: Record<Survey["state"], Tone> = { scheduled: "mute", sent: "accent", opened: "accent", answered: "ok", expired: "mute" };
export const stateTone = (state: Survey["state"]): Tone => TONE[state];

/** Below 3 of 5 an improvement plan opens; from 4.5 on a customer may be an excellent one. */
export const POOR_BELOW = 300;
export const EXCELLENT_FROM = 450;

/** Hundredths of a point as points: 424 is 4.24. */
export const points = (hundredths: number): string => (hundredths / 100).toFixed(2);

export function scoreTone(hundredths: number): Tone {
  if (hundredths < POOR_BELOW) return "bad";
  return hundredths >= EXCELLENT_FROM ? "ok" : "accent";
}

/** Whether the answer wants somebody to see to it. */
export const isPoor = (s: Pick<Survey, "score" | "complaint">): boolean => s.complaint || (s.score !== null && s.score < POOR_BELOW);

/** What a recommendation from 0 to 10 counts as. */
export type Attitude = "promoter" | "passive" | "detractor";

export function attitude(recommend: number): Attitude {
  if (recommend >= 9) return "promoter";
  return recommend >= 7 ? "passive" : "detractor";
}

export const attitudeTone: Record<Attitude, Tone> = { promoter: "ok", passive: "warn", detractor: "bad" };

/** Points of the questions about sales, out of five: their own average, not their part of the whole. */
export function salesAverage(s: Pick<Survey, "questions" | "answers">): number | null {
  const asked = s.questions.filter((q) => q.sales && q.kind === "scale");
  const weight = asked.reduce((sum, q) => sum + q.weight, 0);
  return weight === 0 ? null : Math.round((100 * asked.reduce((sum, q) => sum + q.weight * (s.answers?.[q.code] ?? 0), 0)) / weight);
}

const one = (field: string, ...values: string[]): Filter => ({ field, op: "in", values });

/** The views of the list. */
export function viewFilters(me: Pick<Me, "id">): Record<"answered" | "poor" | "waiting" | "mine" | "all", Filter[]> {
  return {
    answered: [one("state", "answered")],
    poor: [one("state", "answered"), { field: "score", op: "lte", values: [String(POOR_BELOW - 1)] }],
    waiting: [one("state", "scheduled", "sent", "opened")],
    mine: [one("owner_id", me.id)],
    all: [],
  };
}

/** Filters of the address that narrow figures too: they count what was answered. */
const NARROWS = /^(entity_id|department_id|owner_id|customer_id|project_id|contact_id|cause|purpose|complaint|score|recommend|answered_on)(\.|$)/;

export function figureParams(search: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(search).filter(([name, value]) => NARROWS.test(name) && value !== ""));
}

/** What happened with a survey, the newest first. */
export function steps(s: Survey): { id: "scheduled" | "sent" | "opened" | "answered" | "expired"; at: string }[] {
  const all = [
    { id: "scheduled" as const, at: s.created_at },
    { id: "sent" as const, at: s.sent_at },
    { id: "opened" as const, at: s.opened_at },
    { id: "answered" as const, at: s.answered_at },
    { id: "expired" as const, at: s.state === "expired" ? (s.expires_at ?? s.updated_at) : null },
  ];
  return all.flatMap((e) => (e.at ? [{ id: e.id, at: e.at }] : [])).reverse();
}
