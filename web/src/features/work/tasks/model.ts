import type { Task } from "../../../api/types";
import { instantIn } from "../../../lib/zone";
import { addDays } from "../../../ui/calendar";
import { daysBetween, formatDateShort, formatTime, localDate } from "../../../lib/format";
import type { Tone } from "../../../ui/marks";

/** What a task asks for; the first three are given by people, the rest by the product. */
export const KINDS = ["todo", "call", "visit", "needs_report", "review", "handover", "collect", "confirm", "reminder"] as const;

/** How near a task is due: overdue, today, soon or later. Whole calendar days, in local time. */
export type Nearness = "overdue" | "today" | "soon" | "later" | "none" | "done";

const SOON_DAYS = 3;

export function nearness(task: Pick<Task, "due_at" | "state">, now: Date): Nearness {
  if (task.state !== "open") return "done";
  if (task.due_at === "") return "none";
  const due = new Date(task.due_at);
  if (due < now) return "overdue";
  const days = daysBetween(localDate(now), localDate(due));
  if (days === 0) return "today";
  return days <= SOON_DAYS ? "soon" : "later";
}

const TONES: Record<Nearness, Tone> = { overdue: "bad", today: "warn", soon: "accent", later: "mute", none: "mute", done: "ok" };
export const nearnessTone = (n: Nearness): Tone => TONES[n];

/** Due today shows the time, any other day the date and time. */
export function dueText(due: string, now: Date): string {
  const at = new Date(due);
  const day = localDate(at);
  return day === localDate(now) ? formatTime(at) : `${formatDateShort(day, now)} ${formatTime(at)}`;
}

export const PRIORITIES = ["low", "normal", "high"] as const;

/** A task while it is being written. Date and time are local texts. */
export interface TaskForm {
  title: string;
  note: string;
  date: string;
  time: string;
  assignee: string;
  priority: Task["priority"];
}

/** When a day's work is over, for tasks that name no time. */
const EVENING = "18:00";

export function formOf(task: Task | undefined, me: string): TaskForm {
  if (!task) return { title: "", note: "", date: "", time: EVENING, assignee: me, priority: "normal" };
  const due = new Date(task.due_at);
  return { title: task.title, note: task.note, date: localDate(due), time: formatTime(due), assignee: task.assignee_id, priority: task.priority };
}

/** The deadline of a form as an instant; "" while there is none. */
export const dueOf = (form: Pick<TaskForm, "date" | "time">): string => (form.date === "" ? "" : instantIn(form.date, form.time || EVENING));

/** Days from a date to the next Monday, which is never the day itself. */
const daysToMonday = (date: string): number => 7 - ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7);

/** Usual times to put a task off to: this evening, tomorrow morning, next Monday, in two weeks. */
export function laterTimes(now: Date): { id: "today" | "tomorrow" | "monday" | "fortnight"; at: string }[] {
  const today = localDate(now);
  const at = (days: number): string => instantIn(addDays(today, days), "09:00");
  const evening = new Date(instantIn(today, EVENING));
  return [
    ...(now < new Date(evening.getTime() - 3_600_000) ? [{ id: "today" as const, at: evening.toISOString() }] : []),
    { id: "tomorrow", at: at(1) },
    ...(daysToMonday(today) > 1 ? [{ id: "monday" as const, at: at(daysToMonday(today)) }] : []),
    { id: "fortnight", at: at(14) },
  ];
}
