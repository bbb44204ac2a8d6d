import { describe, expect, it } from "vitest";
import { asidesOf, clocksOf, nameOf, nextClock, severityTone, stateTone, stepsOf, viewFilters, wayOf } from "./model";
import type { Complaint } from "./types";

const told = { state: "open", severity: "s3", round: 1, created_at: "2026-11-21T00:00:00Z", respond_by: "2026-11-21T08:00:00Z", resolve_by: "2026-11-28T00:00:00Z", responded_at: null, answered_at: null, closed_at: null, late: { response: true, remedy: false } } as unknown as Complaint;

describe("the clocks", () => {
  it("run from when it was told: 8 hours to answer and 7 days to mend an S3, reminding at half time", () => {
    const [respond, resolve] = clocksOf(told);
    expect(respond).toEqual({ id: "respond", from: "2026-11-21T00:00:00.000Z", to: told.respond_by, done: null, late: true, marks: [4] });
    expect(resolve).toMatchObject({ id: "resolve", from: "2026-11-21T00:00:00.000Z", done: null, late: false, marks: [84] });
    expect(clocksOf({ ...told, severity: "s1", respond_by: "2026-11-21T01:00:00Z" })[0]?.marks).toEqual([]);
  });
  it("are as long as the group set them", () => expect(clocksOf({ ...told, respond_by: "2026-11-21T02:00:00Z" })[0]).toMatchObject({ from: "2026-11-21T00:00:00.000Z", marks: [1] }));
  it("hand over: first the answer, then the remedy, then nothing", () => {
    const answered = { ...told, responded_at: "2026-11-21T03:00:00Z" };
    expect([told, answered, { ...answered, answered_at: "2026-11-22T00:00:00Z" }].map((c) => nextClock(c)?.id)).toEqual(["respond", "resolve", undefined]);
  });
  it("count only the remedy from the second round on", () => expect(clocksOf({ ...told, round: 2 }).map((k) => k.id)).toEqual(["resolve"]));
});

describe("the way", () => {
  it("says what is done, where it stands and what is ahead", () => {
    const way = wayOf({ ...told, state: "investigating", responded_at: "2026-11-21T03:00:00Z" });
    expect(way.map((l) => l.is)).toEqual(["done", "done", "here", "ahead", "ahead", "ahead"]);
    expect(way.map((l) => l.at)).toEqual([told.created_at, "2026-11-21T03:00:00Z", null, null, null, null]);
  });
  it("is done to its end once closed", () => expect(new Set(wayOf({ ...told, state: "closed" }).map((l) => l.is))).toEqual(new Set(["done"])));
  it("begins where it was opened again", () => expect(wayOf({ ...told, state: "reopened", round: 2 })[0]).toEqual({ state: "reopened", at: null, is: "here" }));
});

it("offers what the reader may do, the next step before the rest", () => {
  const c = { actions: ["assign", "improve", "reopen", "close"] };
  expect([stepsOf(c), asidesOf(c)]).toEqual([["close"], ["reopen", "improve", "assign"]]);
  expect([nameOf("reopen", { state: "awaiting_customer" }), nameOf("reopen", { state: "closed" }), nameOf("close", { state: "closed" })]).toEqual(["reopen", "again", "close"]);
});
it("is alarmed by the two worst severities and by who comes back", () => {
  expect((["s1", "s2", "s3", "s4"] as const).map(severityTone)).toEqual(["bad", "bad", "warn", "mute"]);
  expect([stateTone("open"), stateTone("reopened"), stateTone("closed")]).toEqual(["warn", "bad", "ok"]);
});
it("keeps what is closed out of what is mine", () => expect(viewFilters({ id: "x" }).mine).toEqual([{ field: "state", op: "in", values: expect.not.arrayContaining(["closed"]) }, { field: "handler_id", op: "in", values: ["x"] }]));
