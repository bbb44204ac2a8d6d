/** Rules about receipts that the pages need. Pure. */
import type { Tone } from "../../../ui/marks";
import type { Node, State } from "./types";

export const STATES: State[] = ["registered", "claimed", "confirmed", "partially_allocated", "allocated", "reversed", "refunded"];
export const KINDS = ["bank_transfer", "bank_acceptance", "commercial_bill", "cash", "offset", "payment_in_kind", "bond_return"] as const;

const TONE: Record<State, Tone> = { registered: "warn", claimed: "accent", confirmed: "accent", partially_allocated: "accent", allocated: "ok", reversed: "bad", refunded: "mute" };
export const stateTone = (state: State): Tone => TONE[state];

/** A bill is cash only when it is due. */
export const isBill = (kind: string): boolean => kind === "bank_acceptance" || kind === "commercial_bill";

export const VERBS = ["claim", "confirm", "allocate", "unallocate", "unclaim", "reverse", "refund"] as const;
export type Verb = (typeof VERBS)[number];
export const verbsOf = (record: { actions: string[] }): Verb[] => VERBS.filter((v) => record.actions.includes(v));

/** What is left to spend, and where more is spent than is open. */
export function check(spent: Record<string, number | null>, nodes: Pick<Node, "id" | "open">[], unapplied: number): { left: number; over: string[] } {
  const sum = Object.values(spent).reduce<number>((s, fen) => s + (fen ?? 0), 0);
  return { left: unapplied - sum, over: nodes.filter((n) => (spent[n.id] ?? 0) > (n.open?.amount ?? 0)).map((n) => n.id) };
}
