/** A limit in time: how much has passed, how much is left. Pure; times in milliseconds. */
import type { Tone } from "./marks";

const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** From this on, days and hours say more than a running clock. */
const RUNNING_BELOW = 2 * DAY;

/** The share of the way from `from` to `to` that has passed, 0 to 1. */
export function passed(from: number, to: number, now: number): number {
  return to <= from ? 1 : Math.min(1, Math.max(0, (now - from) / (to - from)));
}

/** Where marks, given in hours from the start, stand on the way. */
export function markShares(from: number, to: number, hours: number[]): number[] {
  return hours.map((h) => passed(from, to, from + h * HOUR));
}

/** Calm until the first mark, then a warning; alarming from the last of several on. */
export function clockTone(from: number, now: number, hours: number[]): Tone {
  const gone = (now - from) / HOUR;
  if (hours.length > 1 && gone >= (hours.at(-1) ?? Infinity)) return "bad";
  return gone >= (hours[0] ?? Infinity) ? "warn" : "accent";
}

/** A time span as a running clock: 45:17:40. */
export function hms(span: number): string {
  const seconds = Math.floor(Math.abs(span) / SECOND);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** What is left until `due`: a running clock below two days, else days and hours. */
export interface Left {
  over: boolean;
  clock?: string;
  days: number;
  hours: number;
}

export function leftUntil(due: number, now: number): Left {
  const span = Math.abs(due - now);
  const left = { over: now > due, days: Math.floor(span / DAY), hours: Math.floor(span / HOUR) % 24 };
  return span < RUNNING_BELOW ? { ...left, clock: hms(span) } : left;
}
