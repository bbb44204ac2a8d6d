import { expect, test } from "vitest";
import { byTime, draftFaults, draftOf, inputOf } from "./model";

const now = new Date(2026, 10, 20, 17, 42);
const record = { kind: "opportunity", id: "o1" };

test("a call needs words only, and sends nothing about time", () => {
  const draft = { ...draftOf({ kind: "call" }, now), text: " 客户同意分两段移交 " };
  expect(draftFaults({ ...draft, text: " " }, now)).toEqual(["text"]);
  expect(draftFaults(draft, now)).toEqual([]);
  expect(inputOf(draft, record, "c1")).toEqual({ ref: record, customer_id: "c1", kind: "call", text: "客户同意分两段移交" });
});

test("a first visit sends its end, which starts the clock", () => {
  const draft = { ...draftOf({ kind: "visit", firstVisit: true }, now), text: "首访" };
  expect(draftFaults(draft, now)).toEqual([]);
  expect(inputOf(draft, record, undefined)).toMatchObject({ first_visit: true, ended_at: now.toISOString() });
  expect(inputOf({ ...draft, kind: "call" }, record, undefined)).not.toHaveProperty("first_visit");
});

test("a visit ends after it began and not in the future", () => {
  const draft = { ...draftOf({ kind: "visit" }, now), text: "踏勘" };
  expect(draftFaults({ ...draft, to: draft.from }, now)).toEqual(["times"]);
  expect(draftFaults({ ...draft, date: "" }, now)).toEqual(["times"]);
  expect(draftFaults({ ...draft, to: "23:59" }, now)).toEqual(["future"]);
});

test("a next step and its date come together", () => {
  const draft = { ...draftOf({ kind: "note" }, now), text: "记录" };
  expect(draftFaults({ ...draft, nextStep: "踏勘" }, now)).toEqual(["nextDate"]);
  expect(draftFaults({ ...draft, nextDate: "2026-11-25" }, now)).toEqual(["nextStep"]);
  expect(inputOf({ ...draft, nextStep: "踏勘", nextDate: "2026-11-25", nextTime: "10:00" }, record, undefined)).toMatchObject({ next_step: "踏勘", next_at: new Date(2026, 10, 25, 10).toISOString() });
});

test("a story is one list by time", () => {
  expect(byTime([{ at: "2026-11-01T00:00:00Z" }], [{ at: "2026-11-03T00:00:00+08:00" }, { at: "2026-11-02T00:00:00Z" }]).map((e) => e.at.slice(8, 10))).toEqual(["03", "02", "01"]);
});

test("whom one met goes with a visit or a meeting, and with nothing else", () => {
  const draft = { ...draftOf({ kind: "visit" }, new Date("2026-11-22T08:00:00Z"), "谈了进度"), met: ["k1"] };
  const record = { kind: "customer", id: "c1" };
  expect(inputOf(draft, record, undefined).contact_ids).toEqual(["k1"]);
  expect(inputOf({ ...draft, kind: "call" }, record, undefined).contact_ids).toBeUndefined();
});

test("a visit may be logged at any hour", () => {
  for (const [hour, minute] of [[0, 0], [0, 33], [0, 59], [1, 0], [23, 59]] as const) {
    const at = new Date(2026, 10, 20, hour, minute, 30);
    expect(draftFaults({ ...draftOf({ kind: "visit" }, at), text: "踏勘" }, at)).toEqual([]);
  }
});
