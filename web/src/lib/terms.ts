/**
 * What parties agree about paying, as a form holds it: shares as people write
 * them, facts as text or as yes, no and not agreed. Pure; offers and contracts
 * share it. Shares are exact to a millionth, as the API has them.
 */

/** One payment on the API. */
export interface TermNode {
  id?: string;
  kind: string;
  name?: string;
  trigger: string;
  /** Share of the price: "0.3". */
  ratio: string;
  term_days: number;
  milestone?: string;
  on?: string;
}

/** One payment in a form. */
export interface NodeDraft {
  /** Of the row in the form. */
  key: string;
  id?: string;
  kind: string;
  name: string;
  trigger: string;
  /** "30" or "12.5". */
  percent: string;
  days: string;
  milestone: string;
  on: string;
}

/** A form of terms. Facts hold percent, whole numbers, or "true", "false" and "". */
export interface TermsDraft {
  work: string;
  nodes: NodeDraft[];
  facts: Record<string, string>;
}

export type FactKind = "percent" | "number" | "flag";

/** What is agreed besides the payments, in groups as the form shows them. */
export const FACTS: { group: string; facts: { name: string; kind: FactKind }[] }[] = [
  { group: "progress", facts: [{ name: "progress_ratio", kind: "percent" }, { name: "review_days", kind: "number" }, { name: "silence_accepts", kind: "flag" }, { name: "interim_settlement", kind: "flag" }, { name: "includes_materials", kind: "flag" }] },
  { group: "retention", facts: [{ name: "defects_months", kind: "number" }, { name: "retention_cash", kind: "flag" }, { name: "performance_bond", kind: "percent" }, { name: "bond_after_works", kind: "flag" }, { name: "bid_bond", kind: "percent" }] },
  { group: "damages", facts: [{ name: "late_daily", kind: "percent" }, { name: "delay_daily", kind: "percent" }, { name: "delay_cap", kind: "percent" }, { name: "labour_apart", kind: "flag" }, { name: "labour_months", kind: "number" }] },
  { group: "payer", facts: [{ name: "payer_guarantee", kind: "flag" }, { name: "payer_large", kind: "flag" }, { name: "payee_sme", kind: "flag" }, { name: "pay_when_paid", kind: "flag" }, { name: "bill_share", kind: "percent" }, { name: "bill_months", kind: "number" }] },
];

export const NODE_KINDS = ["advance", "progress", "milestone", "delivery", "completion", "settlement", "retention"] as const;
export const TRIGGERS = ["signed", "start", "monthly", "milestone", "delivered", "completed", "settled", "defects_end", "date"] as const;
export const WORKS = ["works", "supply", "service"] as const;

/** A whole share, in millionths. */
export const WHOLE = 1_000_000;

/** Reads "12.5", "12.5%" or "１２.５" as millionths of the whole; null when it is none or finer than a millionth. */
export function parsePercent(text: string): number | null {
  const plain = text.normalize("NFKC").replace(/[%\s,]/g, "");
  const match = /^(\d{1,4})(?:\.(\d{1,4}))?$/.exec(plain);
  return match ? Number(match[1]) * 10_000 + Number((match[2] ?? "").padEnd(4, "0")) : null;
}

/** Millionths as per cent, without needless zeros: 125000 → "12.5". */
export function percentText(millionths: number): string {
  const sign = millionths < 0 ? "−" : "";
  const abs = Math.abs(millionths);
  const fraction = String(abs % 10_000).padStart(4, "0").replace(/0+$/, "");
  return `${sign}${Math.floor(abs / 10_000)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** "0.125" as millionths. */
export function ratioMillionths(ratio: string): number {
  const [, sign = "", whole = "0", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(ratio) ?? [];
  const value = Number(whole) * WHOLE + Number(fraction.slice(0, 6).padEnd(6, "0") || "0");
  return sign ? -value : value;
}

/** A ratio of the API as per cent: "0.125" → "12.5". */
export const ratioPercent = (ratio: string): string => percentText(ratioMillionths(ratio));

/** What a person typed as per cent, as a ratio of the API. */
export function percentRatio(text: string): string {
  const value = parsePercent(text) ?? 0;
  const fraction = String(value % WHOLE).padStart(6, "0").replace(/0+$/, "");
  return `${Math.floor(value / WHOLE)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** How far the shares are from the whole. */
export interface ShareSum {
  /** Millionths. */
  sum: number;
  /** What is missing; below zero for what is too much. */
  missing: number;
  /** Some share is no number. */
  unread: boolean;
}

export function sumShares(nodes: Pick<NodeDraft, "percent">[]): ShareSum {
  const shares = nodes.map((n) => parsePercent(n.percent));
  const sum = shares.reduce<number>((total, share) => total + (share ?? 0), 0);
  return { sum, missing: WHOLE - sum, unread: shares.includes(null) };
}

/**
 * A price in fen cut by shares: parts sum to the price whatever the shares sum
 * to, and what rounding leaves goes to the largest remainders, the first ones
 * first.
 */
export function splitFen(price: number, shares: number[]): number[] {
  const total = shares.reduce((a, b) => a + b, 0);
  if (total <= 0) return shares.map(() => 0);
  const exact = shares.map((s) => (BigInt(price) * BigInt(s)) / BigInt(total));
  const rest = shares.map((s, i) => ({ i, left: BigInt(price) * BigInt(s) - (exact[i] ?? 0n) * BigInt(total) }));
  let spare = price - Number(exact.reduce((a, b) => a + b, 0n));
  const parts = exact.map(Number);
  for (const { i } of rest.sort((a, b) => (b.left > a.left ? 1 : b.left < a.left ? -1 : a.i - b.i))) {
    if (spare-- <= 0) break;
    parts[i] = (parts[i] ?? 0) + 1;
  }
  return parts;
}

let made = 0;
/** A new row of the form. */
export function newNode(patch: Partial<NodeDraft> = {}): NodeDraft {
  return { key: `n${++made}`, kind: "milestone", name: "", trigger: "milestone", percent: "", days: "30", milestone: "", on: "", ...patch };
}

type Wire = Record<string, unknown> & { work?: string; nodes?: TermNode[] };

/** The form of terms as the API has them. */
export function draftOf(terms: object | null | undefined): TermsDraft {
  const wire = (terms ?? {}) as Wire;
  const facts: Record<string, string> = {};
  for (const { name, kind } of FACTS.flatMap((g) => g.facts)) {
    const value = wire[name];
    facts[name] = value === undefined || value === null ? "" : kind === "percent" ? ratioPercent(String(value)) : String(value);
  }
  const nodes = (wire.nodes ?? []).map((n) => newNode({ id: n.id, kind: n.kind, name: n.name ?? "", trigger: n.trigger, percent: ratioPercent(n.ratio), days: String(n.term_days), milestone: n.milestone ?? "", on: n.on ?? "" }));
  return { work: wire.work || "works", nodes, facts };
}

/** Faults by place ("nodes.2.percent", "facts.review_days"), as locale keys. */
export function termsFaults(draft: TermsDraft): Record<string, string> {
  const faults: Record<string, string> = {};
  draft.nodes.forEach((n, i) => {
    const share = parsePercent(n.percent);
    if (share === null || share === 0 || share > WHOLE) faults[`nodes.${i}.percent`] = "terms.fault.percent";
    if (!/^\d{1,4}$/.test(n.days) || Number(n.days) > 3650) faults[`nodes.${i}.days`] = "terms.fault.days";
    if (n.trigger === "date" && n.on === "") faults[`nodes.${i}.on`] = "terms.fault.on";
  });
  for (const { name, kind } of FACTS.flatMap((g) => g.facts)) {
    const text = draft.facts[name] ?? "";
    if (text === "") continue;
    const share = kind === "percent" ? parsePercent(text) : 0;
    if (share === null || share > WHOLE) faults[`facts.${name}`] = "terms.fault.percent";
    if (kind === "number" && !/^\d{1,4}$/.test(text)) faults[`facts.${name}`] = "terms.fault.number";
  }
  return faults;
}

/** The terms of a form without faults. `detailed` adds what only contracts have. */
export function termsOf(draft: TermsDraft, detailed: boolean): object {
  const out: Record<string, unknown> = { work: draft.work };
  out.nodes = draft.nodes.map((n) => ({
    ...(detailed && n.id ? { id: n.id } : {}),
    kind: n.kind, name: n.name.trim(), trigger: n.trigger, ratio: percentRatio(n.percent), term_days: Number(n.days),
    ...(detailed && n.milestone.trim() !== "" ? { milestone: n.milestone.trim() } : {}),
    ...(detailed && n.trigger === "date" ? { on: n.on } : {}),
  }));
  for (const { name, kind } of FACTS.flatMap((g) => g.facts)) {
    const text = draft.facts[name] ?? "";
    if (text === "") continue;
    out[name] = kind === "percent" ? percentRatio(text) : kind === "number" ? Number(text) : text === "true";
  }
  return out;
}

/** Usual ways to pay (reference 8.5). */
export const TEMPLATES: Record<string, () => TermsDraft> = {
  monthly: () => ({ work: "works", facts: { ...draftOf(null).facts, defects_months: "24", labour_apart: "true", review_days: "28", silence_accepts: "true", late_daily: "0.05", progress_ratio: "80" }, nodes: [
    newNode({ kind: "advance", trigger: "signed", percent: "20", days: "7" }), newNode({ kind: "progress", trigger: "monthly", percent: "60", days: "14" }),
    newNode({ kind: "settlement", trigger: "settled", percent: "17", days: "28" }), newNode({ kind: "retention", trigger: "defects_end", percent: "3", days: "14" })] }),
  milestones: () => ({ work: "works", facts: { ...draftOf(null).facts, defects_months: "24", labour_apart: "true", review_days: "28", silence_accepts: "true", late_daily: "0.05" }, nodes: [
    newNode({ kind: "advance", trigger: "signed", percent: "10", days: "7" }), newNode({ percent: "20" }), newNode({ percent: "30" }), newNode({ kind: "completion", trigger: "completed", percent: "20" }),
    newNode({ kind: "settlement", trigger: "settled", percent: "17", days: "28" }), newNode({ kind: "retention", trigger: "defects_end", percent: "3", days: "14" })] }),
  supply: () => ({ work: "supply", facts: { ...draftOf(null).facts, defects_months: "24", late_daily: "0.05" }, nodes: [
    newNode({ kind: "advance", trigger: "signed", percent: "30", days: "7" }), newNode({ kind: "delivery", trigger: "delivered", percent: "40" }), newNode({ kind: "completion", trigger: "completed", percent: "27" }),
    newNode({ kind: "retention", trigger: "defects_end", percent: "3", days: "14" })] }),
};
