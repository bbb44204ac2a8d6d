import { expect, test } from "vitest";
import { axisTop, leads, monthFilter, monthsAhead, runningClocks, taskTone, type Row } from "./model";

const now = new Date(2026, 10, 20, 17, 42);

test("whoever reads beyond his own records leads", () => {
  expect(leads({ permissions: { "opportunity:read": "own" } } as never)).toBe(false);
  expect(leads({ permissions: { "opportunity:read": "department" } } as never)).toBe(true);
  expect(leads({ permissions: {} } as never)).toBe(false);
});

test("six months from this one on, across the year, with their last days", () => {
  const months = monthsAhead(now);
  expect(months.map((m) => m.month)).toEqual([11, 12, 1, 2, 3, 4]);
  expect(months[3]).toEqual({ month: 2, from: "2027-02-01", to: "2027-02-28" });
});

test("what is overdue belongs to the first month, so that nothing is missed or counted twice", () => {
  const [first, second] = monthsAhead(now);
  if (!first || !second) throw new Error("no months");
  expect(monthFilter(first, true)).toEqual({ "expected_sign_date.lte": "2026-11-30" });
  expect(monthFilter(second, false)).toEqual({ "expected_sign_date.gte": "2026-12-01", "expected_sign_date.lte": "2026-12-31" });
});

test("only reports that are owed run, the most urgent first", () => {
  const row = (id: string, due: string | null, submitted: string | null): Row => ({ id, first_visit_at: due, report_due_at: due, report_submitted_at: submitted }) as Row;
  expect(runningClocks([row("a", "2026-11-22T00:00:00Z", null), row("b", "2026-11-21T00:00:00Z", null), row("c", "2026-11-20T00:00:00Z", "2026-11-19T00:00:00Z"), row("d", null, null)]).map((r) => r.id)).toEqual(["b", "a"]);
});

test("a task of today presses, a past one alarms", () => {
  const due = (day: number, hour: number) => ({ due_at: new Date(2026, 10, day, hour).toISOString() });
  expect([due(20, 9), due(20, 18), due(21, 9)].map((t) => taskTone(t, now))).toEqual(["bad", "warn", "mute"]);
});

test("the axis ends above the largest value", () => {
  expect([0, 9_480, 12_000, 12_001, 730].map(axisTop)).toEqual([1, 10_000, 12_000, 15_000, 800]);
});
