import type { Task } from "../../../api/types";
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
