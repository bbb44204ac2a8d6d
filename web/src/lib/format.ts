/**
 * Numbers, money and dates as the product writes them. Pure: no locale of the
 * browser leaks in, so a screenshot, a test and a customer see the same text.
 */
import { dateIn, instantIn, timeIn } from "./zone";
import { serverNow } from "./now";

/** Money as the API writes it: integer fen, never a float. */
export interface Money {
  amount: number;
  currency: string;
}

const MINUS = "−";
const FEN_PER_YUAN = 100;
/** One hundredth of 万元, in fen. */
const FEN_PER_WAN_HUNDREDTH = 10_000;

/** Groups the digits of a non-negative integer text by thousands. */
function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Writes hundredths (an integer) with two decimals, thousands commas and a true minus. */
function hundredths(value: number, decimals: 0 | 2): string {
  const sign = value < 0 ? MINUS : "";
  const abs = Math.abs(value);
  if (decimals === 0) return sign + group(String(Math.round(abs / 100)));
  const whole = Math.floor(abs / 100);
  return `${sign}${group(String(whole))}.${String(abs % 100).padStart(2, "0")}`;
}

/** Rounds half away from zero, so that −0.5 and 0.5 mirror each other. */
function roundAway(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

/** Fen as 万元: two decimals in tables, none in charts and key figures. */
export function formatWan(fen: number, decimals: 0 | 2 = 2): string {
  return hundredths(roundAway(fen / FEN_PER_WAN_HUNDREDTH), decimals);
}

/** Fen as yuan with two decimals, for bills of quantities and inputs. */
export function formatYuan(fen: number): string {
  return hundredths(fen, 2);
}

/**
 * Reads yuan typed by a person ("27,500,000.5", "￥12", "12万") as fen.
 * Answers null when it is not an amount or has more than two decimals.
 */
export function parseYuan(text: string): number | null {
  const clean = text.replace(/[,，\s￥¥元]/g, "").replace(/^−/, "-");
  const match = /^(-?)(\d{1,13})(?:\.(\d+))?(万)?$/.exec(clean);
  if (!match) return null;
  const [, sign, whole = "0", fraction = "", wan] = match;
  const digits = wan ? 6 : 2;
  if (fraction.length > digits) return null;
  const fen = Number(whole) * (wan ? FEN_PER_WAN_HUNDREDTH * 100 : FEN_PER_YUAN) + Number(fraction.padEnd(digits, "0") || "0");
  if (!Number.isSafeInteger(fen)) return null;
  return sign ? -fen : fen;
}

/** A whole number with thousands commas. */
export function formatCount(value: number): string {
  return value < 0 ? MINUS + group(String(-value)) : group(String(value));
}

/** A ratio (0.907) as a percentage with one decimal (90.7%). */
export function formatPercent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)}%`.replace("-", MINUS);
}

/** A calendar date without its year when that is the current one: 11-20. */
export function formatDateShort(date: string, today: Date = new Date(serverNow())): string {
  return date.startsWith(localDate(today).slice(0, 5)) ? date.slice(5) : date;
}

/** The calendar date of a moment in the company's zone, YYYY-MM-DD. */
export function localDate(moment: Date): string {
  return dateIn(moment);
}

/** The first or the last moment of a day in the company's zone, as an RFC 3339 instant; "" for no date. */
export function dayEdge(date: string, edge: "from" | "to"): string {
  return date === "" ? "" : instantIn(date, edge === "from" ? "00:00:00.000" : "23:59:59.999");
}

/** An RFC 3339 instant as date and time in the company's zone: 2026-11-20 17:42. */
export function formatInstant(instant: string): string {
  const at = new Date(instant);
  return Number.isNaN(at.getTime()) ? "" : `${localDate(at)} ${formatTime(at)}`;
}

/** Like {@link formatInstant}, without the year when it is the current one. */
export function formatInstantShort(instant: string, now: Date = new Date(serverNow())): string {
  const full = formatInstant(instant);
  return full.startsWith(localDate(now).slice(0, 5)) ? full.slice(5) : full;
}

/** Time of day in the company's zone: 17:42. */
export function formatTime(at: Date): string {
  return timeIn(at);
}

/** Whole days from one calendar date to another; negative when it has passed. */
export function daysBetween(from: string, to: string): number {
  const day = (d: string): number => Date.UTC(Number(d.slice(0, 4)), Number(d.slice(5, 7)) - 1, Number(d.slice(8, 10)));
  return Math.round((day(to) - day(from)) / 86_400_000);
}

/** A mobile number in groups: 199 0000 0012; a masked one with dots: 199 •••• ••13. */
export function formatMobile(value: string): string {
  const dotted = value.replace(/\*/g, "•");
  return /^[\d•]{11}$/.test(dotted) ? `${dotted.slice(0, 3)} ${dotted.slice(3, 7)} ${dotted.slice(7)}` : dotted;
}

/** The ends of a content hash, enough to compare two at a glance: 9f3c·e1. */
export function shortHash(hex: string): string {
  return hex.length < 8 ? hex : `${hex.slice(0, 4)}·${hex.slice(-2)}`;
}

/** A content hash in groups of four, to be read aloud. */
export function groupHash(hex: string): string {
  return hex.replace(/(.{4})(?=.)/g, "$1 ");
}

const UNITS = ["B", "KB", "MB", "GB"];

/** A file's size with at most one decimal: 340 KB, 1.2 MB. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < UNITS.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${unit === 0 || value >= 100 ? Math.round(value) : Math.round(value * 10) / 10} ${UNITS[unit] ?? ""}`;
}
