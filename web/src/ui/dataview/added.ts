/** The fields that users added to a kind of record, as columns and conditions of its list. Pure. */
import { customText, labelIn, type CustomField, type CustomValues, type CustomWords } from "../../lib/customFields";
import type { SearchParams } from "../../lib/list";
import type { ColumnSpec, DataViewSpec, FilterSpec, ListRecord } from "./spec";

/** A definition, as a list needs it. */
export interface ListedField extends CustomField {
  /** Name of the condition and of the order on the API. */
  filter: string;
  sortable: boolean;
}

/** A record with the values that the reader sees; absent without any. */
export interface WithCustom extends ListRecord {
  custom?: CustomValues;
}

/** Definitions, and how values read. */
export interface AddedFields {
  fields: ListedField[];
  pending: boolean;
  language: string;
  words: CustomWords;
}

/** What stands before a key in the address, as on the API. */
const PREFIX = "custom_";

/** Whether an address asks for, sorts by or shows an added field. */
export function namesAdded(search: SearchParams): boolean {
  return Object.entries(search).some(([key, value]) => key.startsWith(PREFIX) || ((key === "sort" || key === "cols") && value.includes(PREFIX)));
}

const WIDTH: Record<CustomField["type"], number> = { text: 140, number: 96, date: 104, choice: 112, flag: 72, money: 124 };

function column<T extends WithCustom>(field: ListedField, { language, words }: AddedFields): ColumnSpec<T> {
  return {
    id: field.filter, title: "", label: labelIn(field, language), width: WIDTH[field.type], align: field.type === "number" || field.type === "money" ? "right" : undefined,
    sort: field.sortable ? field.filter : undefined, optional: true, priority: 9, render: (row) => customText(field, row.custom?.[field.key], language, words),
  };
}

const KIND: Record<CustomField["type"], FilterSpec["kind"]> = { text: "text", number: "number", date: "date", choice: "enum", flag: "enum", money: "money" };

function condition(field: ListedField, { language, words }: AddedFields): FilterSpec {
  const options = field.type === "flag" ? [{ value: "true", label: words.yes }, { value: "false", label: words.no }] : field.choices.map((o) => ({ value: o.value, label: labelIn(o, language) }));
  return { field: field.filter, title: "", label: labelIn(field, language), kind: KIND[field.type], options };
}

/** A list with a column and a condition for each added field. A column waits to be chosen. */
export function withAdded<T extends WithCustom>(spec: DataViewSpec<T>, added: AddedFields): DataViewSpec<T> {
  return {
    ...spec,
    pending: added.pending,
    columns: [...spec.columns, ...added.fields.map((f) => column<T>(f, added))],
    filters: [...spec.filters, ...added.fields.map((f) => condition(f, added))],
  };
}
