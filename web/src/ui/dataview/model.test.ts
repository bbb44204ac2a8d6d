import { describe, expect, test } from "vitest";
import type { ColumnSpec, FilterSpec, ViewSpec } from "./spec";
import type { SavedView } from "../../lib/savedViews";
import { fitColumns, gridTemplate, keptView, moveColumn, neighbour, parseColumns, queryText, readQuery, resizeColumn, toggleColumn, viewQuery, withFilter, writeColumns, writeKept, writeQueryFilters } from "./model";

const column = (id: string, width: number, more: Partial<ColumnSpec<unknown>> = {}): ColumnSpec<unknown> => ({ id, title: id, width, render: () => null, ...more });
const columns = [column("name", 200), column("city", 100, { priority: 5 }), column("amount", 100, { priority: 1 }), column("code", 150, { optional: true })];
const ids = (state: { id: string }[]): string[] => state.map((c) => c.id);

describe("columns", () => {
  test("without a text they are the default, and the default is not written", () => {
    expect(ids(parseColumns(undefined, columns))).toEqual(["name", "city", "amount"]);
    expect(writeColumns(parseColumns("", columns), columns)).toBe("");
  });
  test("order and width read back as written, unknown ones are dropped", () => {
    const state = parseColumns("name,amount~140,gone,city~3", columns);
    expect(state).toEqual([{ id: "name" }, { id: "amount", width: 140 }, { id: "city" }]);
    expect(writeColumns(state, columns)).toBe("name,amount~140,city");
  });
  test("the first column neither hides nor moves", () => {
    const state = parseColumns(undefined, columns);
    expect(toggleColumn(state, "name")).toBe(state);
    expect(moveColumn(state, "name", 1)).toBe(state);
    expect(ids(moveColumn(state, "city", -1))).toEqual(["name", "city", "amount"]);
    expect(ids(moveColumn(state, "amount", -1))).toEqual(["name", "amount", "city"]);
    expect(ids(toggleColumn(toggleColumn(state, "city"), "code"))).toEqual(["name", "amount", "code"]);
  });
  test("a width has a floor", () => expect(resizeColumn([{ id: "city" }], "city", 3)).toEqual([{ id: "city", width: 56 }]));
  test("the least important go first when it gets narrow, the first column never", () => {
    const state = parseColumns(undefined, columns);
    expect(ids(fitColumns(state, columns, 0))).toEqual(["name", "city", "amount"]);
    expect(ids(fitColumns(state, columns, 320))).toEqual(["name", "amount"]);
    expect(ids(fitColumns(state, columns, 10))).toEqual(["name"]);
  });
  test("a column that somebody chose stays longer than the usual ones", () => {
    expect(ids(fitColumns([...parseColumns("", columns), { id: "code" }], columns, 460))).toEqual(["name", "amount", "code"]);
    expect(ids(fitColumns([...parseColumns("", columns), { id: "code" }], columns, 360))).toEqual(["name", "code"]);
  });
  test("a resized column is fixed, the others share the rest", () => {
    expect(gridTemplate([{ id: "name" }, { id: "city", width: 88 }], columns)).toBe("minmax(200px, 200fr) 88px");
  });
});

const views: ViewSpec[] = [
  { id: "all", title: "all", filters: [] },
  { id: "open", title: "open", filters: [{ field: "status", op: "in", values: ["open"] }], sort: [{ field: "due", desc: false }] },
];
const filters: FilterSpec[] = [{ field: "status", title: "s", kind: "enum" }, { field: "amount", title: "a", kind: "money" }];
const sort = [{ field: "name", desc: false }];

describe("query", () => {
  test("a view brings its filters and sort; the address adds to it", () => {
    const { view, query } = readQuery({ view: "open", "amount.gte": "5", q: "x" }, views, filters, sort);
    expect(view.id).toBe("open");
    expect(query).toEqual({ q: "x", filters: [{ field: "status", op: "in", values: ["open"] }, { field: "amount", op: "gte", values: ["5"] }], sort: [{ field: "due", desc: false }] });
  });
  test("an unknown view is the first one", () => expect(readQuery({ view: "gone" }, views, filters, sort)).toMatchObject({ view: { id: "all" }, query: { sort } }));
  test("adding a condition keeps the view, changing the view's own leaves it", () => {
    const open = views[1] as ViewSpec;
    const search = { view: "open", id: "r1" };
    const added = withFilter(open.filters, { field: "amount", op: "gte", values: ["5"] });
    expect(writeQueryFilters(search, added, open)).toEqual({ view: "open", id: "r1", "amount.gte": "5" });
    const changed = withFilter(open.filters, { field: "status", op: "in", values: ["done"] });
    expect(writeQueryFilters(search, changed, open)).toEqual({ id: "r1", status: "done" });
  });
  test("an emptied condition goes away, a changed one keeps its place", () => {
    const two = withFilter(withFilter([], { field: "status", op: "in", values: ["a"] }), { field: "amount", op: "lte", values: ["1"] });
    expect(withFilter(two, { field: "status", op: "in", values: ["b"] }).map((f) => f.field)).toEqual(["status", "amount"]);
    expect(withFilter(two, { field: "status", op: "in", values: [] }).map((f) => f.field)).toEqual(["amount"]);
  });
});

describe("kept views", () => {
  const saved = (more: Partial<SavedView> = {}): SavedView => ({ id: "v1", version: 1, list: "things", name: "mine", query: "status=open&gone=1&sort=-amount&q=x", columns: ["name", "amount~140"], shared: false, pinned: false, opens: false, owner: "a", own: true, ...more });
  const all = (more?: Partial<SavedView>): ViewSpec[] => [...views, keptView(saved(more), filters)];
  test("one reads as it was kept, without conditions that the list has no more", () => {
    const view = keptView(saved(), filters);
    expect(view).toMatchObject({ id: "v1", title: "mine", q: "x", cols: "name,amount~140", sort: [{ field: "amount", desc: true }] });
    expect(readQuery({ view: "v1" }, all(), filters, sort).query).toEqual(viewQuery(view, sort));
    expect(queryText(viewQuery(view, sort))).toBe("q=x&sort=-amount&status=open");
  });
  test("the list opens with the chosen one only when the address asks for nothing", () => {
    expect(readQuery({ id: "r1" }, all({ opens: true }), filters, sort).view.id).toBe("v1");
    expect(readQuery({ status: "done" }, all({ opens: true }), filters, sort).view.id).toBe("all");
    expect(readQuery({ view: "all" }, all({ opens: true }), filters, sort).view.id).toBe("all");
    expect(readQuery({}, all(), filters, sort).view.id).toBe("all");
  });
  test("while it is changed the address says everything, so that any condition can go", () => {
    const view = keptView(saved(), filters);
    const address = writeKept({ view: "v1", id: "r1" }, { q: "", filters: [], sort }, view);
    expect(address).toMatchObject({ view: "v1", id: "r1", own: "1", sort: "name" });
    expect(readQuery(address, all(), filters, sort)).toMatchObject({ view: { id: "v1" }, query: { q: "", filters: [], sort } });
  });
});

test("walking stops at both ends and starts at the first", () => {
  const rows = [{ id: "1" }, { id: "2" }];
  expect(neighbour(rows, undefined, 1)).toEqual({ id: "1" });
  expect(neighbour(rows, undefined, -1)).toBeUndefined();
  expect(neighbour(rows, "1", 1)).toEqual({ id: "2" });
  expect(neighbour(rows, "2", 1)).toBeUndefined();
  expect(neighbour(rows, "1", -1)).toBeUndefined();
});
