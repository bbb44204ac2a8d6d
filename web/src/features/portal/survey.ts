/** Rules of the survey page. Pure. */
import type { SurveyAnswer, SurveyQuestion } from "./types";

/** Would you recommend us: nought to ten. */
export const TEN = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

/** What a contact has answered so far. */
export interface SurveyDraft {
  answers: Record<string, number>;
  comment: string;
  /** Somebody shall see to it. */
  complaint: boolean;
}

export const BLANK: SurveyDraft = { answers: {}, comment: "", complaint: false };

/** What was kept on the device, as far as it can be read. */
export function surveyDraft(kept: unknown): SurveyDraft {
  const d = (kept ?? {}) as Partial<SurveyDraft>;
  const answers = Object.entries(d.answers ?? {}).filter(([, v]) => Number.isInteger(v));
  return { answers: Object.fromEntries(answers), comment: String(d.comment ?? ""), complaint: d.complaint === true };
}

/** Questions without an answer, in their order. */
export function unanswered(questions: SurveyQuestion[], draft: SurveyDraft): string[] {
  return questions.map((q) => q.code).filter((code) => draft.answers[code] === undefined);
}

/** A complaint says what it is about. */
export const silent = (draft: SurveyDraft): boolean => draft.complaint && draft.comment.trim() === "";

/** The request: what was answered is what was shown. */
export function surveyAnswer(questions: SurveyQuestion[], draft: SurveyDraft, hash: string): SurveyAnswer {
  return {
    answers: Object.fromEntries(questions.map((q) => [q.code, draft.answers[q.code] ?? 0])),
    content_hash: hash,
    ...(draft.comment.trim() ? { comment: draft.comment.trim() } : {}),
    ...(draft.complaint ? { complaint: true } : {}),
  };
}
