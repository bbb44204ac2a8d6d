import { expect, test } from "vitest";
import { portalAddress } from "./address";
import { BLANK, silent, surveyAnswer, surveyDraft, unanswered } from "./survey";

const questions = [{ code: "a", kind: "scale", zh: "", en: "" }, { code: "n", kind: "nps", zh: "", en: "" }] as const;

test("a survey has a short address", () => expect(portalAddress("/s/AQVr-Mda_1")).toEqual({ page: "s", token: "AQVr-Mda_1" }));

test("every question wants an answer, and nought is one", () => {
  expect(unanswered([...questions], BLANK)).toEqual(["a", "n"]);
  expect(unanswered([...questions], { ...BLANK, answers: { n: 0 } })).toEqual(["a"]);
});

test("a complaint says what it is about", () => {
  expect([silent(BLANK), silent({ ...BLANK, complaint: true, comment: " " }), silent({ ...BLANK, complaint: true, comment: "x" })]).toEqual([false, true, false]);
});

test("what is sent is what was shown and given", () => {
  expect(surveyAnswer([...questions], { answers: { a: 4, n: 0, old: 3 }, comment: " ", complaint: false }, "h")).toEqual({ answers: { a: 4, n: 0 }, content_hash: "h" });
  expect(surveyAnswer([...questions], { answers: { a: 1, n: 2 }, comment: " x ", complaint: true }, "h")).toEqual({ answers: { a: 1, n: 2 }, content_hash: "h", comment: "x", complaint: true });
});

test("a draft that cannot be read is none", () => {
  expect(surveyDraft(null)).toEqual(BLANK);
  expect(surveyDraft({ answers: { a: 3, b: "x" }, comment: "y", complaint: "yes" })).toEqual({ answers: { a: 3 }, comment: "y", complaint: false });
});
