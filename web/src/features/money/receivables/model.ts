/** Rules about payments that the pages need. Pure. */
import type { Me } from "../../../api/types";
import { daysBetween } from "../../../lib/format";
import type { Filter } from "../../../lib/list";
import type { Tone } from "../../../ui/marks";
import type { Node, NodeState } from "./types";

export const STATES: NodeState[] = ["planned", "triggered", "applied", "approved_by_owner", "due", "partially_received", "received", "disputed", "rescheduled", "cancelled"];
export const BASES = ["calendar", "next_workday", "workdays"] as const;
export const TRIGGERS = ["signed", "start", "monthly", "milestone", "delivered", "completed", "settled", "defects_end", "date", "valued"] as const;

/** What stands in the status of a row: how late, how soon, or where it is. */
export interface Standing {
  tone: Tone;
  /** Locale key below receivables.standing. */
  key: string;
  days: number;
}

/** Days before the due date from which a payment is soon. */
const SOON = 30;

export function standing(node: Pick<Node, "state" | "overdue" | "overdue_days" | "due_on" | "triggered_on">, today: string): Standing {
  if (node.state === "received") return { tone: "ok", key: "received", days: 0 };
  if (node.state === "cancelled") return { tone: "mute", key: "cancelled", days: 0 };
  if (node.state === "disputed") return { tone: "warn", key: "disputed", days: 0 };
  if (node.overdue) return { tone: node.overdue_days > SOON ? "bad" : "warn", key: "overdue", days: node.overdue_days };
  if (!node.triggered_on) return { tone: "mute", key: "planned", days: 0 };
  const left = daysBetween(today, node.due_on);
  return left === 0 ? { tone: "warn", key: "today", days: 0 } : { tone: left <= SOON ? "accent" : "mute", key: "due", days: left };
}

/** Verbs of a payment that need a paper, a reason or nothing. */
export type NodeVerb = "trigger" | "apply" | "approve" | "dispute" | "resolve" | "reschedule" | "value";
export const VERBS: NodeVerb[] = ["trigger", "value", "apply", "approve", "reschedule", "dispute", "resolve"];
export const needsPaper = (verb: NodeVerb): boolean => verb !== "dispute" && verb !== "resolve";

/** The one thing to do next, when the reader may. */
export function nextVerb(node: Pick<Node, "actions" | "next_step">): NodeVerb | null {
  const verb = VERBS.find((v) => v === node.next_step);
  return verb && node.actions.includes(verb) ? verb : null;
}

/** The address query of the server ("owed=true&due_on.gte=…") as parameters of the page. */
export function searchOf(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

const one = (field: string, ...values: string[]): Filter => ({ field, op: "in", values });

/** The views of the list. */
export function viewFilters(me: Pick<Me, "id">, today: string): Record<"owed" | "overdue" | "mine" | "planned" | "received" | "all", Filter[]> {
  const owed = one("owed", "true");
  return {
    owed: [owed],
    overdue: [owed, { field: "due_on", op: "lte", values: [dayBefore(today)] }],
    mine: [owed, one("owner_id", me.id)],
    planned: [one("state", "planned")],
    received: [one("state", "received")],
    all: [],
  };
}

export function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

type Amount = { amount: number } | null;

/** Which part of what fell due was paid, 0 to 1; null when nothing did, or amounts are hidden. */
export function duePaid(s: { received: Amount; overdue: Amount }): number | null {
  if (!s.received || !s.overdue) return null;
  const due = s.received.amount + s.overdue.amount;
  return due === 0 ? null : s.received.amount / due;
}
