import { describe, expect, test } from "vitest";
import { isBeyond, itemForm, itemInput, nextStep, placeOf, refusalFault, refusalsOf, scoreWith, sectionPoints, shortestWay, staffFault, statementChanged, unsigned } from "./model";
import type { Handover, Item, Section, Signature } from "./types";

const item = (key: string, counts: boolean, over: Partial<Item> = {}): Item => ({ key, by: "field", counts, lacks: counts ? "" : "absent", gain: 0, text: "", on: "", confirmed_by: null, confirmed_on: "", document: null, person: null, response: "", met_on: "", offer: null, schedule: null, refusal: null, ...over }) as unknown as Item;
const section = (weight: number, ...items: Item[]): Section => ({ key: `s${weight}`, weight, points: 0, present: 0, required: items.length, items });

/** The sections of the reference, with so many pieces of evidence in each. */
function filled(...present: number[]): Section[] {
  const size = [5, 4, 3, 4, 3];
  return [2.5, 2, 1.5, 1.5, 2.5].map((weight, s) => section(weight, ...Array.from({ length: size[s] ?? 0 }, (_, i) => item(`${s}.${i}`, i < (present[s] ?? 0)))));
}

describe("the score, rounded half up once", () => {
  test.each([
    [[4, 3, 1, 2, 1], 5.6],
    [[5, 3, 1, 2, 1], 6.1],
    [[5, 4, 3, 4, 3], 10],
    [[0, 0, 0, 0, 0], 0],
    [[4, 4, 0, 1, 2], 6],
    [[4, 3, 3, 0, 1], 5.8],
  ] as const)("%j", (present, score) => expect(scoreWith(filled(...present), {})).toBe(score));
  test("what is given counts, what is refused does not", () => {
    const s = filled(4, 3, 1, 2, 1);
    expect(scoreWith(s, { given: new Set(["4.1", "0.4"]) })).toBe(6.9);
    expect(scoreWith(s, { refused: new Set(["0.0"]) })).toBe(5.1);
  });
  test("a refusal that is taken back counts again", () => {
    const s = [section(10, item("a", false, { lacks: "refused" }), item("b", true))];
    expect(scoreWith(s, { refused: new Set() })).toBe(10);
    expect(scoreWith(s, { refused: new Set(["a"]) })).toBe(5);
    expect(scoreWith(s, {})).toBe(5);
  });
});

test("the shortest way says what it brings and where it leads", () => {
  const sections = filled(4, 3, 1, 2, 1);
  expect(shortestWay({ score: 5.6, passing: 6, passed: false, sections, missing: [], to_pass: ["4.1"] })).toEqual({ keys: ["4.1"], reached: 6.4, gain: 0.8 });
});

test("points of a section keep two decimals only where they say something", () => {
  expect([2, 0.75, 0.83, 1.5].map(sectionPoints)).toEqual(["2.0", "0.75", "0.83", "1.5"]);
});

const named = (id: string) => ({ id, name: id });
const seat = (role: Signature["role"], id: string, valid: boolean): Signature => ({ role, person: named(id), at: null, valid });
const handover = (over: Partial<Handover>): Handover => ({ state: "draft", actions: [], owner: named("s"), manager: named("m"), technical: named("t"), signatures: [seat("sales", "s", true), seat("project_manager", "m", false), seat("technical", "t", false)], explained: { score: 0, passing: 6, passed: false, sections: [], missing: [], to_pass: [] }, ...over }) as unknown as Handover;

describe("three different people", () => {
  test.each([
    ["manager", { manager: null }],
    ["technical", { technical: null }],
    ["same", { technical: named("s") }],
    [null, {}],
  ] as const)("%s", (fault, over) => expect(staffFault(handover(over as unknown as Partial<Handover>))).toBe(fault));
});

describe("the next step", () => {
  const lacking = { score: 5.6, passing: 6, passed: false, sections: [], missing: [], to_pass: ["end_user", "supervisor"] };
  test("of sales is the technical lead, then the evidence that is missing, then to submit", () => {
    const actions = ["update", "submit"];
    expect(nextStep(handover({ actions, technical: null as never, explained: lacking }), { id: "s" })).toEqual({ kind: "technical" });
    expect(nextStep(handover({ actions, state: "rework", explained: lacking }), { id: "s" })).toEqual({ kind: "fill", key: "end_user", count: 2 });
    expect(nextStep(handover({ actions }), { id: "s" })).toEqual({ kind: "submit" });
  });
  test("of the manager is to take it up, then to score it", () => {
    expect(nextStep(handover({ state: "submitted", actions: ["review", "score"] }), { id: "m" })).toEqual({ kind: "review" });
    expect(nextStep(handover({ state: "scoring", actions: ["score"] }), { id: "m" })).toEqual({ kind: "score" });
  });
  test("of who has not signed is to sign", () => {
    expect(nextStep(handover({ state: "signing", actions: ["sign", "score"] }), { id: "m" })).toEqual({ kind: "sign" });
    expect(nextStep(handover({ state: "signing", actions: ["sign"] }), { id: "s" })).toEqual({ kind: "none" });
    expect(nextStep(handover({ state: "signing", actions: ["sign"] }), { id: "x" })).toEqual({ kind: "none" });
  });
  test("after the signatures is the transition, then its end", () => {
    expect(nextStep(handover({ state: "signed", actions: ["transition"] }), { id: "m" }).kind).toBe("transition");
    expect(nextStep(handover({ state: "transition", actions: ["accept"] }), { id: "m" }).kind).toBe("accept");
  });
  test("is nothing for a reader", () => expect(nextStep(handover({ explained: lacking }), { id: "x" })).toEqual({ kind: "none" }));
});

test("who still has to sign is named", () => expect(unsigned(handover({}))).toEqual(["m", "t"]));

test("evidence is brought about where it lives", () => {
  expect((["document", "statement", "stakeholder", "quote", "schedule"] as const).map((by) => placeOf({ by }))).toEqual(["form", "statement", "contacts", "quotes", "contract"]);
});

describe("what is sent of evidence", () => {
  const form = { ...itemForm(item("x", false)), text: " site ", on: "2026-12-08", confirmedBy: "c", person: "p", response: "", document: { id: "d", name: "a.pdf", sha256: "" } };
  test("is what its kind consists of, and nothing empty", () => {
    expect(itemInput({ key: "a", by: "document" }, form)).toEqual({ key: "a", document_id: "d" });
    expect(itemInput({ key: "b", by: "field" }, form)).toEqual({ key: "b", text: "site" });
    expect(itemInput({ key: "c", by: "date" }, form)).toEqual({ key: "c", on: "2026-12-08", confirmed_by: "c" });
    expect(itemInput({ key: "d", by: "risk" }, form)).toEqual({ key: "d", text: "site", person_id: "p" });
    expect(itemInput({ key: "e", by: "stakeholder" }, form)).toEqual({ key: "e" });
  });
  test("a known person at the customer is not taken for the owner of a risk", () => expect(itemForm(item("x", true, { by: "stakeholder", person: named("c") })).person).toBe(""));
});

test("each refusal says why", () => {
  expect(refusalFault(new Map([["a", "no"], ["b", " x "]]))).toBe("b");
  expect(refusalFault(new Map())).toBeNull();
  const refused = item("a", false, { refusal: { by: named("m"), reason: "differs" } });
  expect([...refusalsOf(handover({ explained: { score: 0, passing: 6, passed: false, missing: [], to_pass: [], sections: [section(10, refused, item("b", true))] } }))]).toEqual([["a", "differs"]]);
});

test("a statement has changed when its words, their order or an answer did", () => {
  const kept = [{ id: "1", text: "A", priority: "must", standard: "", in_contract: true, answer: "", note: "", beyond: false }];
  const typed = { id: "1", text: "A ", priority: "must" as const, in_contract: true };
  expect(statementChanged([typed], kept)).toBe(false);
  expect(statementChanged([{ ...typed, answer: "accepted" }], kept)).toBe(true);
  expect(statementChanged([], kept)).toBe(true);
});

test("what we agreed to beyond the contract needs a change request", () => {
  expect([isBeyond({ in_contract: false, answer: "accepted" }), isBeyond({ in_contract: true, answer: "accepted" }), isBeyond({ in_contract: false, answer: "deferred" })]).toEqual([true, false, false]);
});
