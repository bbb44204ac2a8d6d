/** Rules about customers that the pages need. Pure. */
import type { Customer, CustomerInput, Engagement, Me } from "../../../api/types";
import type { CustomValues } from "../../../lib/customFields";
import type { Filter } from "../../../lib/list";
import type { Tone } from "../../../ui/marks";

export const TYPES = ["government", "public_institution", "state_owned", "platform", "developer", "private"] as const;
export const PARTIES = ["owner", "partner", "supplier"] as const;
/** Where a customer came from. */
export const SOURCES = ["referral", "tender_notice", "exhibition", "online_ad", "cold_call", "partner", "government_list"] as const;
/** Tags that rules give; others are words of the house. */
export const TAGS = ["high_value", "potential", "risk", "supplier"] as const;
export const STATUSES = ["prospect", "active", "dormant", "blacklisted"] as const;
export const RELATIONS = ["lead", "assist", "history"] as const;
export const GRADES = ["A", "B", "C", "D"] as const;

const STATUS_TONE: Record<Customer["status"], Tone> = { prospect: "accent", active: "ok", dormant: "mute", blacklisted: "bad" };
export const statusTone = (status: Customer["status"]): Tone => STATUS_TONE[status];

const TAG_TONE: Record<string, Tone> = { high_value: "accent", potential: "accent", risk: "warn", churn_risk: "warn", blacklisted: "bad" };
export const tagTone = (tag: string): Tone => TAG_TONE[tag] ?? "mute";

const RELATION_TONE: Record<Engagement["relation"], Tone> = { lead: "ok", assist: "accent", history: "mute" };
/** Lead is our duty, assist is our help, the rest is history. */
export const relationTone = (relation: Engagement["relation"]): Tone => RELATION_TONE[relation];

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

/** Fields that would make a record complete and are empty, in the order of the form. */
export function missingFields(c: Customer): string[] {
  const known: Record<string, boolean> = {
    uscc: c.uscc !== "" || c.no_uscc_reason !== "",
    type: c.type !== "",
    short_name: c.short_name !== "",
    industry: c.industry !== "",
    region: c.region !== "",
    city: c.city !== "",
    address: c.address !== "",
    credit: c.credit !== "",
    project_types: c.project_types.length > 0,
    source: c.source !== "",
    decision_maker: c.contacts.some((p) => p.part === "decision_maker"),
    reachable: c.contacts.some((p) => p.mobile !== "" || p.phone !== "" || p.email !== ""),
  };
  return Object.keys(known).filter((field) => !known[field]);
}

/** What a customer form holds while it is being filled in. */
export type CustomerForm = Required<Pick<CustomerInput, "name" | "short_name" | "uscc" | "no_uscc_reason" | "region" | "city" | "industry" | "address" | "website" | "source" | "note">> & { type: string; party: string; credit: string; project_types: string[]; custom: CustomValues };

export const EMPTY_FORM: CustomerForm = { name: "", short_name: "", uscc: "", no_uscc_reason: "", type: "private", party: "owner", region: "", city: "", industry: "", address: "", website: "", source: "", credit: "", note: "", project_types: [], custom: {} };

export function formOf(c: Customer): CustomerForm {
  const { name, short_name, uscc, no_uscc_reason, type, party, region, city, industry, address, website, source, credit, note, project_types } = c;
  return { name, short_name, uscc, no_uscc_reason, type, party, region, city, industry, address, website, source, credit, note, project_types, custom: c.custom ?? {} };
}

/** Faults of a form by field, as locale keys; empty when it may be sent. */
export function formFaults(form: CustomerForm): Partial<Record<keyof CustomerForm, string>> {
  const faults: Partial<Record<keyof CustomerForm, string>> = {};
  if (form.name.trim() === "") faults.name = "customers.fault.name";
  const code = normalizeCode(form.uscc);
  const fault = code === "" ? null : codeFault(code);
  if (fault) faults.uscc = `customers.fault.uscc_${fault}`;
  return faults;
}

/** What is sent: trimmed, the code normalised, choices left open as absent. */
export function inputOf(form: CustomerForm): CustomerInput {
  const texts = Object.fromEntries(Object.entries(form).map(([name, value]) => [name, typeof value === "string" ? value.trim() : value])) as CustomerForm;
  return {
    ...texts,
    uscc: normalizeCode(form.uscc),
    type: (texts.type || "private") as CustomerInput["type"],
    party: texts.party as CustomerInput["party"],
    credit: texts.credit as CustomerInput["credit"],
    custom: form.custom as CustomerInput["custom"],
  };
}

/** The saved views of the list. */
export function viewFilters(me: Pick<Me, "id">): Record<"mine" | "active" | "risk" | "incomplete", Filter[]> {
  const one = (field: string, ...values: string[]): Filter => ({ field, op: "in", values });
  return {
    mine: [one("owner_id", me.id)],
    active: [one("status", "active")],
    risk: [one("tag", "risk")],
    incomplete: [{ field: "completeness", op: "lte", values: ["80"] }],
  };
}

/** How the standing in the business register reads: who is struck off is an alarm, what is unusual a warning. */
export function registerTone(status: NonNullable<Customer["registration"]>["status"]): Tone {
  if (status === "revoked" || status === "cancelled") return "bad";
  return status === "existing" || status === "moved" ? "ok" : "warn";
}
