import { describe, expect, test } from "vitest";
import { blankLine } from "./bill";
import { amountsInput, confirmationOf, estimateOf, missingCosts, nextOf, offersOf, placeOf, previousOf, leastOf } from "./model";
import type { Quote, Row, State } from "./types";

const quote = (state: State, ...actions: string[]) => ({ state, actions, lines: 3 });
const holds = (...permissions: string[]) => ({ permissions: Object.fromEntries(permissions.map((p) => [p, "own"])) }) as never;

describe("the next step", () => {
  test.each([
    ["a draft is submitted", quote("draft", "update", "submit"), holds(), "submit"],
    ["not while it is empty", { ...quote("draft", "submit"), lines: 0 }, holds(), "none"],
    ["a reviewer reviews", quote("reviewing", "tech_review", "withdraw"), holds(), "tech_review"],
    ["an author waits", quote("reviewing", "withdraw", "revise"), holds(), "none"],
    ["whoever decides goes to his inbox", quote("approving"), holds("approval:decide"), "decide"],
    ["others wait", quote("approving", "withdraw"), holds("contract:create"), "none"],
    ["an approved one is sent", quote("approved", "send", "revise"), holds(), "send"],
    ["an accepted one becomes a contract", quote("accepted"), holds("contract:create"), "contract"],
    ["a refused one is revised", quote("rejected", "revise"), holds(), "revise"],
    ["a sent one is not, unless asked", quote("sent", "revise"), holds(), "none"],
  ] as const)("%s", (_, q, me, next) => expect(nextOf({ ...q, actions: [...q.actions] }, me)).toBe(next));
});

describe("a confirmation", () => {
  const reviews = [
    { part: "technical", passed: false, counts: false, at: "2026-11-01", hash: "aa" },
    { part: "technical", passed: true, counts: true, at: "2026-11-02", hash: "bb" },
    { part: "finance", passed: true, counts: false, at: "2026-11-03", hash: "aa" },
  ] as Quote["reviews"];
  const q = { reviews, technical: { status: "passed", by: { id: "1", name: "Q" } }, finance: { status: "none", by: null as never } } as const;
  test("says who passed which content", () => expect(confirmationOf(q, "technical")).toEqual({ status: "passed", by: "Q", at: "2026-11-02", hash: "bb" }));
  test("that an edit voided is none", () => expect(confirmationOf(q, "finance")).toMatchObject({ status: "none", by: "" }));
});

describe("an estimate", () => {
  test("leaves a margin of the net price", () => expect(estimateOf({ labour: 300, material: 500, machinery: 88 }, 1000)).toEqual({ cost: 888, margin: 0.112 }));
  test("may eat it up", () => expect(estimateOf({ labour: 1100 }, 1000).margin).toBe(-0.1));
  test("of nothing has none", () => expect(estimateOf({}, 1000)).toEqual({ cost: 0, margin: null }));
  test("needs three parts, zero or not", () => expect(missingCosts({ labour: 0, material: null })).toEqual(["material", "machinery"]));
  test("is sent as money, and what is empty is not", () => expect(amountsInput({ labour: 0, material: 5, risk: null })).toEqual({ labour: { amount: 0, currency: "CNY" }, material: { amount: 5, currency: "CNY" } }));
});

test("a refused field is found in the bill", () => {
  const lines = [blankLine("a", "0.09"), { ...blankLine("b", "0.09"), category: "measures" as const }, blankLine("c", "0.09")];
  expect(placeOf({ path: "body.lines[2].unit", code: "required" }, lines)).toMatchObject({ line: { id: "c" }, tab: "measured", number: 2, field: "unit" });
  expect(placeOf({ path: "lines[1].ratio", code: "required" }, lines)).toMatchObject({ tab: "measures", number: 1 });
  expect(placeOf({ path: "lines", code: "required" }, lines)).toBeNull();
  expect(placeOf({ path: "lines[9].unit", code: "required" }, lines)).toBeNull();
});

test("a revision is compared with the one before it", () => {
  const row = (revision: number) => ({ id: `q${revision}`, revision }) as Row;
  expect(previousOf(row(3), [row(3), row(1), row(2)])?.id).toBe("q2");
  expect(previousOf(row(1), [row(1)])).toBeUndefined();
});

test("shows an offer by its newest revision, with those before it", () => {
  const row = (id: string, number: string, revision: number): Row => ({ id, number, revision }) as Row;
  const offers = offersOf([row("a1", "A", 1), row("b1", "B", 1), row("a3", "A", 3), row("a2", "A", 2)]);
  expect(offers.map((o) => [o.newest.id, o.before.map((b) => b.id)])).toEqual([["a3", ["a2", "a1"]], ["b1", []]]);
});

describe("the least margin", () => {
  test("judges what lies below it, for those who see it", () => {
    const known = leastOf({ least_margin: "0.08" });
    expect([known.text, known.thin(0.0799), known.thin(0.08), known.thin(null), leastOf({ least_margin: null }).thin(-1)]).toEqual(["8.0%", true, false, false, false]);
  });
});
