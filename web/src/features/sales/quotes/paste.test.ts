import { describe, expect, test } from "vitest";
import { blankLine, COLUMNS } from "./bill";
import { copyCells, fillDown, parseCells, pasteEdits, writeCells, type Target } from "./paste";
import type { Line } from "./types";

const line = (id: string, patch: Partial<Line> = {}): Line => ({ ...blankLine(id, "0.09"), section: "S1", unit: "m³", quantity: "1", unit_rate: "2", ...patch });
const target = (from: Target["from"], ...lines: Line[]): Target => ({ lines, from, newId: () => "new", blank: (id) => blankLine(id, "0.09") });

describe("cells of the clipboard", () => {
  test.each([
    ["a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]],
    ['"two\nlines"\tx', [["two\nlines", "x"]]],
    ['"he said ""no"""', [['he said "no"']]],
    ['12"\tpipe', [['12"', "pipe"]]],
    ["\t\n", [["", ""]]],
    ["", [[""]]],
  ])("%j", (text, cells) => expect(parseCells(text)).toEqual(cells));
  test("come back as they went", () => {
    const cells = [["a\tb", 'c"d'], ["e\nf", ""]];
    expect(parseCells(writeCells(cells))).toEqual(cells);
  });
});

describe("a paste", () => {
  test("fills from the current cell to the right, and only what differs", () => {
    const { edits } = pasteEdits([["5", "2"]], target("quantity", line("a")));
    expect(edits).toEqual([{ op: "set", line_id: "a", field: "quantity", value: "5" }]);
  });
  test("goes on below the last line in new lines of its section", () => {
    const { edits, added } = pasteEdits([["10"], ["20"]], target("quantity", line("a")));
    expect(added).toBe(1);
    expect(edits.slice(1)).toEqual([
      { op: "insert", line_id: "new", after: "a" },
      { op: "set", line_id: "new", field: "section", value: "S1" },
      { op: "set", line_id: "new", field: "category", value: "measured" },
      { op: "set", line_id: "new", field: "quantity", value: "20" },
    ]);
  });
  test("passes over empty rows", () => expect(pasteEdits([["", ""], ["7"]], target("quantity", line("a"))).edits).toHaveLength(1));
  test("leaves a cell that takes no such text, and tells", () => {
    const { edits, refused } = pasteEdits([["abc", "9.5"]], target("quantity", line("a")));
    expect(refused).toEqual([{ row: 0, column: "quantity", text: "abc", why: "quotes.cell.number" }]);
    expect(edits).toEqual([{ op: "set", line_id: "a", field: "unit_rate", value: "9.5" }]);
  });
  test("judges a quantity by the unit that comes with it", () => {
    expect(pasteEdits([["t", "1.234"]], target("unit", line("a"))).refused).toEqual([]);
    expect(pasteEdits([["台", "1.5"]], target("unit", line("a"))).refused.map((r) => r.why)).toEqual(["quotes.cell.decimals"]);
  });
  test("does not write into what a share is worked out of", () => {
    const share = line("a", { category: "measures", base: "measured", ratio: "0.02" });
    const { edits, refused } = pasteEdits([["3", "2.5"]], target("quantity", share));
    expect(refused.map((r) => r.column)).toEqual(["quantity"]);
    expect(edits).toEqual([{ op: "set", line_id: "a", field: "ratio", value: "0.025" }]);
  });
  test("of a copied range changes nothing where it came from", () => {
    const lines = [line("a", { code: "010501004001", name: "x" }), line("b", { quantity: "3.5" })];
    expect(pasteEdits(parseCells(copyCells(lines, COLUMNS)), target("code", ...lines)).edits).toEqual([]);
  });
});

test("filling down gives the first cells to the others, and skips what cannot take them", () => {
  const lines = [line("a", { quantity: "1.5", unit_rate: "9" }), line("b"), line("c", { unit: "台" })];
  expect(fillDown(lines, ["quantity", "unit_rate"])).toEqual([
    { op: "set", line_id: "b", field: "quantity", value: "1.5" },
    { op: "set", line_id: "b", field: "unit_rate", value: "9" },
    { op: "set", line_id: "c", field: "unit_rate", value: "9" },
  ]);
});
