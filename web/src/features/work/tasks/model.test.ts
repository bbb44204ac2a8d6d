import { expect, test } from "vitest";
import { dueText, nearness } from "./model";

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
