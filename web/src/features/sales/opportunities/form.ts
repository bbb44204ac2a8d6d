/** The form of an opportunity: what it holds, what is wrong with it, what is sent. Pure. */
import { formatTime, localDate } from "../../../lib/format";
import type { CustomValues } from "../../../lib/customFields";
import { instantIn } from "../../../lib/zone";
import type { Opportunity, OpportunityInput } from "./types";

export interface OpportunityForm {
  customer: { id: string; name: string } | null;
  name: string;
  /** Fen. */
  amount: number | null;
  /** Whether what is typed as the amount is one. */
  amountValid: boolean;
  expected: string;
  source: string;
  project_type: string;
  region: string;
  tender_mode: string;
  tenderDate: string;
  tenderTime: string;
  note: string;
  /** Of fields that an administrator added. */
  custom: CustomValues;
}

export const EMPTY_FORM: OpportunityForm = { customer: null, name: "", amount: null, amountValid: true, expected: "", source: "", project_type: "", region: "", tender_mode: "", tenderDate: "", tenderTime: "", note: "", custom: {} };

export function formOf(o: Opportunity): OpportunityForm {
  const tender = o.tender_at ? new Date(o.tender_at) : null;
  return {
    customer: o.customer, name: o.name, amount: o.amount?.amount ?? null, amountValid: true, expected: o.expected_sign_date ?? "", source: o.source, project_type: o.project_type, region: o.region,
    tender_mode: o.tender_mode, tenderDate: tender ? localDate(tender) : "", tenderTime: tender ? formatTime(tender) : "", note: o.note, custom: o.custom ?? {},
  };
}

export type FaultName = "customer" | "name" | "amount" | "expected" | "source" | "tender";

/** Faults by field, as locale keys; empty when it may be sent. */
export function formFaults(form: OpportunityForm): Partial<Record<FaultName, string>> {
  const faults: Partial<Record<FaultName, string>> = {};
  if (!form.customer) faults.customer = "opportunities.fault.customer";
  if (form.name.trim() === "") faults.name = "opportunities.fault.name";
  if (!form.amountValid) faults.amount = "opportunities.fault.amountInvalid";
  else if (form.amount === null) faults.amount = "opportunities.fault.amount";
  if (form.expected === "") faults.expected = "opportunities.fault.expected";
  if (form.source === "") faults.source = "opportunities.fault.source";
  if (form.tenderTime !== "" && form.tenderDate === "") faults.tender = "opportunities.fault.tender";
  return faults;
}

/** The request of a form without faults. */
export function inputOf(form: OpportunityForm): OpportunityInput {
  const tender = form.tenderDate === "" ? {} : { tender_at: instantIn(form.tenderDate, form.tenderTime) };
  return {
    customer_id: form.customer?.id ?? "",
    name: form.name.trim(),
    amount: { amount: form.amount ?? 0, currency: "CNY" },
    expected_sign_date: form.expected,
    source: form.source as OpportunityInput["source"],
    project_type: form.project_type,
    region: form.region.trim(),
    tender_mode: form.tender_mode as OpportunityInput["tender_mode"],
    ...tender,
    note: form.note.trim(),
    custom: form.custom as OpportunityInput["custom"],
  };
}
