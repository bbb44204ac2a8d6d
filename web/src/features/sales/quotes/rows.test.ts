import { expect, test } from "vitest";
import { blankLine } from "./bill";
import { differing, lineIds, marksOf, rowsOf } from "./rows";
import type { Diff, Line } from "./types";

const line = (id: string, section: string, fen: number, category: Line["category"] = "measured"): Line => ({ ...blankLine(id, "0.09"), section, category, amount: { amount: fen, currency: "CNY" } });
const lines = [line("a", "S1", 100), line("b", "S1", 200), line("c", "S2", 400), line("d", "M", 8, "measures"), line("e", "P", 16, "provisional")];
const diff = { added: [lines[1]], removed: [line("z", "S1", 50)], changed: [{ before: line("c", "S2", 500), after: lines[2], fields: ["unit_rate"], delta: { amount: -100, currency: "CNY" } }] } as unknown as Diff;

test("sections sum their lines, and every category has its tab", () => {
  const rows = rowsOf(lines, "measured", new Set());
  expect(rows.map((r) => (r.kind === "section" ? `${r.title} ${r.count} ${r.amount}` : r.key))).toEqual(["S1 2 300", "a", "b", "S2 1 400", "c"]);
  expect(lineIds(rowsOf(lines, "other", new Set()))).toEqual(["e"]);
});

test("a closed section keeps its sum, and numbers go on behind it", () => {
  const rows = rowsOf(lines, "measured", new Set(["measured/S1"]));
  expect(rows.map((r) => (r.kind === "line" ? r.number : r.kind))).toEqual(["section", "section", 3]);
});

test("against another revision: new, changed and gone, each with its difference", () => {
  const rows = rowsOf(lines, "measured", new Set(), marksOf(diff));
  expect(rows.map((r) => (r.kind === "line" ? (r.mark?.kind ?? "same") : r.kind === "section" ? r.delta : "gone"))).toEqual([150, "same", "added", "gone", -100, "changed"]);
  expect(differing(diff)).toBe(3);
  expect(differing(undefined)).toBe(0);
});

test("a section of which nothing is left still shows what is gone", () => {
  const rows = rowsOf([], "measured", new Set(), marksOf(diff));
  expect(rows.map((r) => r.kind)).toEqual(["section", "removed"]);
});
