import { describe, expect, it } from "vitest";
import { entriesOf, isWeekend, marksOf, monthDays, turned, workdays } from "./calendar";

// The notice of 2026, as the trade's reference lists it.
const OFF = ["01-01..01-03", "02-15..02-23", "04-04..04-06", "05-01..05-05", "06-19..06-21", "09-25..09-27", "10-01..10-07"];
const WORK = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"];

describe("a calendar year", () => {
  it("goes to days and back", () => {
    const marks = marksOf(2026, OFF, WORK);
    expect([marks["2026-02-15"], marks["2026-02-23"], marks["2026-02-24"], marks["2026-02-14"]]).toEqual(["off", "off", undefined, "work"]);
    expect([entriesOf(2026, marks, "off"), entriesOf(2026, marks, "work")]).toEqual([OFF, WORK]);
  });
  it("keeps days of a neighbouring year", () => {
    const marks = marksOf(2023, ["2022-12-31..01-02"], []);
    expect(Object.keys(marks)).toEqual(["2022-12-31", "2023-01-01", "2023-01-02"]);
    expect(entriesOf(2023, marks, "off")).toEqual(["2022-12-31..01-02"]);
  });
  it("counts working days", () => {
    expect(workdays(2026, {})).toBe(261);
    expect(workdays(2026, marksOf(2026, OFF, WORK))).toBe(248);
  });
  it("leaves out what is no day", () => expect(marksOf(2026, ["02-30", "x", "05-03..05-01"], [])).toEqual({}));
});

describe("a click", () => {
  it("gives a weekday off and back", () => {
    const off = turned({}, "2026-11-20");
    expect(off).toEqual({ "2026-11-20": "off" });
    expect(turned(off, "2026-11-20")).toEqual({});
  });
  it("takes a weekend day through off and work", () => {
    const off = turned({}, "2026-11-21");
    const work = turned(off, "2026-11-21");
    expect([off, work, turned(work, "2026-11-21")]).toEqual([{ "2026-11-21": "off" }, { "2026-11-21": "work" }, {}]);
  });
});

describe("a month", () => {
  it("begins on Monday", () => {
    const days = monthDays(2026, 2); // 1 February 2026 is a Sunday
    expect([days.slice(0, 7), days.length]).toEqual([[null, null, null, null, null, null, "2026-02-01"], 34]);
    expect(monthDays(2028, 2).at(-1)).toBe("2028-02-29");
  });
  it("knows weekends", () => expect(["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"].map(isWeekend)).toEqual([false, true, true, false]));
});
