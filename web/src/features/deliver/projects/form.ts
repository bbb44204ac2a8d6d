/** The forms of a project: what they hold, what is wrong with it, what is sent. Pure. */
import type { Forecast, Project, ProjectCreate, ProjectInput } from "./types";

export interface ProjectForm {
  customer: { id: string; name: string } | null;
  manager: string;
  name: string;
  type: string;
  /** Fen. */
  amount: number | null;
  /** Whether what is typed as the amount is one. */
  amountValid: boolean;
  start: string;
  finish: string;
  note: string;
}

export const EMPTY_FORM: ProjectForm = { customer: null, manager: "", name: "", type: "", amount: null, amountValid: true, start: "", finish: "", note: "" };

export function formOf(p: Project): ProjectForm {
  return { customer: p.customer, manager: p.owner?.id ?? "", name: p.name, type: p.type, amount: p.amount?.amount ?? null, amountValid: true, start: p.planned_start || "", finish: p.planned_finish || "", note: p.note };
}

export type FaultName = "customer" | "name" | "amount" | "finish";

/** Faults by field, as locale keys; empty when it may be sent. */
export function formFaults(form: ProjectForm): Partial<Record<FaultName, string>> {
  const faults: Partial<Record<FaultName, string>> = {};
  if (!form.customer) faults.customer = "projects.fault.customer";
  if (form.name.trim() === "") faults.name = "projects.fault.name";
  if (!form.amountValid) faults.amount = "projects.fault.amount";
  if (form.start && form.finish && form.finish < form.start) faults.finish = "projects.fault.finish";
  return faults;
}

/** What a form changes. The amount of a project with a contract is the contract's, and is not sent. */
export function inputOf(form: ProjectForm, sendAmount: boolean): ProjectInput {
  return {
    name: form.name.trim(),
    type: form.type,
    note: form.note.trim(),
    ...(form.start ? { planned_start: form.start } : {}),
    ...(form.finish ? { planned_finish: form.finish } : {}),
    ...(sendAmount && form.amount !== null ? { amount: { amount: form.amount, currency: "CNY" } } : {}),
  };
}

/** The request of a new project. */
export function createOf(form: ProjectForm): ProjectCreate {
  return { ...inputOf(form, true), customer_id: form.customer?.id ?? "", ...(form.manager ? { owner_id: form.manager } : {}) };
}

export interface Revise {
  /** Fen. */
  budget: number | null;
  cost: number | null;
  finish: string;
  reason: string;
}

type Reported = Pick<Project, "budget" | "forecast_cost" | "forecast_finish">;

/** The request of a revision: only what differs from what was reported last. */
export function reviseOf(form: Revise, p: Reported): Forecast {
  return {
    ...(form.budget !== null && form.budget !== p.budget?.amount ? { budget: { amount: form.budget, currency: "CNY" } } : {}),
    ...(form.cost !== null && form.cost !== p.forecast_cost?.amount ? { forecast_cost: { amount: form.cost, currency: "CNY" } } : {}),
    ...(form.finish && form.finish !== p.forecast_finish ? { forecast_finish: form.finish } : {}),
    reason: form.reason.trim(),
  };
}

/** Why a revision cannot be sent: nothing differs, or it does not say why. */
export function reviseFault(form: Revise, p: Reported): "nothing" | "reason" | null {
  if (Object.keys(reviseOf(form, p)).length === 1) return "nothing";
  return form.reason.trim().length < 2 ? "reason" : null;
}
