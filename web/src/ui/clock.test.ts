import { expect, test } from "vitest";
import { clockTone, hms, leftUntil, markShares, passed } from "./clock";

const HOUR = 3_600_000;

test("the marks of a 48-hour track stand at 24 and 44 hours", () => {
  expect(markShares(0, 48 * HOUR, [24, 44])).toEqual([0.5, 44 / 48]);
  expect([passed(0, 48 * HOUR, -1), passed(0, 48 * HOUR, 12 * HOUR), passed(0, 48 * HOUR, 60 * HOUR), passed(5, 5, 5)]).toEqual([0, 0.25, 1, 1]);
});

test("calm until the first mark, alarming from the last", () => expect([0, 23.9, 24, 43.9, 44, 60].map((h) => clockTone(0, h * HOUR, [24, 44]))).toEqual(["accent", "accent", "warn", "warn", "bad", "bad"]));

test("a clock runs below two days and says when it is over", () => {
  expect(hms(45 * HOUR + 17 * 60_000 + 40_000)).toBe("45:17:40");
  expect(leftUntil(47 * HOUR, 0)).toMatchObject({ over: false, clock: "47:00:00" });
  expect(leftUntil(19 * 24 * HOUR + 15 * HOUR, 0)).toEqual({ over: false, days: 19, hours: 15 });
  expect(leftUntil(0, 3 * HOUR + 10 * 60_000)).toMatchObject({ over: true, clock: "3:10:00" });
});
