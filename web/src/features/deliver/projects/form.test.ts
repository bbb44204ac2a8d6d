import { describe, expect, test } from "vitest";
import { createOf, EMPTY_FORM, formFaults, inputOf, reviseFault, reviseOf } from "./form";
import type { Money } from "./types";

const cny = (amount: number): Money => ({ amount, currency: "CNY" });
const filled = { ...EMPTY_FORM, customer: { id: "c", name: "C" }, name: " 5# " };

test("a project needs a customer and a name, and ends after it begins", () => {
  expect(Object.keys(formFaults(EMPTY_FORM))).toEqual(["customer", "name"]);
  expect(formFaults(filled)).toEqual({});
  expect(formFaults({ ...filled, start: "2026-05-01", finish: "2026-05-01" })).toEqual({});
  expect(Object.keys(formFaults({ ...filled, start: "2026-05-02", finish: "2026-05-01", amountValid: false }))).toEqual(["amount", "finish"]);
});

test("empty dates are left out, and the amount where the contract decides about it", () => {
  expect(inputOf({ ...filled, amount: 100 }, false)).toEqual({ name: "5#", type: "", note: "" });
  expect(inputOf({ ...filled, amount: 100, finish: "2026-05-01" }, true)).toEqual({ name: "5#", type: "", note: "", planned_finish: "2026-05-01", amount: cny(100) });
});

test("a project may begin without its manager", () => {
  expect(createOf(filled)).not.toHaveProperty("owner_id");
  expect(createOf({ ...filled, manager: "p" })).toMatchObject({ customer_id: "c", owner_id: "p" });
});

describe("a revision sends what differs, with its reason", () => {
  const last = { budget: cny(500), forecast_cost: cny(0), forecast_finish: "2026-11-16" };
  const same = { budget: 500, cost: 0, finish: "2026-11-16", reason: "late" };
  test("nothing differs", () => expect(reviseFault(same, last)).toBe("nothing"));
  test("without a reason", () => expect(reviseFault({ ...same, cost: 7, reason: " x " }, last)).toBe("reason"));
  test("the finish alone", () => {
    const form = { ...same, finish: "2026-11-25" };
    expect(reviseFault(form, last)).toBeNull();
    expect(reviseOf(form, last)).toEqual({ forecast_finish: "2026-11-25", reason: "late" });
  });
  test("what the reader may not see stays", () => expect(reviseOf({ ...same, budget: null, cost: null, finish: "2026-12-01" }, last)).toEqual({ forecast_finish: "2026-12-01", reason: "late" }));
});
