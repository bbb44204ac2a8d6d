/** What a home page shows, and where its figures lead. Pure. */
import type { components } from "../../../api/schema";
import type { Me, Task } from "../../../api/types";
import { localDate } from "../../../lib/format";
import { calendarDate } from "../../../lib/zone";

type Schemas = components["schemas"];
export type Row = Schemas["PipelineRow"];
export type Sum = Schemas["PipelineSumView"];
export type Funnel = Schemas["PipelineFunnelView"];

export const STAGES = ["intent", "negotiation", "quotation", "signing"] as const;
/** Hours after the first visit at which a needs report becomes urgent, of 48. */
export const REPORT_MARKS = [24, 44];
/** Months shown ahead. */
const MONTHS = 6;
/** Days without contact from which on somebody is reminded. */
export const IDLE_DAYS = 14;

/** Whether somebody answers for others: then the home page starts with their figures. */
export function leads(me: Pick<Me, "permissions">): boolean {
  const reach = me.permissions["opportunity:read"];
  return reach === "department" || reach === "entity" || reach === "group";
}

/** A month ahead: how it is called, and its first and last day. */
export interface Month {
  month: number;
  from: string;
  to: string;
}

/** This month and those after it. */
export function monthsAhead(today: Date): Month[] {
  const [year, month] = [Number(localDate(today).slice(0, 4)), Number(localDate(today).slice(5, 7)) - 1];
  return Array.from({ length: MONTHS }, (_, i) => {
    const from = calendarDate(year, month + i, 1);
    return { month: Number(from.slice(5, 7)), from, to: calendarDate(year, month + i + 1, 0) };
  });
}

/** Filters of the list behind a month's figure. What is overdue stands in the first month, so that the months miss nothing. */
export function monthFilter(month: Month, first: boolean): Record<string, string> {
  return { ...(first ? {} : { "expected_sign_date.gte": month.from }), "expected_sign_date.lte": month.to };
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
