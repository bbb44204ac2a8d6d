import { expect, it } from "vitest";
import { attitude, figureParams, isPoor, points, salesAverage, scoreTone, steps, viewFilters } from "./model";
import type { Question, Survey } from "./types";

const question = (code: string, weight: number, sales: boolean, kind: Question["kind"] = "scale"): Question => ({ code, kind, sales, weight, zh: code, en: code });

it("draws the line where an improvement plan opens", () => {
  expect([299, 300, 449, 450].map(scoreTone)).toEqual(["bad", "accent", "accent", "ok"]);
  expect([isPoor({ score: 299, complaint: false }), isPoor({ score: 300, complaint: false }), isPoor({ score: 500, complaint: true }), isPoor({ score: null, complaint: false })]).toEqual([true, false, true, false]);
});
it("counts a recommendation as the trade does", () => expect([0, 6, 7, 8, 9, 10].map(attitude)).toEqual(["detractor", "detractor", "passive", "passive", "promoter", "promoter"]));
it("writes points with two decimals", () => expect([500, 424, 400].map(points)).toEqual(["5.00", "4.24", "4.00"]));
it("averages the questions about sales by their weight, and only them", () => {
  const questions = [question("quality", 60, false), question("promise", 30, true), question("after", 10, true), question("recommend", 0, false, "nps")];
  expect(salesAverage({ questions, answers: { quality: 5, promise: 2, after: 4, recommend: 9 } })).toBe(250);
  expect(salesAverage({ questions: [question("quality", 60, false)], answers: { quality: 5 } })).toBeNull();
});
it("narrows the figures by what the list is narrowed by, but not by where a survey stands", () =>
  expect(figureParams({ view: "poor", id: "x", state: "sent", "answered_on.gte": "2026-01-01", owner_id: "a", "due_on.lte": "2026-02-01", cause: "" })).toEqual({ "answered_on.gte": "2026-01-01", owner_id: "a" }));
it("calls poor what opens a plan", () => expect(viewFilters({ id: "x" }).poor[1]).toEqual({ field: "score", op: "lte", values: ["299"] }));
it("tells the story from its end", () => {
  const s = { created_at: "2026-10-01T00:00:00Z", sent_at: "2026-10-02T00:00:00Z", opened_at: null, answered_at: null, expires_at: "2026-10-16T00:00:00Z", updated_at: "2026-10-16T01:00:00Z", state: "expired" } as Survey;
  expect(steps(s).map((e) => e.id)).toEqual(["expired", "sent", "scheduled"]);
  expect(steps({ ...s, state: "sent" }).map((e) => e.id)).toEqual(["sent", "scheduled"]);
});
