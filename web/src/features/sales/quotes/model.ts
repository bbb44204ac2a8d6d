/** Rules about quotes that the pages need. Pure. */
import type { Me } from "../../../api/types";
import { formatPercent } from "../../../lib/format";
import type { Filter } from "../../../lib/list";
import type { FieldFault } from "../../../lib/problem";
import type { Tone } from "../../../ui/marks";
import { TABS, type BillTab } from "./bill";
import type { Amounts, Line, Money, Quote, Review, Row, State } from "./types";

export const STATES = ["draft", "reviewing", "confirmed", "approving", "approved", "sent", "accepted", "rejected", "expired", "superseded", "withdrawn"] as const satisfies State[];
export const STANDARDS = ["GB/T 50500-2024", "GB 50500-2013", "other"] as const;
export const CHANNELS = ["email", "paper", "wechat", "portal", "other"] as const;
/** VAT rates of the day, per cent. */
export const TAX_RATES = ["13", "9", "6", "5", "3", "1", "0"] as const;
/** Costs by category, in the order of an estimate; the first three are always written. */
export const COSTS = ["labour", "material", "machinery", "subcontract", "measures", "indirect", "finance", "risk", "tax_surcharges"] as const satisfies (keyof Amounts)[];
export type Cost = (typeof COSTS)[number];
/** The share below which executives decide too, and whether a margin lies below it. Nobody is judged whose reader may not see cost. */
export function leastOf(quote: { least_margin: string | null }): { share: number; text: string; thin: (margin: number | null) => boolean } {
  const share = Number(quote.least_margin ?? 0);
  return { share, text: formatPercent(share), thin: (margin) => quote.least_margin !== null && margin !== null && margin < share };
}

const TONES: Record<State, Tone> = { draft: "mute", reviewing: "accent", confirmed: "accent", approving: "accent", approved: "ok", sent: "accent", accepted: "ok", rejected: "bad", expired: "warn", superseded: "mute", withdrawn: "mute" };
export const stateTone = (state: State): Tone => TONES[state];

/** The one thing to do next with a quote. */
export type Next = "submit" | "tech_review" | "cost_estimate" | "request_approval" | "decide" | "send" | "accept" | "contract" | "revise" | "none";

export function nextOf(q: Pick<Quote, "state" | "actions" | "lines">, me: Pick<Me, "permissions">): Next {
  const may = (verb: string): boolean => q.actions.includes(verb);
  const holds = (permission: string): boolean => (me.permissions[permission] ?? "none") !== "none";
  const first = (["tech_review", "cost_estimate", "request_approval", "send", "accept"] as const).find(may);
  if (q.state === "draft") return may("submit") && q.lines > 0 ? "submit" : "none";
  if (first) return first;
  if (q.state === "approving") return holds("approval:decide") ? "decide" : "none";
  if (q.state === "accepted") return holds("contract:create") ? "contract" : "none";
  return may("revise") && ["rejected", "expired", "withdrawn"].includes(q.state) ? "revise" : "none";
}

/** How far one of the two confirmations has come, and by whom. */
export interface Confirmation {
  status: "none" | "pending" | "passed" | "refused";
  by: string;
  at: string;
  hash: string;
}

export function confirmationOf(q: Pick<Quote, "technical" | "finance" | "reviews">, part: "technical" | "finance"): Confirmation {
  const { status, by } = q[part] as Quote["technical"];
  const last = [...q.reviews].reverse().find((r) => r.part === part && (status === "passed" ? r.counts : !r.passed));
  return { status, by: by?.name ?? "", at: last?.at ?? "", hash: last?.hash ?? "" };
}

/** Reviews, the newest first. */
export const newestReviews = (reviews: Review[]): Review[] => [...reviews].sort((a, b) => b.at.localeCompare(a.at));

/** Sum of an estimate and the margin that it leaves of a net price, both in fen; null while nothing is written. */
export function estimateOf(amounts: Partial<Record<Cost, number | null>>, net: number): { cost: number; margin: number | null } {
  const cost = COSTS.reduce((sum, name) => sum + (amounts[name] ?? 0), 0);
  return { cost, margin: net > 0 && cost > 0 ? (net - cost) / net : null };
}

/** Which of the amounts that an estimate must have are missing. */
export const missingCosts = (amounts: Partial<Record<Cost, number | null>>): Cost[] => COSTS.slice(0, 3).filter((name) => amounts[name] === null || amounts[name] === undefined);

const cny = (amount: number): Money => ({ amount, currency: "CNY" });

export function amountsInput(amounts: Partial<Record<Cost, number | null>>): Amounts {
  return Object.fromEntries(COSTS.flatMap((name) => (typeof amounts[name] === "number" ? [[name, cny(amounts[name])]] : []))) as unknown as Amounts;
}

/** Where in the bill a refused field stands: "lines[3].unit" → the line, its tab and its field. */
export interface Place {
  line: Line;
  tab: BillTab;
  number: number;
  field: string;
  code: string;
}

export function placeOf(fault: FieldFault, lines: Line[]): Place | null {
  const [, index, field = ""] = /lines\[(\d+)\]\.(\w+)$/.exec(fault.path) ?? [];
  const line = index === undefined ? undefined : lines[Number(index)];
  if (!line) return null;
  const tab = tabOf(line);
  const number = lines.filter((l) => tabOf(l) === tab).indexOf(line) + 1;
  return { line, tab, number, field, code: fault.code };
}

/** The tab on which a line stands. */
export function tabOf(line: Pick<Line, "category">): BillTab {
  return (Object.keys(TABS) as BillTab[]).find((tab) => (TABS[tab] as readonly string[]).includes(line.category)) ?? "measured";
}

/** The revision that a quote is compared with unless another one is asked for: the one before it. */
export function previousOf(q: Pick<Row, "id" | "revision">, versions: Row[]): Row | undefined {
  return [...versions].sort((a, b) => b.revision - a.revision).find((v) => v.revision < q.revision);
}

const one = (field: string, ...values: string[]): Filter => ({ field, op: "in", values });

/** The views of the list. */
export function viewFilters(me: Pick<Me, "id">): Record<"current" | "mine" | "reviewing" | "out" | "ended", Filter[]> {
  const newest = one("newest", "true");
  return {
    current: [newest, one("state", "draft", "reviewing", "confirmed", "approving", "approved", "sent")],
    mine: [newest, one("owner_id", me.id), one("state", "draft", "reviewing", "confirmed", "approving", "approved", "sent")],
    reviewing: [newest, one("state", "reviewing")],
    out: [newest, one("state", "sent")],
    ended: [newest, one("state", "accepted", "rejected", "expired", "withdrawn")],
  };
}

/** An offer by its newest revision, with those before it. */
export interface Offer {
  newest: Row;
  before: Row[];
}

/** Revisions grouped by the offer that they are of, in the order in which the offers come. */
export function offersOf(rows: Row[]): Offer[] {
  const by = new Map<string, Row[]>();
  for (const row of rows) by.set(row.number, [...(by.get(row.number) ?? []), row]);
  return [...by.values()].flatMap((revisions) => {
    const [newest, ...before] = [...revisions].sort((a, b) => b.revision - a.revision);
    return newest ? [{ newest, before }] : [];
  });
}
