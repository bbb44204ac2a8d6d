import { describe, expect, test } from "vitest";
import { readQuery, writeQueryFilters } from "../../../ui/dataview/model";
import { EMPTY_FORM, formFaults, inputOf } from "./form";
import { boardParams, dropOn, dueTone, moveCard, mostUrgent, nextStep, quarterOf, ringOf, showsOpen, statusTone, viewFilters, wayOf } from "./model";
import type { Board, Card, Criterion, Interval, Opportunity } from "./types";

const money = (amount: number) => ({ amount, currency: "CNY" });
const card = (over: Partial<Card>): Card => ({ id: "a", stage: "negotiation", outcome: "open", on_hold: false, actions: ["advance", "regress"], amount: money(100), weighted: money(30), ...over }) as Card;

describe("dropping a card", () => {
  test("one stage on or back, with the right to it", () => {
    expect(dropOn(card({}), "negotiation")).toBe("stay");
    expect(dropOn(card({}), "quotation")).toBe("advance");
    expect(dropOn(card({}), "intent")).toBe("regress");
    expect(dropOn(card({}), "signing")).toBe("far");
    expect(dropOn(card({ actions: ["advance"] }), "intent")).toBe("right");
    expect(dropOn(card({ on_hold: true }), "quotation")).toBe("hold");
  });

  const column = (stage: Card["stage"], cards: Card[]) => ({ stage, cards, count: cards.length, amount: money(cards.reduce((s, c) => s + c.amount.amount, 0)), weighted: money(cards.reduce((s, c) => s + c.weighted.amount, 0)), conversion: null });
  const board = { columns: [column("intent", [card({ id: "x", stage: "intent" })]), column("negotiation", [card({}), card({ id: "b", amount: money(7) })])], total: { count: 3, amount: money(207), weighted: money(90) } } as unknown as Board;

  test("moves counts and sums with the card, and the total stays", () => {
    const moved = moveCard(board, "x", "negotiation");
    expect(moved.columns.map((c) => [c.count, c.amount.amount, c.cards.map((k) => k.id)])).toEqual([[0, 0, []], [3, 207, ["x", "a", "b"]]]);
    expect(moved.total).toEqual(board.total);
    expect(moved.columns[1]?.cards[0]?.stage).toBe("negotiation");
  });

  test("an unknown card or its own column changes nothing", () => {
    expect(moveCard(board, "nobody", "intent")).toBe(board);
    expect(moveCard(board, "x", "intent")).toBe(board);
  });
});

const now = new Date(2026, 10, 20, 17, 42).getTime();
const item = (code: string, due?: string, holder = "me"): Criterion => ({ code, since: "2026-11-01T00:00:00Z", ...(due ? { due_at: due } : {}), holder: { id: holder, name: holder } });
const opportunity = (over: Partial<Opportunity>): Opportunity => ({ outcome: "open", stage: "intent", on_hold: false, actions: ["update", "advance"], gate: { to: "negotiation", missing: [], met: [] }, ...over }) as Opportunity;

describe("the next step", () => {
  test("what is due first comes first, without a date last", () => {
    expect(mostUrgent([item("iron_triangle"), item("needs_report", "2026-11-22T00:00:00Z"), item("x", "2026-11-21T00:00:00Z")])?.code).toBe("x");
    expect(mostUrgent([])).toBeUndefined();
  });
  test.each([
    ["advance", opportunity({})],
    ["remedy", opportunity({ gate: { to: "negotiation", missing: [item("needs_report")], met: [] } })],
    ["urge", opportunity({ gate: { to: "signing", missing: [item("quote_accepted", undefined, "wu")], met: [] } })],
    ["urge", opportunity({ stage: "signing", gate: { to: "won", missing: [item("contract_in_force", undefined, "wu")], met: [] } })],
    ["remedy", opportunity({ gate: { to: "signing", missing: [item("quote_accepted")], met: [] } })],
    ["remedy", opportunity({ gate: { to: "negotiation", missing: [item("iron_triangle", undefined, "wu")], met: [] } })],
    ["log", opportunity({ gate: { to: "signing", missing: [item("something_new")], met: [] } })],
    ["resume", opportunity({ on_hold: true, actions: ["resume"] })],
    ["reopen", opportunity({ outcome: "lost", actions: ["reopen"] })],
    ["none", opportunity({ outcome: "won", actions: [] })],
  ] as const)("is to %s", (kind, o) => expect(nextStep(o, { id: "me" }).kind).toBe(kind));
});

describe("the way through the stages", () => {
  const stay = (stage: string, days: number, usual: number | null = null): Interval => ({ stage, seconds: days * 86_400, entered_at: "2026-09-08T00:00:00Z", left_at: null, usual_days: usual, verb: "", reason: "", actor: { id: "", name: "" } });
  test("adds up all stays in a stage and never calls a running one done", () => {
    const way = wayOf({ stage: "quotation", outcome: "open" }, [stay("intent", 16), stay("negotiation", 30), stay("negotiation", 6), stay("quotation", 40, 18)]);
    expect(way.map((l) => [l.state, l.days])).toEqual([["done", 16], ["done", 36], ["here", 40], ["ahead", 0]]);
    expect(way[2]?.share).toBe(0.92);
    expect(wayOf({ stage: "signing", outcome: "won" }, []).every((l) => l.state === "done")).toBe(true);
  });
  test("the ring fills by stage and shows how it ended", () => expect([ringOf({ stage: "intent", outcome: "open" }), ringOf({ stage: "signing", outcome: "open" }), ringOf({ stage: "signing", outcome: "lost" })]).toEqual([0, 3, "lost"]));
});

describe("marks of time", () => {
  const inHours = (h: number): string => new Date(now + h * 3_600_000).toISOString();
  test("an item alarms four hours before its time and warns two days before", () => expect([-1, 3, 5, 47, 49].map((h) => dueTone(inHours(h), now))).toEqual(["bad", "bad", "warn", "warn", "mute"]));
  test("a task presses on its day only", () => {
    const task = (h: number) => statusTone({ kind: "task", code: "", title: "", due_at: inHours(h), holder: { id: "", name: "" } }, now);
    expect([-1, 3, 20].map(task)).toEqual(["bad", "warn", "mute"]);
  });
  test("a quarter ends on its last day", () => expect([quarterOf(new Date(2026, 10, 20)), quarterOf(new Date(2028, 1, 29))]).toEqual([["2026-10-01", "2026-12-31"], ["2028-01-01", "2028-03-31"]]));
});

describe("views and the address", () => {
  const views = viewFilters({ id: "u1" }, new Date(2026, 10, 20));
  const specs = [{ id: "open", title: "", filters: views.open }, { id: "quarter", title: "", filters: views.quarter }];
  const fields = ["outcome", "stage", "expected_sign_date", "owner_id"].map((field) => ({ field, title: "", kind: "enum" as const }));
  test("a figure of the board opens the list of its stage, still open ones only", () => {
    expect(readQuery({ stage: "signing" }, specs, fields, []).query.filters).toEqual([{ field: "outcome", op: "in", values: ["open"] }, { field: "stage", op: "in", values: ["signing"] }]);
    expect(readQuery({ outcome: "won,lost" }, specs, fields, []).query.filters).toEqual([{ field: "outcome", op: "in", values: ["won", "lost"] }]);
  });
  test("filters added to a view are written and read back", () => {
    const view = specs[1];
    if (!view) throw new Error("no view");
    const added = [...view.filters, { field: "owner_id", op: "in" as const, values: ["u1", "u2"] }];
    const address = writeQueryFilters({ view: "quarter" }, added, view);
    expect(address).toEqual({ view: "quarter", owner_id: "u1,u2" });
    expect(readQuery(address, specs, fields, []).query.filters).toEqual(added);
  });
});

describe("the form", () => {
  const filled = { ...EMPTY_FORM, customer: { id: "c1", name: "甬江" }, name: " 甬江冷链 ", amount: 100, expected: "2026-12-31", source: "referral" };
  test("names every empty field that is needed", () => {
    expect(Object.keys(formFaults(EMPTY_FORM))).toEqual(["customer", "name", "amount", "expected", "source"]);
    expect(formFaults(filled)).toEqual({});
    expect(formFaults({ ...filled, amountValid: false, tenderTime: "09:30" })).toEqual({ amount: "opportunities.fault.amountInvalid", tender: "opportunities.fault.tender" });
  });
  test("sends a tender only with its date", () => {
    expect(inputOf(filled)).not.toHaveProperty("tender_at");
    expect(inputOf({ ...filled, tenderDate: "2026-12-10", tenderTime: "09:30" })).toMatchObject({ name: "甬江冷链", amount: { amount: 100, currency: "CNY" }, tender_at: new Date(2026, 11, 10, 9, 30).toISOString() });
  });
});

test("the board is asked what the list is asked, without an order; all that is open without a word", () => {
  const open = { field: "outcome", op: "in" as const, values: ["open"] };
  const dear = { field: "amount", op: "gte" as const, values: ["100"] };
  const sort = [{ field: "amount", desc: true }];
  expect(boardParams({ q: "", filters: [open], sort })).toEqual({});
  expect(boardParams({ q: " 智造 ", filters: [open, dear], sort })).toEqual({ q: "智造", "amount.gte": "100" });
  expect(boardParams({ q: "", filters: [{ ...open, values: ["won"] }], sort })).toEqual({ outcome: "won" });
  expect([showsOpen([open, dear]), showsOpen([dear]), showsOpen([{ ...open, values: ["won", "lost"] }])]).toEqual([true, true, false]);
});
