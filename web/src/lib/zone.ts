/**
 * The zone in which the reader's legal entity does business. Deadlines, visits
 * and days are meant in it, wherever the browser happens to be. It is set once
 * the server has said who is signed in; until then the browser's own stands in.
 */

interface Clock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const OPTIONS: Intl.DateTimeFormatOptions = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" };

let clock = new Intl.DateTimeFormat("en-US", OPTIONS);

/** Sets the zone by its IANA name; undefined, or one that the browser does not know, leaves it to the browser. */
export function setZone(name: string | undefined): void {
  try {
    clock = new Intl.DateTimeFormat("en-US", { ...OPTIONS, timeZone: name || undefined });
  } catch {
    clock = new Intl.DateTimeFormat("en-US", OPTIONS);
  }
}

function read(moment: Date): Clock {
  const out: Record<string, number> = {};
  for (const part of clock.formatToParts(moment)) out[part.type] = Number(part.value);
  return out as unknown as Clock;
}

const two = (n: number): string => String(n).padStart(2, "0");

/** The calendar date of a moment, YYYY-MM-DD; "" for an invalid one. */
export function dateIn(moment: Date): string {
  if (Number.isNaN(moment.getTime())) return "";
  const { year, month, day } = read(moment);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

/** The time of day of a moment: 17:42. */
export function timeIn(moment: Date): string {
  if (Number.isNaN(moment.getTime())) return "";
  const { hour, minute } = read(moment);
  return `${two(hour)}:${two(minute)}`;
}

/** What the clock shows at a moment, as if it were UTC, in milliseconds. */
function shown(moment: number): number {
  const c = read(new Date(moment));
  return Date.UTC(c.year, c.month - 1, c.day, c.hour, c.minute, c.second);
}

/**
 * The RFC 3339 instant at which the clock shows a date and time ("17:42" or
 * "17:42:59.999"); "" when that is none. A time that a change of the clocks
 * skips is the moment after it.
 */
export function instantIn(date: string, time: string): string {
  const wanted = Date.parse(`${date}T${time || "00:00"}Z`);
  if (Number.isNaN(wanted)) return "";
  const whole = Math.floor(wanted / 1000) * 1000;
  let at = whole;
  // The offset at the guess, then once more at the better guess: enough beside any change of the clocks.
  for (let i = 0; i < 2; i++) at += whole - shown(at);
  return new Date(at + (wanted - whole)).toISOString();
}

/** The calendar date of a year, month (0 is January) and day; both may run over, as 13th month and 0th day do. */
export function calendarDate(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
}
