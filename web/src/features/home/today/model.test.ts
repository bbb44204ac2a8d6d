import { expect, test } from "vitest";
import { axisTop, leads, listOf, runningClocks, signedShare, taskTone, type Row } from "./model";

const now = new Date(2026, 10, 20, 17, 42);

test("whoever reads beyond his own records leads", () => {
  expect(leads({ permissions: { "opportunity:read": "own" } } as never)).toBe(false);
  expect(leads({ permissions: { "opportunity:read": "department" } } as never)).toBe(true);
  expect(leads({ permissions: {} } as never)).toBe(false);
});

test("a number opens the list of exactly what it counts", () => {
  expect(listOf("/opportunities?outcome=won&closed_on.gte=2026-01-01")).toEqual({ to: "/opportunities", search: { outcome: "won", "closed_on.gte": "2026-01-01" } });
  expect(listOf("/projects?health=red&state=planning%2Cready")).toEqual({ to: "/projects", search: { view: "all", health: "red", state: "planning,ready" } });
  expect(listOf("/payment-nodes?owed=true").to).toBe("/receivables");
});

test("a change carries its sign", () => {
  expect([785, -43, 0].map(signedShare)).toEqual(["+78.5%", "−4.3%", "0.0%"]);
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
