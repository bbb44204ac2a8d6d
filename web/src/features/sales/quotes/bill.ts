/** A bill of quantities on the screen: what a cell takes, what a line is worth, how rows stand. Pure. */
import type { Bill, Category, Edit, Field, Line } from "./types";
import units from "./units.json";

/** Columns that are edited in the grid, from left to right. */
export const COLUMNS = ["code", "name", "unit", "quantity", "unit_rate", "tax_rate"] as const satisfies Field[];
export type Column = (typeof COLUMNS)[number];

/** Tabs over the bill, and the categories that stand in each. */
export const TABS = { measured: ["measured"], measures: ["measures"], other: ["other", "statutory", "provisional"] } as const satisfies Record<string, Category[]>;
export type BillTab = keyof typeof TABS;

/** A plain decimal: its digits and how many of them stand behind the point. */
interface Decimal {
  digits: bigint;
  scale: number;
}

/** Full-width digits, thousands commas and a true minus, as people and spreadsheets write numbers. */
export function plainNumber(text: string): string {
  return text.normalize("NFKC").replace(/[,\s]/g, "").replace(/^−/, "-");
}

function decimal(text: string): Decimal | null {
  const match = /^(-?)(\d{1,14})(?:\.(\d{1,10}))?$/.exec(plainNumber(text));
  if (!match) return null;
  const [, sign, whole = "0", fraction = ""] = match;
  return { digits: BigInt(`${sign}${whole}${fraction}`), scale: fraction.length };
}

/** quantity × rate in fen, rounded once, half away from zero; null when one of them is no number. */
export function worth(quantity: string, rate: string): number | null {
  const [q, r] = [decimal(quantity || "0"), decimal(rate || "0")];
  if (!q || !r) return null;
  const product = q.digits * r.digits * 100n;
  const unit = 10n ** BigInt(q.scale + r.scale);
  const half = product < 0n ? -(unit / 2n) : unit / 2n;
  return Number((product + half) / unit);
}

const UNITS: Record<string, number> = units;

/** Decimals that a quantity of a unit has (GB 50854): null for any. */
export function decimalsOf(unit: string): number | null {
  return UNITS[unit] ?? null;
}

/** A decimal with thousands commas and at least so many decimals: "6240" → "6,240.00". */
export function shown(text: string, least: number): string {
  const plain = plainNumber(text);
  const [whole = "0", fraction = ""] = plain.replace("-", "").split(".");
  const grouped = (whole || "0").replace(/\B(?=(\d{3})+$)/g, ",");
  const padded = fraction.padEnd(least, "0");
  return `${plain.startsWith("-") ? "−" : ""}${grouped}${padded === "" ? "" : `.${padded}`}`;
}

/** "9" and "9%" are nine per cent, and so is "0.09". */
export function percentValue(text: string): string {
  const plain = plainNumber(text);
  const d = decimal(plain.replace(/%$/, ""));
  if (!d) return plain;
  if (!plain.endsWith("%") && d.digits < 10n ** BigInt(d.scale)) return plain;
  const digits = String(d.digits).padStart(d.scale + 3, "0");
  const at = digits.length - d.scale - 2;
  return `${digits.slice(0, at)}.${digits.slice(at)}`.replace(/\.?0+$/, "") || "0";
}

/** A ratio of the API as per cent: "0.025" → "2.5". */
export function percentShown(ratio: string | null): string {
  const d = decimal(ratio ?? "0");
  if (!d) return "";
  const digits = String(d.digits * 100n).padStart(d.scale + 1, "0");
  const at = digits.length - d.scale;
  const fraction = digits.slice(at).replace(/0+$/, "");
  return `${digits.slice(0, at)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** The field that a column of a line writes: a share has a ratio where others have a rate. */
export function fieldOf(line: Line, column: Column): Field {
  if (line.base === "") return column;
  return column === "unit_rate" ? "ratio" : column === "quantity" ? "base" : column;
}

/** What an editor of a cell starts with. */
export function cellText(line: Line, column: Column): string {
  const field = fieldOf(line, column);
  if (field === "ratio") return percentShown(line.ratio);
  if (field === "tax_rate") return percentShown(line.tax_rate);
  const value = line[field as keyof Line];
  return typeof value === "string" ? value : "";
}

/** What is sent for what was typed into a cell. */
export function cellValue(field: Field, text: string): string {
  if (field === "quantity" || field === "unit_rate") return plainNumber(text) || "0";
  return field === "ratio" || field === "tax_rate" ? percentValue(text) || "0" : text.trim();
}

/** Why a cell does not take a text, as a locale key; null when it does. */
export function cellFault(line: Line, field: Field, text: string): string | null {
  const value = cellValue(field, text);
  const d = ["quantity", "unit_rate", "ratio", "tax_rate"].includes(field) ? decimal(value) : { digits: 0n, scale: 0 };
  if (!d) return "quotes.cell.number";
  const most = field === "quantity" ? (decimalsOf(line.unit) ?? 4) : 6;
  if (d.scale > most) return "quotes.cell.decimals";
  if (d.digits < 0n && !(field === "unit_rate" && line.category === "other")) return "quotes.cell.negative";
  if ((field === "ratio" && d.digits > 10n ** BigInt(d.scale)) || (field === "tax_rate" && d.digits >= 10n ** BigInt(d.scale))) return "quotes.cell.share";
  if (field === "code" && value !== "" && !/^(?:0[1-9]\d{10}|\d{2}B\d{3})$/i.test(value)) return "quotes.cell.code";
  return null;
}

/** Lines after edits, as they will be once the server agrees. Amounts of shares follow with its answer. */
export function applyEdits(lines: Line[], edits: Edit[], taxRate: string): Line[] {
  return edits.reduce((now, edit) => applyEdit(now, edit, taxRate), lines);
}

function applyEdit(lines: Line[], edit: Edit, taxRate: string): Line[] {
  if (edit.op === "remove") return lines.filter((l) => l.id !== edit.line_id);
  if (edit.op === "insert") {
    const at = edit.after ? lines.findIndex((l) => l.id === edit.after) + 1 : 0;
    return [...lines.slice(0, at), blankLine(edit.line_id, taxRate), ...lines.slice(at)];
  }
  return lines.map((l) => (l.id === edit.line_id && edit.field ? changed(l, edit.field, edit.value ?? "") : l));
}

function changed(line: Line, field: Field, value: string): Line {
  const next = { ...line, [field]: value };
  if (field === "code") [next.item, next.sequence] = [value.slice(0, -3), value.slice(-3)];
  const priced = line.amount !== null && next.base === "";
  const fen = priced ? worth(next.quantity, next.unit_rate ?? "0") : null;
  return fen === null ? next : { ...next, amount: { amount: fen, currency: "CNY" } };
}

/** A new line as the server makes it. */
export function blankLine(id: string, taxRate: string): Line {
  return { id, section: "", category: "measured", code: "", item: "", sequence: "", name: "", features: "", unit: "", quantity: "0", unit_rate: "0", base: "", ratio: "0", tax_rate: taxRate, note: "", amount: { amount: 0, currency: "CNY" } };
}

/** What the server answered to an edit, put in place of what was guessed. */
export function merge(bill: Bill, changedLines: Line[], removed: string[], edits: Edit[], taxRate: string): Line[] {
  const by = new Map(changedLines.map((l) => [l.id, l]));
  return applyEdits(bill.lines, edits, taxRate).filter((l) => !removed.includes(l.id)).map((l) => by.get(l.id) ?? l);
}

/** Sum of the amounts in fen; null when prices are hidden. */
export function sumOf(lines: Line[]): number | null {
  return lines.every((l) => l.amount !== null) ? lines.reduce((sum, l) => sum + (l.amount?.amount ?? 0), 0) : null;
}
