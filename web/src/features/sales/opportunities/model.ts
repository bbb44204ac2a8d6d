/** Rules about opportunities that the pages need. Pure. */
import type { Me } from "../../../api/types";
import { localDate } from "../../../lib/format";
import { calendarDate } from "../../../lib/zone";
import { queryParams, type Filter, type ListQuery } from "../../../lib/list";
import type { StageShape, Tone } from "../../../ui/marks";
import type { Board, Card, Criterion, Interval, Opportunity, Outcome, Row, Stage } from "./types";

export const STAGES = ["intent", "negotiation", "quotation", "signing"] as const satisfies Stage[];
export const OUTCOMES = ["open", "won", "lost", "void"] as const satisfies Outcome[];
export const GRADES = ["A", "B", "C", "D"] as const;
export const SOURCES = ["online_ad", "exhibition", "referral", "tender_notice", "cold_call", "partner", "government_list"] as const;
export const TENDER_MODES = ["open", "invited", "negotiated", "inquiry", "single_source", "direct"] as const;
export const PROJECT_TYPES = ["data_center", "factory", "power", "water", "environment", "medical", "municipal", "rail", "road", "building"] as const;
export const LOSS_REASONS = ["price", "relationship", "qualification", "schedule", "technology", "cancelled", "no_bid"] as const;
export const VOID_REASONS = ["duplicate", "cancelled_by_owner", "test_data"] as const;
export const SECTIONS = ["background", "pain_points", "technical_requirements", "decision_process", "timeline", "risks"] as const;
/** Hours after the first visit at which the needs report becomes urgent, of 48. */
export const REPORT_MARKS = [24, 44];

const DAY = 86_400_000;

/** The ring of a stage, or the mark of an outcome. */
export function ringOf(o: Pick<Row, "stage" | "outcome">): StageShape {
  if (o.outcome !== "open") return o.outcome;
  return Math.max(0, STAGES.indexOf(o.stage)) as StageShape;
}

export const OUTCOME_TONE: Record<Outcome, Tone> = { open: "accent", won: "ok", lost: "bad", void: "mute" };

/** Whole days since an instant. */
export function daysSince(instant: string, now: number): number {
  return Math.max(0, Math.floor((now - new Date(instant).getTime()) / DAY));
}

/** A stage on the way of one opportunity. */
export interface Leg {
  stage: Stage;
  state: "done" | "here" | "ahead";
  /** Whole days spent there, over all stays. */
  days: number;
  /** Of the last stay. */
  from?: string;
  to?: string | null;
  usual: number | null;
  /** How much of the bar is filled, 0 to 1. */
  share: number;
}

/** Where nothing is known about how long a stage usually takes. */
const UNKNOWN_SHARE = 0.5;
/** A stage that lasts longer than usual is not done for that. */
const MOST = 0.92;

/** The four stages with how long each took. */
export function wayOf(o: Pick<Row, "stage" | "outcome">, stays: Interval[]): Leg[] {
  const here = o.outcome === "won" ? STAGES.length : STAGES.indexOf(o.stage);
  return STAGES.map((stage, i) => {
    const own = stays.filter((s) => s.stage === stage);
    const last = own.at(-1);
    const days = Math.floor(own.reduce((sum, s) => sum + s.seconds, 0) / 86_400);
    const usual = last?.usual_days ?? null;
    const state = i < here ? "done" : i === here ? "here" : "ahead";
    const share = { done: 1, ahead: 0, here: usual ? Math.min(MOST, days / usual) : UNKNOWN_SHARE }[state];
    return { stage, state, days, from: last?.entered_at, to: last?.left_at, usual, share };
  });
}

/** What a criterion asks of whom: which verb settles it, if one exists. */
export type Remedy = "firstVisit" | "report" | "contact" | "team" | "solution" | "quote" | "contract" | "none";

const REMEDIES: Record<string, Remedy> = { first_visit: "firstVisit", needs_report: "report", decision_maker: "contact", iron_triangle: "team", solution: "solution", quote_approved: "quote", quote_accepted: "quote", contract_in_force: "contract" };
export const remedyOf = (code: string): Remedy => REMEDIES[code] ?? "none";

/** How urgent a missing item is: past, within a day, later, or without a date. */
export function dueTone(due: string | undefined | null, now: number): Tone {
  if (!due) return "mute";
  const left = new Date(due).getTime() - now;
  return left < 4 * 3_600_000 ? "bad" : left < 2 * DAY ? "warn" : "mute";
}

/** How a card's status line presses: a task by its day, what the stage asks for by its clock. */
export function statusTone(status: Card["status"] | null, now: number): Tone {
  if (!status?.due_at) return "mute";
  if (status.kind !== "task") return dueTone(status.due_at, now);
  const due = new Date(status.due_at);
  if (due.getTime() < now) return "bad";
  return localDate(due) === localDate(new Date(now)) ? "warn" : "mute";
}

/** The missing item with the nearest date, else the first. */
export function mostUrgent(missing: Criterion[]): Criterion | undefined {
  const far = Number.MAX_SAFE_INTEGER;
  const due = (c: Criterion): number => (c.due_at ? new Date(c.due_at).getTime() : far);
  return [...missing].sort((a, b) => due(a) - due(b))[0];
}

/** The one thing to do next with an opportunity. */
export type NextStep = { kind: "advance" } | { kind: "resume" } | { kind: "reopen" } | { kind: "remedy"; remedy: Remedy; item: Criterion } | { kind: "urge"; item: Criterion } | { kind: "log" } | { kind: "none" };

export function nextStep(o: Opportunity, me: Pick<Me, "id">): NextStep {
  const may = (verb: string): boolean => o.actions.includes(verb);
  if (o.outcome !== "open") return may("reopen") ? { kind: "reopen" } : { kind: "none" };
  if (o.on_hold) return may("resume") ? { kind: "resume" } : { kind: "none" };
  const missing = o.gate?.missing ?? [];
  if (missing.length === 0) return may("advance") ? { kind: "advance" } : { kind: "log" };
  const item = mostUrgent(missing);
  if (!item || !may("update")) return { kind: "log" };
  const remedy = remedyOf(item.code);
  const others = item.holder.id !== "" && item.holder.id !== me.id;
  if (others && (remedy === "quote" || remedy === "contract" || remedy === "none")) return { kind: "urge", item };
  return remedy === "none" ? { kind: "log" } : { kind: "remedy", remedy, item };
}

/** What dropping a card on a stage would mean. */
export type Drop = "stay" | "advance" | "regress" | "far" | "hold" | "right";

export function dropOn(card: Pick<Card, "stage" | "outcome" | "on_hold" | "actions">, to: Stage): Drop {
  const step = STAGES.indexOf(to) - STAGES.indexOf(card.stage);
  if (step === 0) return "stay";
  if (card.on_hold) return "hold";
  if (Math.abs(step) > 1) return "far";
  const verb = step > 0 ? "advance" : "regress";
  return card.actions.includes(verb) ? verb : "right";
}

/** The board with a card in another column, as it will be once the server agrees. Unknown cards change nothing. */
export function moveCard(board: Board, id: string, to: Stage): Board {
  const from = board.columns.find((c) => c.cards.some((card) => card.id === id));
  const card = from?.cards.find((c) => c.id === id);
  if (!from || !card || from.stage === to) return board;
  const shift = (column: Board["columns"][number], sign: 1 | -1) => ({
    ...column,
    count: column.count + sign,
    amount: column.amount && card.amount ? { ...column.amount, amount: column.amount.amount + sign * card.amount.amount } : column.amount,
    weighted: column.weighted && card.weighted ? { ...column.weighted, amount: column.weighted.amount + sign * card.weighted.amount } : column.weighted,
  });
  const columns = board.columns.map((column) => {
    if (column === from) return { ...shift(column, -1), cards: column.cards.filter((c) => c.id !== id) };
    if (column.stage === to) return { ...shift(column, 1), cards: [{ ...card, stage: to, status: null as never }, ...column.cards] };
    return column;
  });
  return { ...board, columns };
}

/** The quarter that a day is in: its first and last day. */
export function quarterOf(today: Date): [string, string] {
  const [year, month] = [Number(localDate(today).slice(0, 4)), Number(localDate(today).slice(5, 7)) - 1];
  const first = Math.floor(month / 3) * 3;
  return [calendarDate(year, first, 1), calendarDate(year, first + 3, 0)];
}

const one = (field: string, ...values: string[]): Filter => ({ field, op: "in", values });

/** The views of the list. */
export function viewFilters(me: Pick<Me, "id">, today: Date): Record<"open" | "mine" | "quarter" | "stalled" | "closed", Filter[]> {
  const [from, to] = quarterOf(today);
  const open = one("outcome", "open");
  return {
    open: [open],
    mine: [open, one("owner_id", me.id)],
    quarter: [open, { field: "expected_sign_date", op: "gte", values: [from] }, { field: "expected_sign_date", op: "lte", values: [to] }],
    stalled: [open, one("stalled", "true")],
    closed: [one("outcome", "won", "lost")],
  };
}

/** Whether what is open is among what these filters leave. */
export function showsOpen(filters: Filter[]): boolean {
  return filters.every((f) => f.field !== "outcome" || f.values.includes("open"));
}

/** What the board is asked: the question of the list without its order. Everything that is open needs no words, for those sums are kept. */
export function boardParams(query: ListQuery): Record<string, string> {
  const { sort: _order, outcome, ...narrow } = queryParams(query);
  return outcome === undefined || outcome.split(",").includes("open") ? narrow : { ...narrow, outcome };
}
