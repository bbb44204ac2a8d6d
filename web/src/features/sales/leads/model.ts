/** Rules about leads that the pages need. Pure. */
import type { Me } from "../../../api/types";
import type { Filter } from "../../../lib/list";
import type { Tone } from "../../../ui/marks";
import type { Lead, LeadInput, Status } from "./types";

export const STATUSES = ["new", "assigned", "contacted", "qualified", "converted", "disqualified", "recycled"] as const satisfies Status[];
export const SOURCES = ["online_ad", "exhibition", "referral", "tender_notice", "cold_call", "partner", "government_list"] as const;
export const FUNDS = ["own_funds", "government", "loan", "bond", "mixed"] as const;
export const REASONS = ["duplicate", "unreachable", "no_budget", "out_of_scope", "competitor", "no_response", "other"] as const;

const TONE: Record<Status, Tone> = { new: "warn", assigned: "accent", contacted: "accent", qualified: "ok", converted: "ok", disqualified: "mute", recycled: "mute" };
export const statusTone = (status: Status): Tone => TONE[status];

/** What a lead is called: its project, its company, or whom to talk to. */
export function nameOf(lead: Pick<Lead, "project_name" | "company" | "contact_name">): string {
  return lead.project_name || lead.company || lead.contact_name;
}

/** The one thing to do next with a lead; a contact is logged, not a verb of the server. */
export type NextVerb = "assign" | "contact" | "qualify" | "convert" | null;

export function nextVerb(lead: Pick<Lead, "status" | "actions">): NextVerb {
  const may = (verb: string): boolean => lead.actions.includes(verb);
  if (may("convert")) return "convert";
  if (may("qualify")) return "qualify";
  if (lead.status === "assigned" && may("update")) return "contact";
  return may("assign") ? "assign" : null;
}

/** What a person writes of a lead. */
export type LeadForm = Required<LeadInput> & { source: string };

export const EMPTY_FORM: LeadForm = { source: "", company: "", uscc: "", contact_name: "", mobile: "", email: "", region: "", note: "" };

export function formOf(lead: Lead): LeadForm {
  const { source, company, uscc, contact_name, mobile, email, region, note } = lead;
  return { source, company, uscc, contact_name, mobile, email, region, note };
}

export type FaultName = "company" | "source";

/** Faults by field, as locale keys; empty when it may be sent. */
export function formFaults(form: LeadForm): Partial<Record<FaultName, string>> {
  const faults: Partial<Record<FaultName, string>> = {};
  if (form.company.trim() === "" && form.contact_name.trim() === "") faults.company = "leads.fault.who";
  if (form.source === "") faults.source = "leads.fault.source";
  return faults;
}

/** The request of a form; where it came from stays out of a change. */
export function inputOf({ source: _source, ...form }: LeadForm): LeadInput {
  return Object.fromEntries(Object.entries(form).map(([name, value]) => [name, value.trim()]));
}

const one = (field: string, ...values: string[]): Filter => ({ field, op: "in", values });

/** The views of the list. */
export function viewFilters(me: Pick<Me, "id">): Record<"open" | "mine" | "waiting" | "qualified" | "pool" | "closed", Filter[]> {
  const open = one("status", "new", "assigned", "contacted", "qualified");
  return { open: [open], mine: [open, one("owner_id", me.id)], waiting: [one("status", "new")], qualified: [one("status", "qualified")], pool: [one("status", "recycled")], closed: [one("status", "converted", "disqualified")] };
}
