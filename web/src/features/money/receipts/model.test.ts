import { expect, it } from "vitest";
import { check, isBill, verbsOf } from "./model";

const nodes = [{ id: "a", open: { amount: 300, currency: "CNY" } }, { id: "b", open: { amount: 500, currency: "CNY" } }, { id: "c", open: null as never }];

it("says what is left and what is too much", () => {
  expect(check({ a: 301, b: null }, nodes, 400)).toEqual({ left: 99, over: ["a"] });
  expect(check({ a: 300, b: 100 }, nodes, 400)).toEqual({ left: 0, over: [] });
});
it("knows bills", () => expect(["bank_transfer", "bank_acceptance", "commercial_bill"].map(isBill)).toEqual([false, true, true]));
it("shows verbs in the order in which they come", () => expect(verbsOf({ actions: ["reverse", "allocate"] })).toEqual(["allocate", "reverse"]));
