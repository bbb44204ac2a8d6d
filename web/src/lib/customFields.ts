/** Fields that an administrator added to a kind of record: how they are called, and how their values read. Pure. */
import { formatYuan, type Money } from "./format";

/** A definition, as forms and records need it. */
export interface CustomField {
  key: string;
  label_zh: string;
  label_en: string;
  type: "text" | "number" | "date" | "choice" | "flag" | "money";
  choices: { value: string; label_zh: string; label_en: string }[];
  required: boolean;
}

/** Values by key, as the API keeps them. */
export type CustomValues = Record<string, unknown>;

/** A name in the language of the page. */
export function labelIn(named: { label_zh: string; label_en: string }, language: string): string {
  return language === "en" ? named.label_en : named.label_zh;
}

const isMoney = (value: unknown): value is Money => typeof value === "object" && value !== null && "amount" in value;

/** Words around values, in the language of the page. */
export interface CustomWords {
  yes: string;
  no: string;
  yuan: string;
}

/** How a value reads; "" for none. */
export function customText(field: CustomField, value: unknown, language: string, words: CustomWords): string {
  if (value === undefined || value === null || value === "") return "";
  if (field.type === "flag") return value === true ? words.yes : words.no;
  if (field.type === "money") return isMoney(value) ? `${formatYuan(value.amount)} ${words.yuan}` : "";
  if (field.type === "choice") {
    const option = field.choices.find((o) => o.value === value);
    return option ? labelIn(option, language) : String(value);
  }
  return String(value);
}

/** Values with one changed; an emptied one goes away. */
export function withCustom(values: CustomValues, key: string, value: unknown): CustomValues {
  const { [key]: _old, ...others } = values;
  return value === undefined || value === null || value === "" ? others : { ...others, [key]: value };
}

/** Reads a number as the API keeps it: at most 12 digits before the point and 6 behind. Anything else stays text, for the server to name. */
export function readNumber(text: string): number | string {
  return /^-?\d{1,12}(\.\d{1,6})?$/.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}
