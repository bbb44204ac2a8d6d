/** The data view's decisions: which columns, which filters, how wide. Pure. */
import type { Filter, ListQuery, SearchParams, Sort } from "../../lib/list";
import { parseFilters, parseSort, queryParams, withoutFilters, writeFilters, writeSort } from "../../lib/list";
import type { SavedView } from "../../lib/savedViews";
import type { ColumnSpec, FilterSpec, ViewSpec } from "./spec";

/** A column as shown: in this order, and as wide as the user made it. */
export interface ColumnState {
  id: string;
  /** Present once somebody dragged the edge. */
  width?: number;
}

export const MIN_WIDTH = 56;

/** Reads "name,city~140"; unknown ids are dropped. Without a text: the default columns. */
export function parseColumns<T>(text: string | undefined, columns: ColumnSpec<T>[]): ColumnState[] {
  const known = new Set(columns.map((c) => c.id));
  const chosen = (text ?? "")
    .split(",")
    .map((part) => part.split("~"))
    .filter(([id]) => known.has(id ?? ""))
    .map(([id = "", width]) => (Number(width) >= MIN_WIDTH ? { id, width: Number(width) } : { id }));
  return chosen.length > 0 ? chosen : defaultColumns(columns);
}

export function defaultColumns<T>(columns: ColumnSpec<T>[]): ColumnState[] {
  return columns.filter((c) => !c.optional).map((c) => ({ id: c.id }));
}

/** Writes what {@link parseColumns} reads; "" when it is the default. */
export function writeColumns<T>(state: ColumnState[], columns: ColumnSpec<T>[]): string {
  const text = columnText(state);
  return text === columnText(defaultColumns(columns)) ? "" : text;
}

/** Columns as in the address, the default ones too. */
export function columnText(state: ColumnState[]): string {
  return state.map((c) => (c.width ? `${c.id}~${Math.round(c.width)}` : c.id)).join(",");
}

/** Shows or hides a column. A shown one joins at the end; the first column always stays. */
export function toggleColumn(state: ColumnState[], id: string): ColumnState[] {
  if (state[0]?.id === id) return state;
  return state.some((c) => c.id === id) ? state.filter((c) => c.id !== id) : [...state, { id }];
}

/** Moves a column by `step` places. The first column keeps its place. */
export function moveColumn(state: ColumnState[], id: string, step: number): ColumnState[] {
  const from = state.findIndex((c) => c.id === id);
  const to = Math.max(1, Math.min(state.length - 1, from + step));
  if (from < 1) return state;
  const next = state.filter((c) => c.id !== id);
  const column = state[from];
  if (column) next.splice(to, 0, column);
  return next;
}

export function resizeColumn(state: ColumnState[], id: string, width: number): ColumnState[] {
  return state.map((c) => (c.id === id ? { ...c, width: Math.max(MIN_WIDTH, Math.round(width)) } : c));
}

/**
 * The columns that fit into `available` pixels. The least important go first,
 * those that somebody chose beyond the usual ones last, the first column never;
 * nothing is dropped while the width is unknown (0).
 */
export function fitColumns<T>(state: ColumnState[], columns: ColumnSpec<T>[], available: number): ColumnState[] {
  const spec = new Map(columns.map((c) => [c.id, c]));
  const rank = (s: ColumnState): number => (spec.get(s.id)?.optional ? 0 : (spec.get(s.id)?.priority ?? 5));
  const kept = [...state];
  while (available > 0 && rowWidth(kept, columns) > available && kept.length > 1) {
    const rest = kept.slice(1);
    const least = rest.reduce((a, b) => (rank(b) >= rank(a) ? b : a));
    kept.splice(kept.indexOf(least), 1);
  }
  return kept;
}

/** The CSS grid template of a row. Columns that nobody resized share what is left. */
export function gridTemplate<T>(state: ColumnState[], columns: ColumnSpec<T>[]): string {
  const spec = new Map(columns.map((c) => [c.id, c]));
  return state.map((c) => (c.width ? `${c.width}px` : `minmax(${spec.get(c.id)?.width ?? MIN_WIDTH}px, ${spec.get(c.id)?.width ?? MIN_WIDTH}fr)`)).join(" ");
}

/** The least width of a row, below which the list scrolls sideways. */
export function rowWidth<T>(state: ColumnState[], columns: ColumnSpec<T>[]): number {
  const spec = new Map(columns.map((c) => [c.id, c]));
  return state.reduce((sum, c) => sum + (c.width ?? spec.get(c.id)?.width ?? MIN_WIDTH), 0);
}

const sameFilter = (a: Filter, b: Filter): boolean => a.field === b.field && a.op === b.op && a.values.join() === b.values.join();

/** Parameters of an address that ask for nothing: what is open beside the list. */
const BESIDE = new Set(["id", "tab"]);

/** Whether the address leaves open which records are meant: a link in the sidebar, not one behind a number. */
export function isBare(search: SearchParams): boolean {
  return Object.keys(search).every((key) => BESIDE.has(key));
}

/** A kept view as the list reads it; conditions on fields that the list has no more are dropped. */
export function keptView(view: SavedView, filters: FilterSpec[]): ViewSpec {
  const search = Object.fromEntries(new URLSearchParams(view.query));
  const sort = parseSort(search.sort);
  return { id: view.id, title: view.name, filters: parseFilters(search, new Set(filters.map((f) => f.field))), sort: sort.length > 0 ? sort : undefined, q: search.q, cols: view.columns.join(",") || undefined, kept: view };
}

/** The view with which the list opens: the one that the reader chose, else the first. */
export function firstView(views: ViewSpec[]): ViewSpec {
  return views.find((v) => v.kept?.opens) ?? views[0] ?? { id: "all", title: "", filters: [] };
}

/** What a column or a condition is called. */
export function titleOf(named: { title: string; label?: string }, t: (key: string) => string): string {
  return named.label ?? t(named.title);
}

/** What a view is called. */
export function viewName(view: ViewSpec, t: (key: string) => string): string {
  return view.kept ? view.title : t(view.title);
}

/** What a view asks for while nothing is added to it. */
export function viewQuery(view: ViewSpec, defaultSort: Sort[]): ListQuery {
  return { q: view.q ?? "", filters: view.filters, sort: view.sort ?? defaultSort };
}

/** A question as text, the same for the same question: how kept views are written and compared. */
export function queryText(query: ListQuery): string {
  return new URLSearchParams(Object.entries(queryParams(query)).sort(([a], [b]) => (a < b ? -1 : 1))).toString();
}

/**
 * What the address asks for: the view's own filters, and those added on top. Of
 * a kept view that is being changed the address says everything (`own`).
 */
export function readQuery(search: SearchParams, views: ViewSpec[], filters: FilterSpec[], defaultSort: Sort[]): { view: ViewSpec; query: ListQuery } {
  const view = views.find((v) => v.id === search.view) ?? (isBare(search) ? firstView(views) : (views[0] ?? firstView(views)));
  const added = parseFilters(search, new Set(filters.map((f) => f.field)));
  const sort = parseSort(search.sort);
  if (view.kept && search.own) return { view, query: { q: search.q ?? "", filters: added, sort: sort.length > 0 ? sort : defaultSort } };
  const base = view.filters.filter((f) => !added.some((a) => a.field === f.field && a.op === f.op));
  return { view, query: { q: search.q ?? view.q ?? "", filters: [...base, ...added], sort: sort.length > 0 ? sort : (view.sort ?? defaultSort) } };
}

/** The address of a kept view while it is being changed: all of the question stands in it. */
export function writeKept(search: SearchParams, query: ListQuery, view: ViewSpec): SearchParams {
  return { ...withoutFilters(search), view: view.id, own: "1", q: query.q, sort: writeSort(query.sort), ...writeFilters(query.filters) };
}

/**
 * The address for new filters. While every filter of the view is kept, the view
 * stays and only the added ones are written; otherwise it is a list of its own.
 */
export function writeQueryFilters(search: SearchParams, filters: Filter[], view: ViewSpec): SearchParams {
  const rest = withoutFilters(search);
  const inView = view.filters.every((f) => filters.some((g) => sameFilter(f, g)));
  if (inView) return { ...rest, ...writeFilters(filters.filter((f) => !view.filters.some((g) => sameFilter(f, g)))) };
  const { view: _left, ...others } = rest;
  return { ...others, ...writeFilters(filters) };
}

/** The address for a new sort; the default is not written. */
export function writeQuerySort(search: SearchParams, sort: Sort[]): SearchParams {
  return { ...search, sort: writeSort(sort) };
}

/** The values of one condition, replacing whatever the field had under that comparison. */
export function withFilter(filters: Filter[], next: Filter): Filter[] {
  const others = filters.filter((f) => f.field !== next.field || f.op !== next.op);
  if (next.values.length === 0 || next.values.every((v) => v === "")) return others;
  const at = filters.findIndex((f) => f.field === next.field && f.op === next.op);
  return at < 0 ? [...others, next] : [...others.slice(0, at), next, ...others.slice(at)];
}

export function withoutField(filters: Filter[], field: string): Filter[] {
  return filters.filter((f) => f.field !== field);
}

/** The neighbour of a record in the loaded list, or undefined at its ends. */
export function neighbour<T extends { id: string }>(rows: T[], id: string | undefined, step: 1 | -1): T | undefined {
  const at = rows.findIndex((r) => r.id === id);
  if (at < 0) return step === 1 ? rows[0] : undefined;
  return rows[at + step];
}
