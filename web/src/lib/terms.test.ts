import { describe, expect, test } from "vitest";
import { draftOf, newNode, parsePercent, percentRatio, percentText, ratioPercent, splitFen, sumShares, TEMPLATES, termsFaults, termsOf, WHOLE } from "./terms";

describe("a share is read as people write it", () => {
  test.each([["30", 300_000], ["12.5%", 125_000], ["１２．５", 125_000], ["0.0001", 1], [" 3 % ", 30_000]])("%s", (text, millionths) => expect(parsePercent(text)).toBe(millionths));
  test.each(["", "-3", "3.00001", "abc", "3/4"])("%s is none", (text) => expect(parsePercent(text)).toBeNull());
});

test("shares go to the API and come back unchanged", () => {
  for (const text of ["0.05", "3", "17", "99.9999", "100"]) expect(ratioPercent(percentRatio(text))).toBe(text);
  expect(percentRatio("12.5")).toBe("0.125");
  expect(percentText(-5_000)).toBe("−0.5");
});

describe("the sum of the shares says how far it is from the whole", () => {
  const sum = (...percents: string[]) => sumShares(percents.map((percent) => ({ percent })));
  test("exactly the whole", () => expect(sum("20", "60", "17", "3")).toEqual({ sum: WHOLE, missing: 0, unread: false }));
  test("a hair below", () => expect(sum("33.3333", "33.3333", "33.3333").missing).toBe(1));
  test("too much is below zero", () => expect(sum("60", "60").missing).toBe(-200_000));
  test("what cannot be read is told, not taken for zero in silence", () => expect(sum("60", "x").unread).toBe(true));
});

describe("a price is cut to the fen", () => {
  test("parts sum to the price, and the largest remainder takes the odd fen", () => {
    expect(splitFen(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(splitFen(3_680_000_001, [100_000, 200_000, 700_000])).toEqual([368_000_000, 736_000_000, 2_576_000_001]);
  });
  test("whatever the shares sum to", () => {
    for (const price of [1, 99, 12_345_678_901]) expect(splitFen(price, [170_000, 333_333, 30_000]).reduce((a, b) => a + b)).toBe(price);
  });
  test("no shares, no parts", () => expect(splitFen(100, [0, 0])).toEqual([0, 0]));
});

describe("a form of terms", () => {
  const wire = { work: "works", nodes: [{ id: "p1", kind: "advance", name: "A", trigger: "signed", ratio: "0.2", term_days: 7 }], defects_months: 24, late_daily: "0.0005", payer_guarantee: false };

  test("holds what the API says and gives it back", () => {
    const draft = draftOf(wire);
    expect(draft.facts).toMatchObject({ defects_months: "24", late_daily: "0.05", payer_guarantee: "false", review_days: "" });
    expect(termsOf(draft, true)).toEqual(wire);
  });

  test("an offer's payments have no ids and no dates", () => {
    const draft = { ...draftOf(wire), nodes: [newNode({ id: "p1", trigger: "date", on: "2026-12-01", percent: "100", milestone: "M1" })] };
    expect(Object.keys((termsOf(draft, false) as { nodes: object[] }).nodes[0] ?? {})).toEqual(["kind", "name", "trigger", "ratio", "term_days"]);
  });

  test("faults are named where they are", () => {
    const draft = { ...draftOf(wire), nodes: [newNode({ percent: "0" }), newNode({ percent: "101" }), newNode({ percent: "10", days: "x", trigger: "date" })], facts: { review_days: "soon", late_daily: "a" } };
    expect(Object.keys(termsFaults(draft))).toEqual(["nodes.0.percent", "nodes.1.percent", "nodes.2.days", "nodes.2.on", "facts.review_days", "facts.late_daily"]);
  });

  test("every template is complete and without a fault", () => {
    for (const make of Object.values(TEMPLATES)) {
      expect(sumShares(make().nodes).missing).toBe(0);
      expect(termsFaults(make())).toEqual({});
    }
  });
});
