import { describe, expect, test } from "vitest";
import { elapsed, lateDays, milestoneStep, nextStep, plannedShare, signed, soon } from "./model";
import type { Milestone, Project } from "./types";

const milestone = (over: Partial<Milestone>): Milestone => ({ id: "m", key: "", state: "planned", weight: 1, planned_on: "2026-01-01", forecast_on: "2026-01-01", actions: [], ...over }) as Milestone;
const project = (over: Partial<Project>): Project => ({ state: "executing", actions: [], gate: [], milestones: [], ...over }) as Project;

describe("days behind the baseline", () => {
  test.each([
    ["none without a baseline", { baseline_finish: "", forecast_finish: "2026-12-01", completed_on: "" }, 0],
    ["none ahead of it", { baseline_finish: "2026-11-30", forecast_finish: "2026-11-20", completed_on: "" }, 0],
    ["of the forecast", { baseline_finish: "2026-11-16", forecast_finish: "2026-11-25", completed_on: "" }, 9],
    ["of the completion once there is one", { baseline_finish: "2026-11-16", forecast_finish: "2026-11-25", completed_on: "2026-11-18" }, 2],
  ])("%s", (_, dates, days) => expect(lateDays(dates)).toBe(days));
});

test("contract time counts calendar days, the first one included, and stops at completion", () => {
  const p = { commenced_on: "2026-03-01", baseline_finish: "2026-03-31", completed_on: "" };
  expect(elapsed(p, "2026-03-01")).toEqual({ day: 1, all: 31 });
  expect(elapsed(p, "2026-04-02")).toEqual({ day: 33, all: 31 });
  expect(elapsed({ ...p, completed_on: "2026-03-20" }, "2026-06-01")).toEqual({ day: 20, all: 31 });
  expect(elapsed({ ...p, commenced_on: "" }, "2026-04-02")).toBeNull();
});

test("the plan's share is that of the weights due by the day", () => {
  const all = [milestone({ weight: 30, planned_on: "2026-03-01" }), milestone({ weight: 70, planned_on: "2026-09-01" })];
  expect(plannedShare(all, "2026-03-01")).toBeCloseTo(0.3);
  expect(plannedShare(all, "2026-02-28")).toBe(0);
  expect(plannedShare([], "2026-03-01")).toBeNull();
});

describe("the next step", () => {
  test("of planning is what the start still asks for", () => {
    const p = project({ state: "planning", actions: ["ready"], gate: [{ code: "contract_in_force", met: true }, { code: "handover_signed", met: false }] });
    expect(nextStep(p)).toEqual({ kind: "need", code: "handover_signed" });
  });
  test("of planning without anything missing is to be ready, for who may", () => {
    const gate: Project["gate"] = [{ code: "contract_in_force", met: true }];
    expect(nextStep(project({ state: "planning", actions: ["ready"], gate }))).toEqual({ kind: "verb", verb: "ready" });
    expect(nextStep(project({ state: "planning", gate }))).toEqual({ kind: "none" });
  });
  test("of the works is the first milestone where something can be done", () => {
    const first = milestone({ id: "1", state: "confirmed", actions: [] });
    const second = milestone({ id: "2", state: "reached", actions: ["link"] });
    const third = milestone({ id: "3", actions: ["reach"] });
    expect(nextStep(project({ actions: ["accept"], milestones: [first, second, third] }))).toEqual({ kind: "milestone", step: { milestone: second, verb: "link" } });
  });
  test("of finished works is acceptance, which the completion acceptance does not hold up", () => {
    const works = milestone({ id: "1", state: "deemed_confirmed" });
    const last = milestone({ id: "2", key: "completion_acceptance", actions: ["reach"] });
    expect(nextStep(project({ actions: ["accept"], milestones: [works, last] }))).toEqual({ kind: "verb", verb: "accept" });
    expect(nextStep(project({ actions: ["accept"], milestones: [last] }))).toEqual({ kind: "milestone", step: { milestone: last, verb: "reach" } });
  });
  test("of acceptance is its open milestone, then the completion", () => {
    const last = milestone({ key: "completion_acceptance", state: "reached", actions: ["link"] });
    expect(nextStep(project({ state: "accepting", actions: ["complete"], milestones: [last] })).kind).toBe("milestone");
    expect(nextStep(project({ state: "accepting", actions: ["complete"] }))).toEqual({ kind: "verb", verb: "complete" });
  });
  test("is with the contract while that rests", () => {
    expect(nextStep(project({ state: "suspended", contract_hold: "halted", actions: ["resume"] }))).toEqual({ kind: "need", code: "contract_in_force" });
    expect(nextStep(project({ state: "suspended", actions: ["resume"] }))).toEqual({ kind: "verb", verb: "resume" });
  });
  test("is nothing where the reader may do nothing", () => expect(nextStep(project({ state: "warranty" }))).toEqual({ kind: "none" }));
});

test("what was minded comes before asking, asking before reporting", () => {
  expect(milestoneStep([milestone({ state: "rejected", actions: ["rectify", "reach"] })])?.verb).toBe("rectify");
  expect(milestoneStep([milestone({ state: "reached", actions: ["link", "reach"] })])?.verb).toBe("link");
  const [waiting, reached, minded] = [milestone({ id: "w", state: "awaiting_customer", actions: ["link", "remind"] }), milestone({ id: "r", state: "reached", actions: ["link"] }), milestone({ id: "x", state: "rejected", actions: ["rectify"] })];
  expect([[waiting, reached, minded], [waiting, reached], [waiting]].map((all) => milestoneStep(all)).map((s) => `${s?.milestone.id} ${s?.verb}`)).toEqual(["x rectify", "r link", "w remind"]);
  expect(milestoneStep([milestone({ state: "confirmed", actions: ["link"] })])).toBeNull();
});

test("what is due soon includes the overdue and leaves out the settled", () => {
  const all = [milestone({ id: "far", forecast_on: "2026-12-07" }), milestone({ id: "edge", forecast_on: "2026-12-06" }), milestone({ id: "past", forecast_on: "2026-11-01" }), milestone({ id: "done", forecast_on: "2026-11-23", state: "confirmed" })];
  expect(soon(all, "2026-11-22").map((m) => m.id)).toEqual(["past", "edge"]);
});

test("a change shows its sign", () => {
  expect([3, -3, 0].map((n) => signed(n, String))).toEqual(["+3", "−3", "0"]);
});
