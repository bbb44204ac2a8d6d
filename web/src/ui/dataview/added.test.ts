import { expect, test } from "vitest";
import { namesAdded, withAdded, type AddedFields, type ListedField, type WithCustom } from "./added";
import type { SearchParams } from "../../lib/list";
import { defaultColumns, titleOf } from "./model";
import type { DataViewSpec } from "./spec";

const field = (key: string, type: ListedField["type"], more: Partial<ListedField> = {}): ListedField => ({ key, type, label_zh: `z:${key}`, label_en: `E.${key}`, choices: [], required: false, filter: `custom_${key}`, sortable: false, ...more });
const added = (fields: ListedField[], pending = false): AddedFields => ({ fields, pending, language: "en", words: { yes: "yes", no: "no", yuan: "CNY" } });
const own: DataViewSpec<WithCustom> = {
  id: "x", noun: "x", source: { key: [], page: () => Promise.reject(new Error()) }, columns: [{ id: "name", title: "t.name", width: 100, render: () => "" }], filters: [], views: [], defaultSort: [],
  label: () => "", card: () => ({ title: "", line: "" }), empty: { title: "", text: "" },
};

test("each added field is a column to choose, named by its users and not by a locale key", () => {
  const spec = withAdded(own, added([field("area", "number", { sortable: true }), field("cost", "money"), field("built", "flag")]));
  expect(spec.columns.map((c) => [titleOf(c, (key) => `t(${key})`), c.sort, c.align])).toEqual([["t(t.name)", undefined, undefined], ["E.area", "custom_area", "right"], ["E.cost", undefined, "right"], ["E.built", undefined, undefined]]);
  expect(defaultColumns(spec.columns)).toEqual([{ id: "name" }]);
  const shown = (row: WithCustom): unknown[] => spec.columns.slice(1).map((c) => c.render(row));
  expect(shown({ id: "1", custom: { area: 12.5, cost: { amount: 100, currency: "CNY" }, built: false } })).toEqual(["12.5", "1.00 CNY", "no"]);
  expect(shown({ id: "2" })).toEqual(["", "", ""]);
});

test("each added field is a condition of its type", () => {
  const spec = withAdded(own, added([field("area", "number"), field("note", "text"), field("day", "date"), field("cost", "money"), field("built", "flag"), field("of", "choice", { choices: [{ value: "s", label_zh: "z1", label_en: "Steel" }] })]));
  expect(spec.filters.map((f) => [f.field, f.kind, f.options])).toEqual([
    ["custom_area", "number", []], ["custom_note", "text", []], ["custom_day", "date", []], ["custom_cost", "money", []],
    ["custom_built", "enum", [{ value: "true", label: "yes" }, { value: "false", label: "no" }]], ["custom_of", "enum", [{ value: "s", label: "Steel" }]],
  ]);
});

test("a list waits for fields that its address names", () => {
  expect(withAdded(own, added([], true)).pending).toBe(true);
  const named: SearchParams[] = [{ "custom_area.gte": "5" }, { sort: "-custom_area" }, { cols: "name,custom_area~140" }];
  const others: SearchParams[] = [{}, { q: "custom_area" }, { sort: "-name" }, { customer_id: "1" }];
  expect([named.map(namesAdded), others.map(namesAdded)]).toEqual([[true, true, true], [false, false, false, false]]);
});
