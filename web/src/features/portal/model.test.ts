import { describe, expect, test } from "vitest";
import { Problem } from "../../lib/problem";
import { portalAddress } from "./address";
import { readDraft, keepDraft, dropDraft } from "./draft";
import { answerOf, caption, draftFaults, isPicture, markOf, NOTHING, outcomeOf, troubleOf } from "./model";
import type { PortalView, Step } from "./types";

describe("an address", () => {
  test.each([
    ["/m/AQVr-Mda_1", { page: "m", token: "AQVr-Mda_1" }],
    ["/m/abc/", { page: "m", token: "abc" }],
    ["/m/", null],
    ["/m/a/b", null],
    ["/x/abc", null],
    ["/milestones/abc", null],
  ])("%s", (path, found) => expect(portalAddress(path)).toEqual(found));
});

describe("an answer", () => {
  test("that confirms asks for nothing", () => expect(draftFaults("confirm", NOTHING)).toEqual({}));
  test("with remarks asks for stars and words", () => {
    expect(draftFaults("confirm_with_remarks", { score: 0, text: " " })).toEqual({ score: "portal.fault.score", text: "portal.fault.text" });
    expect(draftFaults("confirm_with_remarks", { score: 1, text: "x" })).toEqual({});
  });
  test("that rejects asks for words alone", () => {
    expect(Object.keys(draftFaults("reject", NOTHING))).toEqual(["text"]);
    expect(draftFaults("reject", { score: 0, text: "x" })).toEqual({});
  });
  test("says what was shown, and leaves out what was not given", () => {
    expect(answerOf("confirm", NOTHING, "h")).toEqual({ action: "confirm", content_hash: "h" });
    expect(answerOf("reject", { score: 2, text: " no " }, "h")).toEqual({ action: "reject", content_hash: "h", score: 2, text: "no" });
  });
});

test("pictures are those that every browser draws", () => {
  expect(["image/jpeg", "image/png", "application/pdf", "image/tiff", "image/svg+xml"].map((type) => isPicture({ type }))).toEqual([true, true, false, false, false]);
  expect([caption("K0+620.jpg"), caption("a.b")]).toEqual(["K0+620", "a"]);
});

test("a step is done, asked, answered or ahead", () => {
  const step = (over: Partial<Step>): Step => ({ name: "", on: "", confirmed: false, asked: false, ...over });
  expect([markOf(step({ confirmed: true, asked: true }), false), markOf(step({ asked: true }), true), markOf(step({ asked: true }), false), markOf(step({}), true)]).toEqual(["done", "asked", "answered", "ahead"]);
});

test("a closed question says what it came to", () => {
  const of = (state: PortalView["milestone"]["state"]) => outcomeOf({ milestone: { state } as PortalView["milestone"] });
  expect((["confirmed", "deemed_confirmed", "confirmed_with_remarks", "rejected", "rectifying", "awaiting_customer"] as const).map(of)).toEqual(["confirmed", "deemed", "remarks", "rejected", "again", "again"]);
});

test("trouble is told by its code", () => {
  const of = (status: number, code: string) => troubleOf(new Problem(status, code, ""));
  expect([of(404, "portal.not_found"), of(409, "portal.changed"), of(409, "portal.answered"), of(403, "portal.own_people"), of(0, "network.unreachable"), of(429, "rate"), troubleOf(new Error("x"))]).toEqual(["gone", "changed", "answered", "ours", "offline", "other", "other"]);
});

test("what was typed is kept on the device until it was answered", () => {
  keepDraft("t1", { score: 4, text: "kerb" });
  expect(readDraft("t1")).toEqual({ score: 4, text: "kerb" });
  expect(readDraft("t2")).toEqual(NOTHING);
  dropDraft("t1");
  expect(readDraft("t1")).toEqual(NOTHING);
  localStorage.setItem("gongqiao.portal.t3", "{");
  expect(readDraft("t3")).toEqual(NOTHING);
});
