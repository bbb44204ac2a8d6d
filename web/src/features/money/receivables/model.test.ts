import { describe, expect, it } from "vitest";
import { dayBefore, duePaid, nextVerb, searchOf, standing, viewFilters } from "./model";

const node = (more: object) => ({ state: "triggered" as const, overdue: false, overdue_days: 0, due_on: "2026-11-24", triggered_on: "2026-10-25", ...more });
const today = "2026-11-20";

describe("where a payment stands", () => {
  it("says how soon it is due, and today", () => {
    expect(standing(node({}), today)).toEqual({ tone: "accent", key: "due", days: 4 });
    expect(standing(node({ due_on: today }), today).key).toBe("today");
    expect(standing(node({ due_on: "2027-01-20" }), today).tone).toBe("mute");
  });
  it("says how late it is; a month is bad", () => {
    expect(standing(node({ overdue: true, overdue_days: 30 }), today)).toEqual({ tone: "warn", key: "overdue", days: 30 });
    expect(standing(node({ overdue: true, overdue_days: 31 }), today).tone).toBe("bad");
  });
  it("is planned before anything triggered it, and done once received", () => {
    expect(standing(node({ triggered_on: "", due_on: "" }), today).key).toBe("planned");
    expect(standing(node({ state: "received", overdue: true }), today).key).toBe("received");
  });
});

it("offers the next step only to who may do it", () => {
  expect(nextVerb({ next_step: "trigger", actions: ["trigger"] })).toBe("trigger");
  expect(nextVerb({ next_step: "trigger", actions: [] })).toBeNull();
  expect(nextVerb({ next_step: "invoice", actions: ["apply"] })).toBeNull();
});

it("opens the list that a figure counts", () => expect(searchOf("owed=true&due_on.gte=2026-10-21&due_on.lte=2026-11-19")).toEqual({ owed: "true", "due_on.gte": "2026-10-21", "due_on.lte": "2026-11-19" }));

it("is overdue from the day after", () => {
  expect(dayBefore("2026-03-01")).toBe("2026-02-28");
  expect(viewFilters({ id: "x" }, today).overdue[1]).toEqual({ field: "due_on", op: "lte", values: ["2026-11-19"] });
});

it("says which part of what fell due was paid", () => {
  const cny = (amount: number) => ({ amount });
  expect(duePaid({ received: cny(300), overdue: cny(100) })).toBe(0.75);
  expect(duePaid({ received: cny(300), overdue: cny(0) })).toBe(1);
  expect(duePaid({ received: cny(0), overdue: cny(0) })).toBeNull();
  expect(duePaid({ received: null, overdue: null })).toBeNull();
});
