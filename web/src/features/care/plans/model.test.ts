import { expect, it } from "vitest";
import { doneSteps, draftFaults, hoursLeft, inputOf, lacks, severityTone, verbsOf, viewFilters, withStep } from "./model";
import type { Plan } from "./types";

const step = { text: "复测", owner_id: "p1", due_on: "2026-11-26", done_on: "" };
const plan = { title: "返修", root_cause: "漏焊", metric: "闭水", state: "executing", resolve_by: "2026-11-22T10:00:00Z", steps: [step, { ...step, text: "回访", done_on: "2026-11-20" }], actions: ["verify", "update"] } as unknown as Plan;

it("counts the hours until it must be resolved, and none once it ended", () => {
  const now = Date.parse("2026-11-22T08:30:00Z");
  expect(hoursLeft(plan, now)).toBe(1);
  expect(hoursLeft(plan, now + 3 * 3_600_000)).toBe(-2);
  expect(hoursLeft({ ...plan, state: "closed" }, now)).toBeNull();
});
it("offers only what the reader may do, in the order of the way", () => expect(verbsOf({ actions: ["fail", "update", "close"] })).toEqual(["close", "fail"]));
it("says what an approver would miss", () => expect(lacks({ root_cause: "", metric: "x", steps: [] })).toEqual(["root_cause", "steps"]));
it("marks one step and leaves the others as they are", () => {
  const sent = withStep(plan, 0, "2026-11-22");
  expect(sent.steps?.map((s) => s.done_on)).toEqual(["2026-11-22", "2026-11-20"]);
  expect(withStep(plan, 1, "").steps?.[1]).toEqual({ text: "回访", owner_id: "p1", due_on: "2026-11-26" });
  expect(doneSteps(plan)).toBe(1);
});
it("names each fault at its step", () => {
  const draft = { title: " ", root_cause: "", metric: "", steps: [{ text: "", owner_id: "", due_on: "2026-11-26", done_on: "" }] };
  expect(draftFaults(draft)).toEqual({ title: "plans.fault.title", "steps[0].text": "plans.fault.step", "steps[0].owner_id": "plans.fault.person" });
  expect(draftFaults({ ...draft, title: "返修", steps: [step] })).toEqual({});
  expect(inputOf({ ...draft, title: " 返修 ", steps: [step] }).title).toBe("返修");
});
it("is alarmed by the two worst severities", () => expect((["s1", "s2", "s3", "s4"] as const).map(severityTone)).toEqual(["bad", "bad", "warn", "mute"]));
it("keeps what ended out of what is mine", () => expect(viewFilters({ id: "x" }).mine[0]?.values).not.toContain("closed"));
