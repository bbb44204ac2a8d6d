import { describe, expect, it } from "vitest";
import { adjust, assign, confidence, fieldOf, lacking, progress, reportCsv, reportFields, sayings, shares, stepOf } from "./model";
import type { FieldView, Import, Line, Mapping } from "./types";

const mapping: Mapping = { fields: { name: { column: "客户名称" }, amount: { column: "金额(万)", unit: "wan" }, title: { template: "{项目}-{row}" } } };
const field = (key: string, required = false): FieldView => ({ key, required, label_zh: key, label_en: key, shape: "text", class: "public", choices: [] });
const line = (more: Partial<Line>): Line => ({ row: 14, outcome: "refused", title: "青岚", twin_id: "", cells: [], problems: [], decision: "", ...more });

describe("the mapping", () => {
  it("tells what a column is read as", () => {
    expect(fieldOf(mapping, "客户名称")).toBe("name");
    expect(fieldOf(mapping, "备注2")).toBe("");
  });
  it("gives a field one column, and keeps how it is read", () => {
    const next = assign(mapping, "备注2", "amount");
    expect(next.fields.amount).toEqual({ column: "备注2", unit: "wan" });
    expect(fieldOf(next, "金额(万)")).toBe("");
  });
  it("takes a column from the field it had", () => expect(Object.keys(assign(mapping, "客户名称", "city").fields).sort()).toEqual(["amount", "city", "title"]));
  it("leaves a column out", () => expect(assign(mapping, "客户名称", "").fields.name).toBeUndefined());
  it("changes a detail and takes it out again", () => {
    expect(adjust(mapping, "amount", { unit: "yi" }).fields.amount).toEqual({ column: "金额(万)", unit: "yi" });
    expect(adjust(mapping, "amount", { unit: undefined }).fields.amount).toEqual({ column: "金额(万)" });
  });
  it("says which required fields nothing fills; a template fills one", () => expect(lacking(mapping, [field("name", true), field("title", true), field("uscc", true), field("city")]).map((f) => f.key)).toEqual(["uscc"]));
  it("knows how sure it was", () => {
    const record = { guesses: [{ field: "name", column: "客户名称", confidence: 99 }] };
    expect(confidence(record, "name", "客户名称")).toBe(99);
    expect(confidence(record, "name", "项目")).toBeNull();
  });
  it("lists what a column says, translated values first", () => expect(sayings({ column: "进展", values: { 跟进中: "negotiation", "*": "intent" } }, { title: "进展", sample: ["已报价", "跟进中"] })).toEqual(["跟进中", "已报价"]));
});

describe("how far it came", () => {
  const counts = (rows: number, fresh: number, duplicate: number, similar: number, refused: number): Pick<Import, "counts"> => ({ counts: { rows, new: fresh, duplicate, similar, refused } });
  it("shares", () => expect(shares(counts(100, 93, 3, 1, 3))).toEqual({ taken: 0.93, doubtful: 0.04, refused: 0.03 }));
  it("an empty file has no shares", () => expect(shares(counts(0, 0, 0, 0, 0)).taken).toBe(0));
  it("progress stays within its bounds", () => expect([progress({ done: 0, items: 0 }), progress({ done: 5, items: 10 }), progress({ done: 11, items: 10 })]).toEqual([0, 0.5, 1]));
  it("steps", () => expect((["uploaded", "checked", "applying", "applied", "undone"] as const).map(stepOf)).toEqual([1, 2, 3, 4, 5]));
});

describe("the report", () => {
  it("shows fields in the order of the rows", () => {
    const cells = (...keys: string[]) => keys.map((f) => ({ field: f, class: "public", text: f }));
    expect(reportFields([line({ cells: cells("a", "b") }), line({ cells: cells("b", "c") })])).toEqual(["a", "b", "c"]);
  });
  it("shows fields with problems first, and no name twice", () => {
    const cells = ["name", "a", "b", "c"].map((f) => ({ field: f, class: "public", text: f === "name" ? "青岚" : f }));
    expect(reportFields([line({ cells, problems: [{ code: "x", severe: true, field: "c", text: "" }] })], 2)).toEqual(["a", "c"]);
  });
  it("is a CSV file in which nothing runs", () => {
    const problem = { code: "x", severe: true, column: "金额", text: '不能为"负"' };
    const text = reportCsv([line({ title: "=1+1", problems: [problem], cells: [{ field: "amount", class: "price", text: "-5" }] })], ["行", "名称"], (o) => o);
    expect(text).toBe('\ufeff行,名称\r\n14,\'=1+1,refused,"金额: 不能为""负""",\'-5\r\n');
  });
});
