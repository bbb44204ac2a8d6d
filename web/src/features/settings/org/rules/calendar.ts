/** Days off and make-up workdays of a year, from the announcement's entries and back. Pure. */
import { addDays, isDate } from "../../../../ui/calendar";

export type Mark = "off" | "work";
/** By date, YYYY-MM-DD. */
export type Marks = Record<string, Mark>;

/** A day of an entry: MM-DD of the year, or a whole date. */
const whole = (year: number, day: string): string => (day.length === 5 ? `${year}-${day}` : day);

function daysOf(year: number, entry: string): string[] {
  const [from = "", to = from] = entry.split("..").map((day) => whole(year, day));
  const days: string[] = [];
  if (isDate(from) && isDate(to)) for (let day = from; day <= to && days.length < 62; day = addDays(day, 1)) days.push(day);
  return days;
}

export function marksOf(year: number, off: string[], work: string[]): Marks {
  const marks: Marks = {};
  for (const entry of off) for (const day of daysOf(year, entry)) marks[day] = "off";
  for (const entry of work) for (const day of daysOf(year, entry)) marks[day] = "work";
  return marks;
}

/** The entries of one kind: neighbouring days as FIRST..LAST. */
export function entriesOf(year: number, marks: Marks, kind: Mark): string[] {
  const days = Object.keys(marks).filter((day) => marks[day] === kind).sort();
  const short = (day: string): string => (day.startsWith(`${year}-`) ? day.slice(5) : day);
  const entries: string[] = [];
  for (let i = 0; i < days.length; i++) {
    const first = days[i] ?? "";
    let last = first;
    while (days[i + 1] === addDays(last, 1)) last = days[++i] ?? "";
    entries.push(first === last ? short(first) : `${short(first)}..${short(last)}`);
  }
  return entries;
}

export function isWeekend(date: string): boolean {
  return [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
}

/** What a click makes of a day: a weekday goes off, a weekend day off, then worked, then as it was. */
export function turned(marks: Marks, day: string): Marks {
  const { [day]: now, ...rest } = marks;
  if (now === undefined) return { ...rest, [day]: "off" };
  return now === "off" && isWeekend(day) ? { ...rest, [day]: "work" } : rest;
}

/** How many days of the year are worked. */
export function workdays(year: number, marks: Marks): number {
  let n = 0;
  for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1)) if (marks[day] === "work" || (!marks[day] && !isWeekend(day))) n++;
  return n;
}

/** The days of a month, with empty places before the first so that weeks begin on Monday. */
export function monthDays(year: number, month: number): (string | null)[] {
  const first = `${year}-${String(month).padStart(2, "0")}-01`;
  const lead = (new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7;
  const days: (string | null)[] = Array.from({ length: lead }, () => null);
  for (let day = first; day.slice(0, 7) === first.slice(0, 7); day = addDays(day, 1)) days.push(day);
  return days;
}
