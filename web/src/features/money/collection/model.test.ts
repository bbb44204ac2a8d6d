import { expect, it } from "vitest";
import { lapsesSoon, levelTone, needsOf, verbsOf, viewFilters } from "./model";

it("shows only what the reader may do, in the same order", () => expect(verbsOf({ actions: ["write-off", "step", "promise", "reveal"] })).toEqual(["step", "promise", "write-off"]));
it("asks for a paper before a court, and for a day and an amount in a promise", () => {
  expect(needsOf("legal")).toContain("paper");
  expect(needsOf("promise")).toEqual(["day", "money"]);
});
it("gets louder level by level", () => expect([1, 2, 3, 4].map(levelTone)).toEqual(["accent", "warn", "bad", "bad"]));
it("warns half a year before a claim lapses, and not a day earlier", () => {
  expect(lapsesSoon("2027-05-19", "2026-11-20")).toBe(true);
  expect(lapsesSoon("2027-05-20", "2026-11-20")).toBe(false);
  expect(lapsesSoon("", "2026-11-20")).toBe(false);
});
it("keeps the closed out of what is open", () => expect(viewFilters({ id: "x" }).mine).toEqual([{ field: "closed", op: "in", values: ["false"] }, { field: "assignee_id", op: "in", values: ["x"] }]));
