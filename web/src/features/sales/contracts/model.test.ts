import { describe, expect, test } from "vitest";
import { amendedPrice, durationDays, nextOf, paymentMark, pendingAmendment, shareSum, taxIn } from "./model";
import type { AmendmentRow, Contract, State } from "./types";

const contract = (state: State, ...actions: string[]): Pick<Contract, "state" | "actions" | "finish_on" | "amendments"> => ({ state, actions, finish_on: "2026-11-20", amendments: [] });
const me = (...permissions: string[]) => ({ permissions: Object.fromEntries(permissions.map((p) => [p, "own"])) }) as never;
const cny = (amount: number) => ({ amount, currency: "CNY" });

describe("the next step", () => {
  test.each([
    ["a draft is submitted by who may", contract("draft", "update", "waive", "submit"), me(), "submit"],
    ["else written on", contract("draft", "update"), me(), "edit"],
    ["a reviewer reviews", contract("reviewing", "review_legal", "void"), me(), "review"],
    ["whoever decides goes to his inbox", contract("approving", "void"), me("approval:decide"), "decide"],
    ["an approved one is handed out for signature", contract("approved", "start_signing", "void"), me(), "start_signing"],
    ["a signed scan brings it into force", contract("signing", "sign", "recall", "void"), me(), "sign"],
    ["works are accepted when they should be finished", contract("in_force", "suspend", "complete", "amend"), me(), "complete"],
    ["not before they should be finished", { ...contract("in_force", "complete"), finish_on: "2026-11-21" }, me(), "none"],
    ["an approved amendment is signed first", { ...contract("in_force", "complete", "amend"), amendments: [{ state: "approved" } as AmendmentRow] }, me(), "amendment"],
    ["a suspended one goes on", contract("suspended", "resume", "amend"), me(), "resume"],
    ["a reader has none", contract("in_force"), me("approval:decide"), "none"],
  ] as const)("%s", (_, c, who, next) => expect(nextOf(c as Parameters<typeof nextOf>[0], who, "2026-11-20")).toBe(next));
});

describe("the guard of 100 %", () => {
  test("is exact to a hair", () => {
    expect(shareSum([{ ratio: "0.333333" }, { ratio: "0.333333" }, { ratio: "0.333334" }])).toEqual({ sum: "100", whole: true });
    expect(shareSum([{ ratio: "0.333333" }, { ratio: "0.333333" }, { ratio: "0.333333" }])).toEqual({ sum: "99.9999", whole: false });
    expect(shareSum([{ ratio: "0.6" }, { ratio: "0.6" }])).toEqual({ sum: "120", whole: false });
    expect(shareSum([])).toEqual({ sum: "0", whole: false });
  });
});

test("a payment is paid when all of it came, late before it is due, and waits until something triggers it", () => {
  const p = (received: number, due_on: string, overdue = false) => ({ amount: cny(100), received: cny(received), due_on, overdue });
  expect([paymentMark(p(100, "2026-01-01")), paymentMark(p(99, "2026-01-01", true)), paymentMark(p(0, "2026-12-01")), paymentMark(p(0, ""))]).toEqual(["paid", "overdue", "due", "waiting"]);
  expect(paymentMark({ amount: null as never, received: null as never, due_on: "", overdue: false })).toBe("waiting");
});

test("an amendment counts from the price it was signed on, else from today's", () => {
  const a = (patch: Partial<AmendmentRow>) => ({ price_change: cny(426), price_after: null as never, state: "draft" as const, ...patch });
  expect(amendedPrice({ amount: cny(3680) }, a({}))).toEqual({ before: 3680, after: 4106 });
  expect(amendedPrice({ amount: cny(9999) }, a({ state: "signed", price_after: cny(4106) }))).toEqual({ before: 3680, after: 4106 });
  expect(amendedPrice({ amount: null as never }, a({ price_change: null as never }))).toBeNull();
  expect(pendingAmendment([{ state: "signed" }, { state: "approved", number: 2 }] as AmendmentRow[])?.number).toBe(2);
});

test("tax in a price is rounded once, and mirrored below zero", () => {
  expect([taxIn(109, 9), taxIn(100, 9), taxIn(-109, 9), taxIn(100, 0), taxIn(620_000_000, 9)]).toEqual([9, 8, -9, 0, 51_192_661]);
});

test("days count the first and the last", () => {
  expect([durationDays("2027-03-01", "2027-03-01"), durationDays("2027-03-01", "2027-08-31"), durationDays("2027-03-02", "2027-03-01"), durationDays("", "2027-03-01")]).toEqual([1, 184, null, null]);
});
