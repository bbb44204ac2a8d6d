import { describe, expect, test } from "vitest";
import { newNode } from "../../../lib/terms";
import { amendmentBody, amendmentFaults, emptyForm, filledTaxes, formFaults, freshOf, newClause, newTax, taxSum, type AmendmentForm, type ContractForm } from "./form";

const form = (patch: Partial<ContractForm> = {}): ContractForm => ({ ...emptyForm(), customer: { id: "c1", name: "C" }, title: "Works", price: 1000, taxes: [newTax({ amount: 1000 })], ...patch });

describe("a contract may be sent", () => {
  test("when its parts sum to its price", () => expect(formFaults(form())).toEqual({}));
  test.each([
    ["customer", { customer: null }],
    ["title", { title: " " }],
    ["price", { price: null }],
    ["taxes", { taxes: [newTax({ amount: 400 }), newTax({ rate: "13", amount: 500 })] }],
    ["finish", { start: "2027-02-01", finish: "2027-01-31" }],
    ["clauses.0", { clauses: [newClause({ title: "Scope" })] }],
    ["others.0", { others: [{ role: "supervisor" as const, name: "S" }] }],
    ["nodes.0.percent", { terms: { ...emptyForm().terms, nodes: [newNode({ percent: "" })] } }],
  ] as const)("not without %s", (place, patch) => expect(Object.keys(formFaults(form(patch as Partial<ContractForm>)))).toContain(place));
});

test("one tax line takes the whole price, more are written one by one", () => {
  expect(filledTaxes([newTax()], 700)[0]?.amount).toBe(700);
  const two = [newTax({ amount: 300 }), newTax({ amount: 400 })];
  expect(filledTaxes(two, 900)).toBe(two);
  expect(taxSum(two)).toBe(700);
});

test("out of a quote, price and customer are the quote's, and terms only when they were written anew", () => {
  const fresh = freshOf(form({ quoteId: "q1", customer: null, price: null }));
  expect(fresh).toMatchObject({ quote_id: "q1", title: "Works", type: "BD" });
  expect(fresh).not.toHaveProperty("price");
  expect(fresh).not.toHaveProperty("customer_id");
  expect(fresh).not.toHaveProperty("terms");
  expect(freshOf(form({ quoteId: "q1", terms: { ...emptyForm().terms, nodes: [newNode({ percent: "100" })] } }))).toHaveProperty("terms");
});

describe("an amendment", () => {
  const blank: AmendmentForm = { title: "Deeper", note: "", change: null, rate: "9", taxName: "", days: "", terms: null, clauses: [] };
  test("changes something", () => expect(amendmentFaults(blank)).toEqual({ change: "contracts.fault.nothing" }));
  test.each([{ change: -500 }, { days: "-5" }, { clauses: [newClause({ text: "New." })] }])("by %o", (patch) => expect(amendmentFaults({ ...blank, ...patch })).toEqual({}));
  test("of days is a whole number", () => expect(amendmentFaults({ ...blank, days: "5.5" })).toHaveProperty("days"));
  test("splits its change under one rate, and says nothing of what stays", () => {
    expect(amendmentBody({ ...blank, change: 42_600_000, days: "−3" })).toEqual({ title: "Deeper", note: "", price_change: { amount: 42_600_000, currency: "CNY" }, tax_lines: [{ name: "9%", rate: "0.09", amount: { amount: 42_600_000, currency: "CNY" } }], duration_change: -3, clauses: [] });
  });
});
