/**
 * What time it is for the product. The server says so, for its clock decides
 * what is due: a browser's may be wrong, and a demonstration stands at another day.
 */
import { dateIn } from "./zone";

/** The server's clock ahead of the browser's, in milliseconds. */
let ahead = 0;

/** Sets the clock by an RFC 3339 instant that the server has just told; what is none leaves it. */
export function setNow(instant: string): void {
  const at = Date.parse(instant);
  if (!Number.isNaN(at)) ahead = at - Date.now();
}

/** The product's time, in milliseconds since 1970. */
export function serverNow(): number {
  return Date.now() + ahead;
}

/** The product's day in the company's zone, YYYY-MM-DD. */
export function serverToday(): string {
  return dateIn(new Date(serverNow()));
}
