import { describe, expect, test } from "vitest";
import { afterLeaving, dueTone, labelParts, reviewTab, spoken, stepState, stepTo } from "./model";
import type { Approval, Entry, Node } from "./types";

const node = (position: number, state: Node["state"]): Node => ({ position, state }) as Node;
const on = (position: number, state: Approval["state"] = "pending") => ({ state, node: node(position, "pending") });

describe("a step", () => {
  test.each([
    [node(1, "approved"), on(2), "done"],
    [node(2, "pending"), on(2), "here"],
    [node(3, "pending"), on(2), "ahead"],
    [node(2, "rejected"), on(2, "rejected"), "refused"],
    [node(3, "skipped"), on(4), "skipped"],
    [node(2, "pending"), on(2, "withdrawn"), "ahead"],
  ] as const)("%#", (step, approval, state) => expect(stepState(step, approval)).toBe(state));
});

test("time presses on the last morning and alarms when it is over", () => {
  const now = Date.parse("2026-11-20T10:00:00Z");
  expect([dueTone("2026-11-20T09:59:00Z", now), dueTone("2026-11-20T17:00:00Z", now), dueTone("2026-11-21T10:00:00Z", now), dueTone(null, now)]).toEqual(["bad", "warn", "mute", "mute"]);
});

test("the inbox goes on with the next item, at the end with the one before", () => {
  expect(afterLeaving(["a", "b", "c"], "b")).toBe("c");
  expect(afterLeaving(["a", "b"], "b")).toBe("a");
  expect(afterLeaving(["a"], "a")).toBeUndefined();
  expect([stepTo(["a", "b"], "a", 1), stepTo(["a", "b"], "b", 1), stepTo(["a", "b"], undefined, 1), stepTo([], "x", -1)]).toEqual(["b", "b", "a", undefined]);
});

test("only words are talk, the newest first", () => {
  const entry = (comment: string): Entry => ({ comment }) as Entry;
  expect(spoken([entry("first"), entry(""), entry("last")]).map((e) => e.comment)).toEqual(["last", "first"]);
});

test("a review leads to where it is written", () => {
  expect([reviewTab({ code: "task.quote_review.finance" }), reviewTab({ code: "task.quote_review.technical" }), reviewTab({ code: "task.contract_review.legal" })]).toEqual(["cost", "reviews", ""]);
});

test("a label is taken apart, and one of another make stays whole", () => {
  expect(labelParts("Q-2026-HL-0012 V1 cold store 2")).toEqual({ number: "Q-2026-HL-0012", revision: "V1", name: "cold store 2" });
  expect(labelParts("JL-2026-EN-0001 lake")).toEqual({ number: "JL-2026-EN-0001", revision: "", name: "lake" });
  expect(labelParts("deeper trench")).toEqual({ number: "", revision: "", name: "deeper trench" });
});
