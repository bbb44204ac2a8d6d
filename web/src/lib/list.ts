/**
 * Lists: what a user asks for (a ListQuery), how it reads in the address bar
 * and how it reads on the API. Pure; the data view and every feature share it.
 */

/** One sort key; descending reads "-amount". */
export interface Sort {
  field: string;
  desc: boolean;
}

/** Comparison of a filter: any of the values, from, up to and including, or holding a text. */
export type FilterOp = "in" | "gte" | "lte" | "contains";

/** One condition on a field. Values are the API's: ids, codes, fen, dates, RFC 3339 instants. */
export interface Filter {
  field: string;
  op: FilterOp;
  values: string[];
}

/** Everything that decides which records a list shows, and in which order. */
export interface ListQuery {
  q: string;
  filters: Filter[];
  sort: Sort[];
}

/** One page of a list as the API answers it. */
export interface Page<T> {
  items: T[];
  next: string | null;
  total: number | null;
  sums?: Record<string, SumValue>;
}

/** A footer sum: money, or a plain number. */
export type SumValue = { amount: number; currency: string } | number;

/** Address-bar parameters, flat text as in the API. */
export type SearchParams = Record<string, string>;

/** Parameters that are not filters. */
const RESERVED = new Set(["view", "own", "q", "sort", "id", "tab", "cols", "new"]);

/** Reads "-amount,name". Empty parts are dropped. */
export function parseSort(text: string | undefined): Sort[] {
  return (text ?? "")
    .split(",")
    .filter((part) => part !== "" && part !== "-")
    .map((part) => (part.startsWith("-") ? { field: part.slice(1), desc: true } : { field: part, desc: false }));
}

/** Writes "-amount,name". */
export function writeSort(sort: Sort[]): string {
  return sort.map((s) => (s.desc ? "-" : "") + s.field).join(",");
}

/**
 * Reads the filters of a search. Fields the list does not declare are ignored,
 * so a stale or hand-edited link cannot break a page.
 */
export function parseFilters(search: SearchParams, fields: ReadonlySet<string>): Filter[] {
  const filters: Filter[] = [];
  for (const [key, text] of Object.entries(search)) {
    if (RESERVED.has(key) || text === "") continue;
    const [field = "", suffix] = key.split(".");
    if (!fields.has(field)) continue;
    if (suffix === undefined) filters.push({ field, op: "in", values: text.split(",").filter(Boolean) });
    else if (suffix === "gte" || suffix === "lte" || suffix === "contains") filters.push({ field, op: suffix, values: [text] });
  }
  return filters;
}

/** Writes filters the way {@link parseFilters} reads them. */
export function writeFilters(filters: Filter[]): SearchParams {
  const out: SearchParams = {};
  for (const f of filters) {
    if (f.values.length === 0) continue;
    out[f.op === "in" ? f.field : `${f.field}.${f.op}`] = f.values.join(",");
  }
  return out;
}

/** Drops every parameter that is a filter. */
export function withoutFilters(search: SearchParams): SearchParams {
  return Object.fromEntries(Object.entries(search).filter(([key]) => RESERVED.has(key)));
}

/** A list query as API parameters, without paging. */
export function queryParams(query: ListQuery): Record<string, string> {
  const params: Record<string, string> = { ...writeFilters(query.filters) };
  if (query.q.trim() !== "") params.q = query.q.trim();
  if (query.sort.length > 0) params.sort = writeSort(query.sort);
  return params;
}

/** The next sort after a click on a head: ascending, descending, back to the default. */
export function nextSort(current: Sort[], field: string): Sort[] {
  const now = current.find((s) => s.field === field);
  if (!now) return [{ field, desc: false }];
  return now.desc ? [] : [{ field, desc: true }];
}

/** Fields with at least one condition, in order of first appearance. */
export function filteredFields(filters: Filter[]): string[] {
  return [...new Set(filters.map((f) => f.field))];
}

/** Pages of an infinite list as one list; a record that moved between pages is kept once. */
export function flattenPages<T extends { id: string }>(pages: Page<T>[]): T[] {
  const seen = new Map<string, T>();
  for (const page of pages) for (const item of page.items) seen.set(item.id, item);
  return [...seen.values()];
}
