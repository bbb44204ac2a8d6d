import { afterEach, expect, test } from "vitest";
import { dayEdge, formatInstant, formatInstantShort, localDate } from "./format";
import { calendarDate, dateIn, instantIn, setZone, timeIn } from "./zone";

afterEach(() => setZone(undefined));

test("a moment reads in the zone of the company, not of the browser", () => {
  const at = new Date("2026-11-20T17:30:00Z");
  setZone("Asia/Shanghai");
  expect([dateIn(at), timeIn(at), formatInstant(at.toISOString())]).toEqual(["2026-11-21", "01:30", "2026-11-21 01:30"]);
  setZone("America/New_York");
  expect([localDate(at), timeIn(at)]).toEqual(["2026-11-20", "12:30"]);
});

test("a date and time that were typed are meant in that zone", () => {
  setZone("Asia/Shanghai");
  expect(instantIn("2026-11-21", "01:30")).toBe("2026-11-20T17:30:00.000Z");
  expect(dayEdge("2026-11-21", "from")).toBe("2026-11-20T16:00:00.000Z");
  expect(dayEdge("2026-11-21", "to")).toBe("2026-11-21T15:59:59.999Z");
  expect(instantIn("2026-11-21", "")).toBe("2026-11-20T16:00:00.000Z");
  expect([instantIn("", "01:30"), instantIn("2026-02-31x", "01:30"), dayEdge("", "to")]).toEqual(["", "", ""]);
});

test("both sides of a change of the clocks", () => {
  setZone("Europe/Berlin");
  for (const [date, time] of [["2026-03-28", "12:00"], ["2026-03-29", "01:59"], ["2026-03-29", "03:00"], ["2026-10-25", "00:30"], ["2026-10-25", "03:30"], ["2026-07-01", "00:00"]] as const) {
    const at = new Date(instantIn(date, time));
    expect([dateIn(at), timeIn(at)]).toEqual([date, time]);
  }
});

test("the year is left out when it is this one in that zone", () => {
  setZone("Asia/Shanghai");
  const newYear = new Date("2026-12-31T17:00:00Z");
  expect(formatInstantShort("2027-01-01T03:00:00Z", newYear)).toBe("01-01 11:00");
  expect(formatInstantShort("2026-12-31T03:00:00Z", newYear)).toBe("2026-12-31 11:00");
});

test("an unknown zone falls back, an invalid moment is empty, months run over", () => {
  setZone("Nowhere/Land");
  expect(dateIn(new Date(2026, 10, 20, 12))).toBe("2026-11-20");
  expect([dateIn(new Date(Number.NaN)), timeIn(new Date(Number.NaN))]).toEqual(["", ""]);
  expect([calendarDate(2026, 12, 1), calendarDate(2027, 2, 0), calendarDate(2026, 10, 1)]).toEqual(["2027-01-01", "2027-02-28", "2026-11-01"]);
});
