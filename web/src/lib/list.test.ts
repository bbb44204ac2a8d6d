import { describe, expect, test } from "vitest";
import { flattenPages, nextSort, parseFilters, parseSort, queryParams, withoutFilters, writeFilters, writeSort } from "./list";
import { joinPages, pageParams } from "./source";
import { parseSearch, writeSearch } from "./url";

const fields = new Set(["status", "amount"]);

test("filters read back as they were written", () => {
  const search = { status: "active,dormant", "amount.gte": "100", "amount.lte": "900" };
  const filters = parseFilters(search, fields);
  expect(filters).toEqual([
    { field: "status", op: "in", values: ["active", "dormant"] },
    { field: "amount", op: "gte", values: ["100"] },
    { field: "amount", op: "lte", values: ["900"] },
  ]);
  expect(writeFilters(filters)).toEqual(search);
});

test("unknown fields, unknown comparisons and the view's own parameters are no filters", () => {
  expect(parseFilters({ colour: "red", "amount.near": "5", id: "c1", tab: "x", sort: "name", status: "" }, fields)).toEqual([]);
  expect(withoutFilters({ id: "c1", status: "active", "amount.gte": "1", q: "桥" })).toEqual({ id: "c1", q: "桥" });
});

describe("sort", () => {
  test("reads and writes", () => {
    expect(parseSort("-amount,name")).toEqual([{ field: "amount", desc: true }, { field: "name", desc: false }]);
    expect(writeSort(parseSort("-amount,name"))).toBe("-amount,name");
    expect(parseSort("-,,")).toEqual([]);
  });
  test("goes up, down, and back to the default", () => {
    const up = nextSort([], "name");
    expect(up).toEqual([{ field: "name", desc: false }]);
    expect(nextSort(up, "name")).toEqual([{ field: "name", desc: true }]);
    expect(nextSort(nextSort(up, "name"), "name")).toEqual([]);
    expect(nextSort(up, "amount")).toEqual([{ field: "amount", desc: false }]);
  });
});

test("the address keeps text as text", () => {
  expect(parseSearch("?id=123&q=007&status=a%2Cb")).toEqual({ id: "123", q: "007", status: "a,b" });
  expect(writeSearch({ id: "123", status: "a,b", q: "", tab: undefined })).toBe("?id=123&status=a,b");
  expect(parseSearch(writeSearch({ q: "a&b=c 桥" }))).toEqual({ q: "a&b=c 桥" });
});

describe("cursor paging", () => {
  const query = { q: " 桥 ", filters: [], sort: [{ field: "name", desc: true }] };
  test("the first page asks for the total, later ones send the cursor", () => {
    expect(pageParams(query, null, 50)).toEqual({ q: "桥", sort: "-name", limit: "50", total: "true" });
    expect(pageParams(query, "abc", 50)).toEqual({ q: "桥", sort: "-name", limit: "50", cursor: "abc" });
    expect(queryParams({ q: " ", filters: [], sort: [] })).toEqual({});
  });
  test("joins pages, keeping a record that moved only once, in its first place and newest form", () => {
    const first = { items: [{ id: "1", v: 1 }, { id: "2", v: 1 }], next: "x", total: 3, sums: { n: 3 } };
    const second = { items: [{ id: "2", v: 2 }, { id: "3", v: 1 }], next: null, total: null };
    expect(flattenPages([first, second])).toEqual([{ id: "1", v: 1 }, { id: "2", v: 2 }, { id: "3", v: 1 }]);
    expect(joinPages([first, second])).toMatchObject({ total: 3, sums: { n: 3 } });
    expect(joinPages([])).toEqual({ items: [], total: null, sums: undefined });
  });
});
