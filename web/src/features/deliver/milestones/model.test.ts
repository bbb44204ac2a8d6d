import { describe, expect, test } from "vitest";
import { datesMoved, emptyForm, formFaults, formOf, inputOf, markOf, signedDays, slip, verbsOf, waiting } from "./model";
import type { Row } from "./types";

const row = (over: Partial<Row>): Row => ({ id: "m", name: "M2", key: "", state: "planned", weight: 10, position: 2, planned_on: "2026-07-10", baseline_on: "2026-07-10", forecast_on: "2026-07-14", actual_on: "", asked_on: "", actions: [], ...over }) as Row;

describe("the mark on the way", () => {
  test.each([
    ["done", { state: "deemed_confirmed" }],
    ["minded", { state: "rectifying" }],
    ["reached", { state: "awaiting_customer" }],
    ["late", { state: "planned", forecast_on: "2026-07-19" }],
    ["ahead", { state: "planned", forecast_on: "2026-07-20" }],
  ] as const)("%s", (mark, over) => expect(markOf(row(over), "2026-07-20")).toBe(mark));
});

test("the slip is against the first plan, by the day that counts", () => {
  expect(slip(row({}))).toBe(4);
  expect(slip(row({ actual_on: "2026-07-08" }))).toBe(-2);
  expect(slip(row({ planned_on: "2026-07-14" }))).toBe(4);
  expect([4, -2, 0].map(signedDays)).toEqual(["+4", "−2", ""]);
});

test("waiting counts from the day of the question", () => {
  expect(waiting(row({ asked_on: "2026-07-18" }), "2026-07-20")).toBe(2);
  expect(waiting(row({}), "2026-07-20")).toBe(0);
});

test("verbs come in the order of use and only where allowed", () => {
  expect(verbsOf(row({ actions: ["update", "remind", "link"] }))).toEqual(["remind", "link"]);
  expect(verbsOf(row({}))).toEqual([]);
});

describe("the form", () => {
  test("a new one stands last, and needs a name and a day", () => {
    const form = emptyForm([row({}), row({ position: 7 })]);
    expect(form.position).toBe(8);
    expect(Object.keys(formFaults(form, null))).toEqual(["name", "planned"]);
    expect(formFaults({ ...form, name: "M9", planned: "2026-12-01" }, null)).toEqual({});
  });
  test.each(["-1", "1001", "1.5", "x"])("weight %s is refused", (weight) => expect(formFaults({ ...formOf(row({})), weight }, null)).toHaveProperty("weight"));
  test.each(["0", "1000"])("weight %s is taken", (weight) => expect(formFaults({ ...formOf(row({})), weight }, null)).toEqual({}));
  test("another date says why", () => {
    const form = { ...formOf(row({})), forecast: "2026-07-20" };
    expect(datesMoved(form, row({}))).toBe(true);
    expect(formFaults(form, row({}))).toHaveProperty("reason");
    expect(formFaults({ ...form, reason: "rain" }, row({}))).toEqual({});
    expect(inputOf({ ...form, reason: " rain " })).toEqual({ name: "M2", key: "", planned_on: "2026-07-10", forecast_on: "2026-07-20", weight: 10, position: 2, reason: "rain" });
  });
  test("an empty forecast is the plan", () => {
    expect(datesMoved({ ...formOf(row({ forecast_on: "2026-07-10" })), forecast: "" }, row({ forecast_on: "2026-07-10" }))).toBe(false);
    expect(inputOf({ ...formOf(row({})), forecast: "" })).not.toHaveProperty("forecast_on");
  });
});
