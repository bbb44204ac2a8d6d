/** The form of a contract: what it holds, what is wrong with it, what is sent. Pure. */
import { draftOf, percentRatio, ratioPercent, termsFaults, termsOf, type TermsDraft } from "../../../lib/terms";
import type { AmendmentBody, Amendment, Clause, Contract, Fresh, Money, Party, Update } from "./types";

export interface TaxDraft {
  key: string;
  name: string;
  /** Per cent. */
  rate: string;
  /** Fen, tax included. */
  amount: number | null;
}

export interface ClauseDraft extends Required<Clause> {
  key: string;
}

export interface ContractForm {
  customer: { id: string; name: string } | null;
  opportunityId: string;
  quoteId: string;
  title: string;
  type: string;
  pricing: string;
  /** Fen, tax included. */
  price: number | null;
  taxes: TaxDraft[];
  start: string;
  finish: string;
  ownerSigner: string;
  ownerTitle: string;
  ourSigner: string;
  ourTitle: string;
  others: Party[];
  clauses: ClauseDraft[];
  note: string;
  terms: TermsDraft;
}

let made = 0;
export const newClause = (patch: Partial<Clause> = {}): ClauseDraft => ({ key: `c${++made}`, number: "", title: "", text: "", ...patch });
export const newTax = (patch: Partial<TaxDraft> = {}): TaxDraft => ({ key: `t${++made}`, name: "", rate: "9", amount: null, ...patch });

export const emptyForm = (): ContractForm => ({ customer: null, opportunityId: "", quoteId: "", title: "", type: "BD", pricing: "lump_sum", price: null, taxes: [newTax()], start: "", finish: "", ownerSigner: "", ownerTitle: "", ourSigner: "", ourTitle: "", others: [], clauses: [], note: "", terms: draftOf(null) });

export function formOf(c: Contract): ContractForm {
  const side = (role: Party["role"]): Party | undefined => c.parties.find((p) => p.role === role);
  return {
    customer: c.customer, opportunityId: c.opportunity_id ?? "", quoteId: c.quote_id ?? "", title: c.title, type: c.type, pricing: c.pricing_type, price: c.price?.amount ?? null,
    taxes: c.tax_lines.map((l) => newTax({ name: l.name, rate: ratioPercent(l.rate), amount: l.amount?.amount ?? null })),
    start: c.start_on ?? "", finish: c.finish_on ?? "", ownerSigner: side("owner")?.signatory ?? "", ownerTitle: side("owner")?.title ?? "", ourSigner: side("contractor")?.signatory ?? "", ourTitle: side("contractor")?.title ?? "",
    others: c.parties.filter((p) => p.role !== "owner" && p.role !== "contractor"), clauses: c.clauses.map((x) => newClause(x)), note: c.note, terms: draftOf(c.terms),
  };
}

/** Faults by place, as locale keys; empty when it may be sent. */
export function formFaults(f: ContractForm): Record<string, string> {
  const faults: Record<string, string> = {};
  const quoted = f.quoteId !== "";
  if (!f.customer && !quoted) faults.customer = "contracts.fault.customer";
  if (f.title.trim() === "") faults.title = "contracts.fault.title";
  if (!quoted && (f.price === null || f.price <= 0)) faults.price = "contracts.fault.price";
  if (!quoted && f.price !== null && taxSum(f.taxes) !== f.price) faults.taxes = "contracts.fault.taxes";
  if (f.start !== "" && f.finish !== "" && f.finish < f.start) faults.finish = "contracts.fault.finish";
  f.clauses.forEach((c, i) => {
    if (c.text.trim() === "") faults[`clauses.${i}`] = "contracts.fault.clause";
  });
  f.others.forEach((p, i) => {
    if (!p.name?.trim() || !p.uscc?.trim()) faults[`others.${i}`] = "contracts.fault.party";
  });
  return { ...faults, ...termsFaults(f.terms) };
}

/** What the tax lines sum to; one empty line stands for the whole price. */
export function taxSum(taxes: TaxDraft[]): number {
  return taxes.reduce((sum, l) => sum + (l.amount ?? 0), 0);
}

/** Tax lines of which a single one without an amount takes the whole price. */
export function filledTaxes(taxes: TaxDraft[], price: number | null): TaxDraft[] {
  return taxes.length === 1 && taxes[0] ? [{ ...taxes[0], amount: price }] : taxes;
}

const cny = (amount: number): Money => ({ amount, currency: "CNY" });

function body(f: ContractForm) {
  const signs = (role: "owner" | "contractor", signatory: string, title: string): Party => ({ role, signatory: signatory.trim(), title: title.trim() });
  return {
    title: f.title.trim(), type: f.type as Fresh["type"], pricing_type: f.pricing as Fresh["pricing_type"],
    ...(f.start === "" ? {} : { start_on: f.start }), ...(f.finish === "" ? {} : { finish_on: f.finish }),
    parties: [signs("owner", f.ownerSigner, f.ownerTitle), signs("contractor", f.ourSigner, f.ourTitle), ...f.others],
    clauses: f.clauses.map(({ number, title, text }) => ({ number: number.trim(), title: title.trim(), text: text.trim() })),
    note: f.note.trim(),
  };
}

const priced = (f: ContractForm) => ({ price: cny(f.price ?? 0), tax_lines: f.taxes.map((l) => ({ name: l.name.trim() || `${l.rate}%`, rate: percentRatio(l.rate), amount: cny(l.amount ?? 0) })) });

/** The request of a new contract; one out of a quote takes customer, price and, while none are written, terms from it. */
export function freshOf(f: ContractForm): Fresh {
  const terms = f.terms.nodes.length > 0 ? { terms: termsOf(f.terms, true) as Fresh["terms"] } : {};
  if (f.quoteId !== "") return { ...body(f), quote_id: f.quoteId, ...terms };
  return { ...body(f), ...priced(f), customer_id: f.customer?.id ?? "", ...(f.opportunityId === "" ? {} : { opportunity_id: f.opportunityId }), ...terms };
}

export function updateOf(f: ContractForm): Update {
  return { ...body(f), ...priced(f), customer_id: f.customer?.id ?? "", ...(f.opportunityId === "" ? {} : { opportunity_id: f.opportunityId }), terms: termsOf(f.terms, true) as Update["terms"] };
}

/** The form of an amendment. */
export interface AmendmentForm {
  title: string;
  note: string;
  /** Fen, tax included; may be below zero. */
  change: number | null;
  /** Per cent, of the change. */
  rate: string;
  taxName: string;
  days: string;
  /** null keeps what was agreed. */
  terms: TermsDraft | null;
  clauses: ClauseDraft[];
}

export const emptyAmendment = (c: Contract): AmendmentForm => ({ title: "", note: "", change: null, rate: ratioPercent(c.tax_lines[0]?.rate ?? "0.09"), taxName: c.tax_lines[0]?.name ?? "", days: "", terms: null, clauses: [] });

export function amendmentForm(a: Amendment, c: Contract): AmendmentForm {
  const line = a.tax_lines[0] ?? c.tax_lines[0];
  return { title: a.title, note: a.note, change: a.price_change?.amount || null, rate: ratioPercent(line?.rate ?? "0.09"), taxName: line?.name ?? "", days: a.duration_change === 0 ? "" : String(a.duration_change), terms: a.terms ? draftOf(a.terms) : null, clauses: a.clauses.map((x) => newClause(x)) };
}

export function amendmentFaults(f: AmendmentForm): Record<string, string> {
  const faults: Record<string, string> = {};
  if (f.title.trim() === "") faults.title = "contracts.fault.title";
  if (f.days.trim() !== "" && !/^-?\d{1,4}$/.test(f.days.trim().replace("−", "-"))) faults.days = "contracts.fault.days";
  if (!f.change && f.days.trim() === "" && !f.terms && f.clauses.length === 0) faults.change = "contracts.fault.nothing";
  f.clauses.forEach((c, i) => {
    if (c.text.trim() === "") faults[`clauses.${i}`] = "contracts.fault.clause";
  });
  return { ...faults, ...(f.terms ? termsFaults(f.terms) : {}) };
}

export function amendmentBody(f: AmendmentForm): AmendmentBody {
  const days = Number(f.days.trim().replace("−", "-") || "0");
  return {
    title: f.title.trim(), note: f.note.trim(),
    ...(f.change ? { price_change: cny(f.change), tax_lines: [{ name: f.taxName || `${f.rate}%`, rate: percentRatio(f.rate), amount: cny(f.change) }] } : {}),
    ...(days === 0 ? {} : { duration_change: days }),
    ...(f.terms ? { terms: termsOf(f.terms, true) as AmendmentBody["terms"] } : {}),
    clauses: f.clauses.map(({ number, title, text }) => ({ number: number.trim(), title: title.trim(), text: text.trim() })),
  };
}
