/** Rules about contracts that the pages need. Pure. */
import type { Me } from "../../../api/types";
import type { Filter } from "../../../lib/list";
import { percentText, ratioMillionths, WHOLE } from "../../../lib/terms";
import type { Tone } from "../../../ui/marks";
import type { AmendmentRow, Contract, Payment, Review, State } from "./types";

export const STATES = ["draft", "reviewing", "approving", "approved", "signing", "in_force", "completed", "settled", "closed", "rejected", "suspended", "terminated", "voided"] as const satisfies State[];
export const TYPES = ["BD", "MU", "RD", "WT", "PW", "ME", "EN", "SV", "SP"] as const;
export const PRICING = ["lump_sum", "unit_price", "cost_plus"] as const;
export const OTHER_ROLES = ["partner", "guarantor", "designer", "supervisor"] as const;
export const REVIEWS = ["legal", "finance", "technical"] as const;

const TONES: Record<State, Tone> = { draft: "mute", reviewing: "accent", approving: "accent", approved: "ok", signing: "accent", in_force: "ok", completed: "ok", settled: "ok", closed: "mute", rejected: "bad", suspended: "warn", terminated: "bad", voided: "mute" };
export const stateTone = (state: State): Tone => TONES[state];

const AMENDMENT_TONES: Record<AmendmentRow["state"], Tone> = { draft: "mute", approving: "warn", approved: "warn", signed: "ok", rejected: "bad", voided: "mute" };
export const amendmentTone = (state: AmendmentRow["state"]): Tone => AMENDMENT_TONES[state];

/** The one thing to do next with a contract. */
export type Next = "submit" | "review" | "decide" | "start_signing" | "sign" | "amendment" | "complete" | "settle" | "close" | "resume" | "edit" | "none";

const STEPS = ["submit", "start_signing", "sign", "resume", "settle", "close"] as const;

/** The step, on a day: works are accepted once they should be finished, and an amendment that was approved is signed before that. */
export function nextOf(c: Pick<Contract, "state" | "actions" | "finish_on" | "amendments">, me: Pick<Me, "permissions">, today: string): Next {
  if (mayReview(c).length > 0) return "review";
  const step = STEPS.find((verb) => c.actions.includes(verb));
  if (step) return step;
  if (c.actions.includes("amend") && c.amendments.some((a) => a.state === "approved")) return "amendment";
  if (c.actions.includes("complete") && c.finish_on && c.finish_on <= today) return "complete";
  if (c.state === "approving" && (me.permissions["approval:decide"] ?? "none") !== "none") return "decide";
  return c.actions.includes("update") ? "edit" : "none";
}

/** Which parts of the review are the reader's. */
export const mayReview = (c: Pick<Contract, "actions">): (typeof REVIEWS)[number][] => REVIEWS.filter((kind) => c.actions.includes(`review_${kind}`));

/** How far the shares of the payments are from the whole. */
export function shareSum(nodes: Pick<Payment, "ratio">[]): { sum: string; whole: boolean } {
  const sum = nodes.reduce((total, n) => total + ratioMillionths(n.ratio), 0);
  return { sum: percentText(sum), whole: sum === WHOLE };
}

/** What became of a payment, in a word: paid, late, due, or not triggered yet. */
export type PaymentMark = "paid" | "overdue" | "due" | "waiting";

export function paymentMark(p: Pick<Payment, "amount" | "received" | "overdue" | "due_on">): PaymentMark {
  if (p.amount && p.received && p.amount.amount > 0 && p.received.amount >= p.amount.amount) return "paid";
  if (p.overdue) return "overdue";
  return p.due_on ? "due" : "waiting";
}

export const PAYMENT_TONE: Record<PaymentMark, Tone> = { paid: "ok", overdue: "bad", due: "accent", waiting: "mute" };

/** Documents that every review of a contract has; a refused one tells why it was sent back. */
export function refusalOf(reviews: Review[]): Review | undefined {
  return reviews.find((r) => r.verdict === "refused");
}

/** An amendment that is on its way; it stands beside the title. */
export const pendingAmendment = (all: AmendmentRow[]): AmendmentRow | undefined => all.find((a) => a.state === "approving" || a.state === "approved");

/** The price before and after an amendment, in fen; null when prices are hidden. */
export function amendedPrice(c: Pick<Contract, "amount">, a: Pick<AmendmentRow, "price_change" | "price_after" | "state">): { before: number; after: number } | null {
  if (!a.price_change) return null;
  if (a.state === "signed" && a.price_after) return { before: a.price_after.amount - a.price_change.amount, after: a.price_after.amount };
  return c.amount ? { before: c.amount.amount, after: c.amount.amount + a.price_change.amount } : null;
}

/** The gross of a net price is split by its rate: fen of tax in it, rounded half away from zero. */
export function taxIn(gross: number, percent: number): number {
  const hundredths = Math.round(percent * 100);
  const exact = (BigInt(Math.abs(gross)) * BigInt(hundredths) * 2n + BigInt(10_000 + hundredths)) / (2n * BigInt(10_000 + hundredths));
  return gross < 0 ? -Number(exact) : Number(exact);
}

/** Calendar days from one date to another, both included; null while one is missing or they are the wrong way round. */
export function durationDays(start: string, finish: string): number | null {
  if (start === "" || finish === "") return null;
  const days = Math.round((Date.parse(`${finish}T00:00:00Z`) - Date.parse(`${start}T00:00:00Z`)) / 86_400_000) + 1;
  return days > 0 ? days : null;
}

const one = (field: string, ...values: string[]): Filter => ({ field, op: "in", values });

/** The views of the list. */
export function viewFilters(me: Pick<Me, "id">): Record<"open" | "making" | "force" | "mine" | "ended", Filter[]> {
  const making = one("state", "draft", "rejected", "reviewing", "approving", "approved", "signing");
  return {
    open: [one("state", "draft", "rejected", "reviewing", "approving", "approved", "signing", "in_force", "suspended", "completed", "settled")],
    making: [making],
    force: [one("state", "in_force", "suspended")],
    mine: [one("owner_id", me.id)],
    ended: [one("state", "closed", "terminated", "voided")],
  };
}

/** States of a contract that was signed and holds, or held to its end. */
export const BINDING = "in_force,suspended,completed,settled,closed";
