/** Calendar dates as text, YYYY-MM-DD, without clocks or time zones. Pure. */

const pad = (n: number): string => String(n).padStart(2, "0");

function fromUTC(date: Date): string {
  return `${date.getUTCFullYear()}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
}

function toUTC(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

/** Whether the text is a date that exists. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(toUTC(text).getTime()) && fromUTC(toUTC(text)) === text;
}

export function addDays(date: string, days: number): string {
  const at = toUTC(date);
  at.setUTCDate(at.getUTCDate() + days);
  return fromUTC(at);
}

/** The same day of another month, or its last day when that month is shorter. */
export function addMonths(date: string, months: number): string {
  const at = toUTC(date);
  const day = at.getUTCDate();
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() + months);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  at.setUTCDate(Math.min(day, last));
  return fromUTC(at);
}

/** Six weeks that cover the month of `date`, Monday first. */
export function monthGrid(date: string): string[] {
  const first = `${date.slice(0, 7)}-01`;
  const lead = (toUTC(first).getUTCDay() + 6) % 7;
  return Array.from({ length: 42 }, (_, i) => addDays(first, i - lead));
}

/** Reads 2026-11-20, 20261120, 2026/11/20, 2026.11.20 and 11-20 (of the current year); null when it is no date. */
export function readDate(text: string, today: string): string | null {
  const clean = text.trim().replace(/[.\/年月]/g, "-").replace(/日$/, "");
  const parts = /^(?:(\d{4})-)?(\d{1,2})-(\d{1,2})$/.exec(clean) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(clean);
  if (!parts) return null;
  const date = `${parts[1] ?? today.slice(0, 4)}-${pad(Number(parts[2]))}-${pad(Number(parts[3]))}`;
  return isDate(date) ? date : null;
}

/** The date a key moves to in the grid: days, weeks, months; null for other keys. */
export function moveDate(key: string, date: string): string | null {
  const days: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  if (days[key] !== undefined) return addDays(date, days[key]);
  if (key === "PageUp") return addMonths(date, -1);
  if (key === "PageDown") return addMonths(date, 1);
  return null;
}
