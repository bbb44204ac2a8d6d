import { expect, test } from "vitest";
import { dueOf, dueText, laterTimes, nearness } from "./model";

const now = new Date(2026, 10, 20, 17, 42);
const due = (day: number, hour: number): { due_at: string; state: "open" } => ({ due_at: new Date(2026, 10, day, hour).toISOString(), state: "open" });

test("nearness follows the clock on the day itself and calendar days after it", () => {
  expect(nearness(due(20, 17), now)).toBe("overdue");
  expect(nearness(due(20, 18), now)).toBe("today");
  expect(nearness(due(23, 1), now)).toBe("soon");
  expect(nearness(due(24, 1), now)).toBe("later");
  expect(nearness({ due_at: "", state: "open" }, now)).toBe("none");
  expect(nearness({ ...due(19, 1), state: "done" }, now)).toBe("done");
});

test("today shows the time, other days the date as well", () => {
  expect(dueText(due(20, 18).due_at, now)).toBe("18:00");
  expect(dueText(due(25, 10).due_at, now)).toBe("11-25 10:00");
});

test("a task is put off to an hour that is still to come, and to a Monday that is not tomorrow", () => {
  const ids = (at: Date): string[] => laterTimes(at).map((l) => l.id);
  expect(ids(new Date(2026, 10, 20, 9))).toEqual(["today", "tomorrow", "monday", "fortnight"]);
  expect(ids(new Date(2026, 10, 20, 17, 42))).toEqual(["tomorrow", "monday", "fortnight"]);
  expect(ids(new Date(2026, 10, 22, 20))).toEqual(["tomorrow", "fortnight"]);
  expect(laterTimes(new Date(2026, 10, 23, 9)).find((l) => l.id === "monday")?.at).toBe(new Date(2026, 10, 30, 9).toISOString());
});

test("without a time a task is due when the day's work is over", () => {
  expect(dueOf({ date: "2026-11-25", time: "" })).toBe(new Date(2026, 10, 25, 18).toISOString());
  expect(dueOf({ date: "", time: "10:00" })).toBe("");
});
