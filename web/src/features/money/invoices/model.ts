/** Rules about invoices that the pages need. Pure. */
import usual from "./usual.json";
import type { Tone } from "../../../ui/marks";
import type { Defaults, Input, Invoice, LineInput, Node, State } from "./types";

export const STATES: State[] = ["requested", "checking", "approved", "issuing", "issued", "delivered", "failed", "red_requested", "red_confirming", "red_issued", "cancelled"];
export const ITEMS: LineInput["item"][] = ["works", "works_labour_only", "works_old_project", "works_owner_material", "service", "goods", "lease", "lease_with_operator", "concrete", "untaxed"];
export const METHODS = ["general", "simplified", "small_scale"] as const;
export const CHANNELS = ["tax_account", "email", "sms", "paper"] as const;
export const RED_REASONS = ["error", "return", "service_ended", "allowance"] as const;

const TONE: Record<State, Tone> = { requested: "mute", checking: "warn", approved: "accent", issuing: "accent", issued: "ok", delivered: "ok", failed: "bad", red_requested: "warn", red_confirming: "warn", red_issued: "bad", cancelled: "mute" };
export const stateTone = (state: State): Tone => TONE[state];

/** A line while it is written. */
export interface LineForm {
  name: string;
  item: LineInput["item"];
  unit: string;
  quantity: string;
  /** Percent as typed: "9". */
  rate: string;
  /** Fen without tax. */
  net: number | null;
}

/** A subcontractor's invoice that proves what is deducted, while it is written. */
export interface DeductionForm {
  fiscal: string;
  seller: string;
  taxNo: string;
  place: string;
  works: string;
  /** Fen, tax included. */
  amount: number | null;
}

export const emptyDeduction = (form: Pick<InvoiceForm, "place" | "works">): DeductionForm => ({ fiscal: "", seller: "", taxNo: "", place: form.place, works: form.works, amount: null });

/** What is deducted for subcontractors: what their invoices prove, else what was written without any. */
export const deducted = (form: Pick<InvoiceForm, "deductions" | "subcontracts">): number => (form.deductions.length > 0 ? form.deductions.reduce((sum, d) => sum + (d.amount ?? 0), 0) : (form.subcontracts ?? 0));

export interface InvoiceForm {
  kind: Input["kind"];
  taxedOn: string;
  method: Input["tax_method"];
  place: string;
  address: string;
  works: string;
  cross: boolean;
  crossNo: string;
  landNo: string;
  recipient: string;
  channel: NonNullable<Input["channel"]>;
  remarks: string;
  lines: LineForm[];
  /** Fen by node id. */
  nodes: Record<string, number | null>;
  /** Fen paid to subcontractors, while no invoice of theirs is named. */
  subcontracts: number | null;
  deductions: DeductionForm[];
}

export const emptyLine = (rate = "9"): LineForm => ({ name: usual.name, item: "works", unit: usual.unit, quantity: "1", rate, net: null });

/** The form of a new invoice: what the last one said, and what is open of the payment that it is for. */
export function freshForm(d: Defaults, node: Node | undefined, today: string): InvoiceForm {
  const left = node ? Math.max(0, (node.amount?.amount ?? 0) - (node.invoiced?.amount ?? 0)) : 0;
  const line = { ...emptyLine(), name: usual.name + (node?.name ?? ""), net: left > 0 ? netOf(left, "9") : null };
  return { kind: "vat_special", taxedOn: today, method: d.tax_method, place: d.works_place, address: d.works_address, works: d.works_name, cross: d.cross_city, crossNo: d.cross_region_no, landNo: d.land_tax_no, recipient: "", channel: (d.channel || "tax_account") as InvoiceForm["channel"], remarks: "", lines: [line], nodes: node ? { [node.id]: left } : {}, subcontracts: null, deductions: [] };
}

export function formOf(i: Invoice): InvoiceForm {
  return {
    kind: i.kind, taxedOn: i.taxed_on, method: i.tax_method, place: i.works_place, address: i.works_address, works: i.works_name, cross: i.cross_city, crossNo: i.cross_region_no, landNo: i.land_tax_no, recipient: i.masked.includes("recipient") ? "" : i.recipient, channel: i.channel as InvoiceForm["channel"], remarks: i.remarks,
    lines: i.lines.map((l) => ({ name: l.name, item: l.item, unit: l.unit, quantity: l.quantity, rate: percentOf(l.rate), net: l.net?.amount ?? null })),
    nodes: Object.fromEntries(i.nodes.map((n) => [n.node.id, n.amount?.amount ?? null])),
    subcontracts: i.deductions.length > 0 ? null : i.subcontracts?.amount || null,
    deductions: i.deductions.map((d) => ({ fiscal: d.fiscal_number, seller: d.seller_name, taxNo: d.seller_tax_no, place: d.works_place, works: d.works_name, amount: d.amount?.amount ?? null })),
  };
}

/** "0.09" as "9", "0.015" as "1.5". */
export function percentOf(rate: string): string {
  return String(Math.round(Number(rate) * 1e6) / 1e4);
}

/** "9" as millionths; null for what is no rate. */
export function millionths(percent: string): number | null {
  return /^\d{1,2}(\.\d{1,4})?$/.test(percent.trim()) ? Math.round(Number(percent) * 1e4) : null;
}

/** Fen times a rate, half up, without floats. */
function share(fen: number, rate: number): number {
  const product = BigInt(fen) * BigInt(rate);
  return Number((product + 500_000n) / 1_000_000n);
}

/** The tax of a line in fen, rounded half up as the server does it. */
export function taxOf(line: Pick<LineForm, "net" | "rate">): number {
  const rate = millionths(line.rate);
  return line.net === null || rate === null ? 0 : share(line.net, rate);
}

/** What is left of a gross amount without tax, half up. */
export function netOf(gross: number, percent: string): number {
  const rate = BigInt(millionths(percent) ?? 0) + 1_000_000n;
  return Number((BigInt(gross) * 2_000_000n + rate) / (2n * rate));
}

export interface Totals {
  net: number;
  tax: number;
  gross: number;
}

export function totals(lines: LineForm[]): Totals {
  const net = lines.reduce((sum, l) => sum + (l.net ?? 0), 0);
  const tax = lines.reduce((sum, l) => sum + taxOf(l), 0);
  return { net, tax, gross: net + tax };
}

/** The sum of what goes to payments. */
export const portions = (form: InvoiceForm): number => Object.values(form.nodes).reduce<number>((sum, fen) => sum + (fen ?? 0), 0);

/** Faults by field, as locale keys; empty when it may be kept. */
export function formFaults(form: InvoiceForm): Record<string, string> {
  const faults: Record<string, string> = {};
  if (form.lines.length === 0) faults.lines = "invoices.fault.lines";
  form.lines.forEach((l, i) => {
    if (l.name.trim() === "") faults[`lines[${i}].name`] = "invoices.fault.name";
    if (!l.net) faults[`lines[${i}].net`] = "invoices.fault.net";
    if (millionths(l.rate) === null) faults[`lines[${i}].rate`] = "invoices.fault.rate";
  });
  form.deductions.forEach((d, i) => {
    if (!/^\d{20}$/.test(d.fiscal.trim())) faults[`deductions[${i}].fiscal_number`] = "invoices.fault.fiscal";
    if (d.seller.trim() === "") faults[`deductions[${i}].seller_name`] = "invoices.fault.seller";
    if (!d.amount) faults[`deductions[${i}].amount`] = "invoices.fault.net";
  });
  if (Object.keys(form.nodes).length === 0) faults.nodes = "invoices.fault.nodes";
  else if (portions(form) !== totals(form.lines).gross) faults.nodes = "invoices.fault.sum";
  return faults;
}

const money = (fen: number) => ({ amount: fen, currency: "CNY" });

/** The request of a form without faults. */
export function inputOf(form: InvoiceForm): Input {
  return {
    kind: form.kind, tax_method: form.method, taxed_on: form.taxedOn, works_place: form.place.trim(), works_address: form.address.trim(), works_name: form.works.trim(), cross_city: form.cross, cross_region_no: form.cross ? form.crossNo.trim() : "", land_tax_no: form.landNo.trim(), recipient: form.recipient.trim(), channel: form.channel, remarks: form.remarks.trim(),
    lines: form.lines.map((l) => ({ name: l.name.trim(), item: l.item, unit: l.unit.trim(), quantity: l.quantity.trim() || "1", rate: String((millionths(l.rate) ?? 0) / 1e6), net: money(l.net ?? 0) })),
    nodes: Object.entries(form.nodes).map(([node_id, fen]) => ({ node_id, amount: money(fen ?? 0) })),
    ...(form.deductions.length === 0 && form.subcontracts ? { subcontracts: money(form.subcontracts) } : {}),
    deductions: form.deductions.map((d) => ({ fiscal_number: d.fiscal.trim(), seller_name: d.seller.trim(), seller_tax_no: d.taxNo.trim(), works_place: d.place.trim(), works_name: d.works.trim(), amount: money(d.amount ?? 0) })),
  };
}

/** Verbs of an invoice, in the order in which they come. */
export const VERBS = ["submit", "approve", "allow", "return", "send", "record", "fail", "deliver", "red", "confirm", "cancel"] as const;
export type Verb = (typeof VERBS)[number];

/** Verbs that want to know more. */
export const ASKED: Verb[] = ["allow", "return", "record", "fail", "deliver", "red", "cancel"];

/** Of these the reason is asked. */
export const REASONED: Verb[] = ["allow", "return", "fail", "cancel"];

/** The lines of a red invoice over a part: fen without tax by position from 1; what was left out stays. */
export function partOf(nets: (number | null)[]): { position: number; net: { amount: number; currency: string } }[] {
  return nets.flatMap((net, i) => (net ? [{ position: i + 1, net: money(net) }] : []));
}

const MAIN: Verb[] = ["submit", "approve", "record", "deliver"];

/** The one thing to do next, and the rest for the menu. */
export function verbsOf(actions: string[]): { next: Verb | null; others: Verb[] } {
  const may = VERBS.filter((v) => actions.includes(v));
  const next = MAIN.find((v) => may.includes(v)) ?? null;
  return { next, others: may.filter((v) => v !== next) };
}
