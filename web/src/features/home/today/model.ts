/** What a home page shows, and where its figures lead. Pure. */
import type { components } from "../../../api/schema";
import type { Me, Task } from "../../../api/types";
import { formatPercent, localDate } from "../../../lib/format";
import type { Tone } from "../../../ui/marks";

type Schemas = components["schemas"];
export type Row = Schemas["PipelineRow"];
export type Figure = Schemas["InsightFigureView"];
export type Deals = Schemas["InsightDealsView"];
export type Project = Schemas["ProjectRow"];

/** What the reader answers for; a panel without the right to its list is null. */
export type Overview = { [K in keyof Schemas["InsightOverviewView"]]: K extends "on" ? string : Schemas["InsightOverviewView"][K] | null };

export const STAGES = ["intent", "negotiation", "quotation", "signing"] as const;
/** The colours of a project's lights. */
export const LIGHT_TONE: Record<string, Tone> = { red: "bad", amber: "warn", green: "ok", grey: "mute" };
/** Hours after the first visit at which a needs report becomes urgent, of 48. */
export const REPORT_MARKS = [24, 44];
/** Days without contact from which on somebody is reminded. */
export const IDLE_DAYS = 14;

/** Whether somebody answers for others: then the home page starts with their figures. */
export function leads(me: Pick<Me, "permissions">): boolean {
  const reach = me.permissions["opportunity:read"];
  return reach === "department" || reach === "entity" || reach === "group";
}

/** Where the list of a figure stands in the application, when its name differs from the API's. */
const PAGES: Record<string, string> = { "/payment-nodes": "/receivables", "/payment_nodes": "/receivables" };

/** The page of the list behind a number: "/projects?health=red" opens the projects that it counts. */
export function listOf(address: string): { to: string; search: Record<string, string> } {
  const [path = "", query = ""] = address.split("?");
  const search = Object.fromEntries(new URLSearchParams(query));
  // The opportunities' first view is their open ones, and every address says which it means; of other lists nothing may be left out.
  return { to: PAGES[path] ?? path, search: path === "/opportunities" ? search : { view: "all", ...search } };
}

/** Tenths of a percent as a percentage with its sign: +78.5%. */
export function signedShare(tenths: number): string {
  return `${tenths > 0 ? "+" : ""}${formatPercent(tenths / 1000)}`;
}

/** Reports that are running, the most urgent first. */
export function runningClocks(rows: Row[]): Row[] {
  const due = (r: Row): number => new Date(r.report_due_at ?? 0).getTime();
  return rows.filter((r) => r.first_visit_at && r.report_due_at && !r.report_submitted_at).sort((a, b) => due(a) - due(b));
}

/** How a task's date reads: the time today, else the date; and whether it presses. */
export function taskTone(task: Pick<Task, "due_at">, now: Date): "bad" | "warn" | "mute" {
  const due = new Date(task.due_at);
  if (due < now) return "bad";
  return localDate(due) === localDate(now) ? "warn" : "mute";
}

/** A nice top of an axis for the largest value, in the unit of the value. */
export function axisTop(max: number): number {
  if (max <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(max));
  return ([1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((n) => n * power >= max) ?? 10) * power;
}
