import { expect, it } from "vitest";
import { blank, draftFaults, moved, newQuestion, obstacles, salesPercent, withKind, type Draft } from "./model";
import type { QuestionInput } from "./types";

const scale = (weight: number, sales: boolean, dimension: QuestionInput["dimension"] = "construction_quality"): QuestionInput => ({ code: `c${weight}${dimension}`, kind: "scale", dimension, sales, weight, zh: "问", en: "ask" });
const nps: QuestionInput = { code: "n", kind: "nps", zh: "荐", en: "recommend" };
const short = (...questions: QuestionInput[]): Draft => ({ name: "简版", purpose: "short", questions });

it("never rounds the share of sales up to the line", () => {
  expect(salesPercent([scale(2999, true), scale(7001, false)])).toBe(29.99);
  expect(obstacles(short(scale(2999, true), scale(7001, false)))).toEqual(["sales"]);
  expect(obstacles(short(scale(30, true), scale(70, false)))).toEqual([]);
});
it("wants of a full survey what it must ask", () => {
  const full = (...questions: QuestionInput[]): Draft => ({ name: "完整版", purpose: "full", questions });
  expect(obstacles(full(scale(30, true), scale(70, false)))).toEqual(["dimensions", "recommend"]);
  expect(obstacles(full(scale(40, true), scale(30, false, "response_speed"), scale(30, false, "service_attitude"), nps))).toEqual([]);
});
it("takes points and sales from a question whether one would recommend us", () => {
  expect(withKind(scale(40, true), "nps")).toEqual({ code: "c40construction_quality", kind: "nps", sales: false, weight: 0, zh: "问", en: "ask" });
  expect(withKind(nps, "scale")).toMatchObject({ dimension: "construction_quality", weight: 10 });
});
it("moves a question, and not beyond the ends", () => {
  expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
});
it("gives each question a code of its own", () => {
  const first = newQuestion([]);
  expect(newQuestion([first, { ...first, code: "q3" }]).code).not.toBe("q3");
});
it("names what is missing at its place", () => {
  expect(draftFaults(blank())).toEqual({ name: "templates.fault.name", "questions[0].zh": "templates.fault.text", "questions[0].en": "templates.fault.text" });
  expect(draftFaults(short(nps, { ...nps, code: "m" }))).toEqual({ questions: "templates.fault.twice" });
  expect(draftFaults(short(...Array.from({ length: 4 }, () => scale(1, true))))).toEqual({ questions: "templates.fault.many" });
});
