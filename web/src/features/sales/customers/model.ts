/** Rules about customers that the pages need. Pure. */
import type { Customer, CustomerInput, Me } from "../../../api/types";
import type { Filter } from "../../../lib/list";
import type { Tone } from "../../../ui/marks";

export const TYPES = ["government", "state_owned", "developer", "private", "other"] as const;
export const STATUSES = ["prospect", "active", "dormant", "blacklisted"] as const;
export const GRADES = ["A", "B", "C", "D"] as const;

const STATUS_TONE: Record<Customer["status"], Tone> = { prospect: "accent", active: "ok", dormant: "mute", blacklisted: "bad" };
export const statusTone = (status: Customer["status"]): Tone => STATUS_TONE[status];

/** Lead is our duty, assist is our help, former is history. */
export const partTone = (part: "lead" | "assist" | "former"): Tone => ({ lead: "ok", assist: "accent", former: "mute" }) [part] as Tone;

/** Whether the server left a field out because the reader may not see it. */
export function isMasked(record: { masked?: string[] }, field: string): boolean {
  return record.masked?.includes(field) ?? false;
}

const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const CODE_LENGTH = 18;

/** A unified social credit code as people type it, ready to check: no spaces, half width, upper case. */
export function normalizeCode(text: string): string {
  return text.normalize("NFKC").replace(/\s/g, "").toUpperCase();
}

/** Checks a unified social credit code by GB 32100: length, alphabet and check character. */
export function codeFault(code: string): "length" | "alphabet" | "check" | null {
  if (code.length !== CODE_LENGTH) return "length";
  const values = [...code].map((c) => ALPHABET.indexOf(c));
  if (values.includes(-1)) return "alphabet";
  let weight = 1;
  let sum = 0;
  for (const value of values.slice(0, -1)) {
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return (31 - (sum % 31)) % 31 === values.at(-1) ? null : "check";
}

/** What a customer form holds while it is being filled in. */
export interface CustomerForm {
  name: string;
  short_name: string;
  uscc: string;
  type: string;
  city: string;
  industry: string;
  address: string;
  credit_limit: number | null;
  manual_tags: string[];
}

export const EMPTY_FORM: CustomerForm = { name: "", short_name: "", uscc: "", type: "", city: "", industry: "", address: "", credit_limit: null, manual_tags: [] };

export function formOf(customer: Customer): CustomerForm {
  return {
    name: customer.name,
    short_name: customer.short_name ?? "",
    uscc: customer.uscc ?? "",
    type: customer.type,
    city: customer.city ?? "",
    industry: customer.industry ?? "",
    address: customer.address ?? "",
    credit_limit: customer.credit_limit?.amount ?? null,
    manual_tags: customer.tags.filter((t) => t.source === "manual").map((t) => t.name),
  };
}

/** Faults of a form by field, as locale keys; empty when it may be sent. */
export function formFaults(form: CustomerForm): Partial<Record<keyof CustomerForm, string>> {
  const faults: Partial<Record<keyof CustomerForm, string>> = {};
  if (form.name.trim() === "") faults.name = "customers.fault.name";
  if (form.type === "") faults.type = "customers.fault.type";
  const code = normalizeCode(form.uscc);
  const fault = code === "" ? null : codeFault(code);
  if (fault) faults.uscc = `customers.fault.uscc_${fault}`;
  return faults;
}

/** What is sent: empty texts as absent, the code as null when there is none. */
export function inputOf(form: CustomerForm): CustomerInput {
  return {
    name: form.name.trim(),
    short_name: form.short_name.trim(),
    uscc: normalizeCode(form.uscc) || null,
    type: form.type,
    city: form.city.trim(),
    industry: form.industry.trim(),
    address: form.address.trim(),
    credit_limit: form.credit_limit === null ? null : { amount: form.credit_limit, currency: "CNY" },
    manual_tags: form.manual_tags,
  };
}

/** The saved views of the list. */
export function viewFilters(me: Me): Record<"mine" | "active" | "risk" | "incomplete", Filter[]> {
  const one = (field: string, ...values: string[]): Filter => ({ field, op: "in", values });
  return {
    mine: [one("owner", me.id)],
    active: [one("status", "active")],
    risk: [one("tag", "risk")],
    incomplete: [{ field: "completeness", op: "lte", values: ["80"] }],
  };
}
