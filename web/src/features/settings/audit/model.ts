/** How a recorded value reads: text as it is, nothing as a dash, money in yuan, anything else as JSON. */
import { formatYuan } from "../../../lib/format";

export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (isMoney(value)) return `${formatYuan(value.amount)} ${value.currency}`;
  return JSON.stringify(value);
}

function isMoney(value: unknown): value is { amount: number; currency: string } {
  return typeof value === "object" && value !== null && "amount" in value && typeof value.amount === "number" && "currency" in value;
}
