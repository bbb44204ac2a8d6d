import { describe, expect, test } from "vitest";
import { applyEdits, blankLine, cellFault, cellText, cellValue, decimalsOf, fieldOf, merge, percentShown, percentValue, shown, sumOf, worth } from "./bill";
import type { Bill, Line } from "./types";

const line = (patch: Partial<Line> = {}): Line => ({ ...blankLine("l1", "0.09"), code: "010501004001", name: "slab", unit: "m³", quantity: "1240", unit_rate: "742", ...patch });

describe("a line is worth quantity times rate, rounded once", () => {
  test.each([
    ["6240", "3.2", 1_996_800],
    ["412.3", "5260", 216_869_800],
    ["0.5", "0.01", 1],
    ["0.49", "0.01", 0],
    ["-1", "0.005", -1],
    ["0.333333", "3", 100],
    ["99999999999", "1", 9_999_999_999_900],
  ])("%s × %s", (quantity, rate, fen) => expect(worth(quantity, rate)).toBe(fen));
  test("what is no number has no worth", () => expect(worth("abc", "1")).toBeNull());
});

test("numbers are shown with their unit's decimals and true signs", () => {
  expect(shown("6240", 2)).toBe("6,240.00");
  expect(shown("268.2", 3)).toBe("268.200");
  expect(shown("2", 0)).toBe("2");
  expect(shown("-1200.5", 2)).toBe("−1,200.50");
  expect([decimalsOf("t"), decimalsOf("m²"), decimalsOf("台次"), decimalsOf("?")]).toEqual([3, 2, 0, null]);
});

describe("per cent", () => {
  test.each([["9", "0.09"], ["9%", "0.09"], ["0.09", "0.09"], ["2.5", "0.025"], ["13", "0.13"], ["0.5%", "0.005"], ["0", "0"], ["100", "1"]])("%s is read as %s", (text, ratio) => expect(percentValue(text)).toBe(ratio));
  test.each([["0.09", "9"], ["0.025", "2.5"], ["1", "100"], ["0", "0"], ["0.005", "0.5"]])("%s is shown as %s", (ratio, text) => expect(percentShown(ratio)).toBe(text));
});

describe("a cell", () => {
  const share = line({ category: "measures", base: "measured", ratio: "0.025", unit: "%" });
  test("of a share writes its ratio where others write their rate", () => {
    expect([fieldOf(share, "unit_rate"), fieldOf(share, "quantity"), fieldOf(line(), "unit_rate")]).toEqual(["ratio", "base", "unit_rate"]);
    expect(cellText(share, "unit_rate")).toBe("2.5");
  });
  test("gives back what it shows", () => {
    for (const column of ["code", "name", "unit", "quantity", "unit_rate", "tax_rate"] as const) expect(cellValue(fieldOf(line(), column), cellText(line(), column))).toBe(line()[column]);
  });
  test.each([
    ["quantity", "12a", "quotes.cell.number"],
    ["quantity", "1.005", "quotes.cell.decimals"],
    ["quantity", "-1", "quotes.cell.negative"],
    ["unit_rate", "-1", "quotes.cell.negative"],
    ["tax_rate", "100", "quotes.cell.share"],
    ["code", "12345", "quotes.cell.code"],
  ] as const)("%s refuses %s", (field, text, why) => expect(cellFault(line(), field, text)).toBe(why));
  test.each([["quantity", "1,240.55"], ["unit_rate", "１２．５"], ["code", ""], ["code", "01b001"], ["tax_rate", "9%"], ["name", "anything"]] as const)("%s takes %s", (field, text) => expect(cellFault(line(), field, text)).toBeNull());
  test("a deduction is another item with a rate below zero", () => expect(cellFault(line({ category: "other" }), "unit_rate", "-500")).toBeNull());
});

describe("edits", () => {
  const lines = [line(), line({ id: "l2" })];
  test("show at once, amount included", () => {
    const [first] = applyEdits(lines, [{ op: "set", line_id: "l1", field: "unit_rate", value: "700" }], "0.09");
    expect(first?.amount?.amount).toBe(86_800_000);
  });
  test("put in behind, take out, in order", () => {
    const after = applyEdits(lines, [{ op: "insert", line_id: "n", after: "l1" }, { op: "set", line_id: "n", field: "name", value: "new" }, { op: "remove", line_id: "l2" }], "0.06");
    expect(after.map((l) => [l.id, l.name, l.tax_rate])).toEqual([["l1", "slab", "0.09"], ["n", "new", "0.06"]]);
  });
  test("what the server says takes the place of the guess", () => {
    const bill = { lines } as Bill;
    const merged = merge(bill, [line({ unit: "m²" })], ["l2"], [{ op: "set", line_id: "l1", field: "unit", value: "平米" }], "0.09");
    expect(merged.map((l) => l.unit)).toEqual(["m²"]);
  });
  test("hidden prices stay hidden", () => {
    const hidden = [line({ amount: null as never, unit_rate: null })];
    expect(applyEdits(hidden, [{ op: "set", line_id: "l1", field: "quantity", value: "3" }], "0.09")[0]?.amount).toBeNull();
    expect(sumOf(hidden)).toBeNull();
  });
});
