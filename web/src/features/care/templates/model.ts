/** Rules about survey templates that the editor shows while one writes. The server judges again. Pure. */
import type { Tone } from "../../../ui/marks";
import type { QuestionInput, Template, TemplateInput } from "./types";

export const DIMENSIONS = ["construction_quality", "response_speed", "service_attitude", "promise_accuracy", "needs_understanding", "follow_up", "schedule", "safety", "cost_transparency", "documents"] as const;
/** What a full survey must ask about. */
export const NEEDED: readonly string[] = DIMENSIONS.slice(0, 3);
export const SALES_PERCENT = 30;
export const MAX_QUESTIONS = { short: 3, full: 20 } as const;

const TONE: Record<Template["state"], Tone> = { draft: "warn", published: "ok", retired: "mute" };
export const stateTone = (state: Template["state"]): Tone => TONE[state];

/** What a person writes of a template. */
export type Draft = Required<Omit<TemplateInput, "questions">> & { questions: QuestionInput[] };

/** The next code that no question has yet. */
function freshCode(questions: QuestionInput[]): string {
  let n = questions.length + 1;
  while (questions.some((q) => q.code === `q${n}`)) n++;
  return `q${n}`;
}

export const newQuestion = (questions: QuestionInput[]): QuestionInput => ({ code: freshCode(questions), kind: "scale", dimension: "construction_quality", sales: false, weight: 10, zh: "", en: "" });

/** A template as one writes it; a copy begins with the same questions. */
export const draftOf = (t: Pick<Template, "name" | "purpose" | "questions">): Draft => ({ name: t.name, purpose: t.purpose, questions: t.questions.map((q) => ({ ...q })) as QuestionInput[] });

export const blank = (): Draft => ({ name: "", purpose: "short", questions: [newQuestion([])] });

/** A question of the other kind: whether one would recommend us gives no points and is not about sales. */
export function withKind(q: QuestionInput, kind: QuestionInput["kind"]): QuestionInput {
  if (kind === q.kind) return q;
  return kind === "nps" ? { code: q.code, kind, sales: false, weight: 0, zh: q.zh, en: q.en } : { ...q, kind, dimension: "construction_quality", weight: 10 };
}

/** A list with one entry moved up or down. */
export function moved<T>(list: T[], at: number, step: -1 | 1): T[] {
  const to = at + step;
  const [a, b] = [list[at], list[to]];
  if (a === undefined || b === undefined) return list;
  return list.map((x, i) => (i === at ? b : i === to ? a : x));
}

/** Weights of the questions about sales, and of all. */
export function weights(questions: QuestionInput[]): { sales: number; all: number } {
  return questions.reduce((sum, q) => ({ sales: sum.sales + (q.sales ? (q.weight ?? 0) : 0), all: sum.all + (q.weight ?? 0) }), { sales: 0, all: 0 });
}

/** Percent of the weight that is about sales, cut and not rounded: 29.99 stays below 30. */
export function salesPercent(questions: QuestionInput[]): number {
  const { sales, all } = weights(questions);
  return all === 0 ? 0 : Math.floor((sales * 10_000) / all) / 100;
}

/** Why a template could not be published as it stands. */
export type Obstacle = "sales" | "dimensions" | "recommend";

export function obstacles(d: Draft): Obstacle[] {
  const { sales, all } = weights(d.questions);
  const found: Obstacle[] = all === 0 || sales * 100 < SALES_PERCENT * all ? ["sales"] : [];
  if (d.purpose !== "full") return found;
  if (!NEEDED.every((name) => d.questions.some((q) => q.dimension === name))) found.push("dimensions");
  if (!d.questions.some((q) => q.kind === "nps")) found.push("recommend");
  return found;
}

/** Faults of a draft by place, as locale keys. */
export function draftFaults(d: Draft): Record<string, string> {
  const faults: Record<string, string> = {};
  if (d.name.trim() === "") faults.name = "templates.fault.name";
  if (d.questions.length === 0) faults.questions = "templates.fault.none";
  if (d.questions.length > MAX_QUESTIONS[d.purpose]) faults.questions = "templates.fault.many";
  if (d.questions.filter((q) => q.kind === "nps").length > 1) faults.questions = "templates.fault.twice";
  d.questions.forEach((q, i) => {
    if (q.zh.trim() === "") faults[`questions[${i}].zh`] = "templates.fault.text";
    if (q.en.trim() === "") faults[`questions[${i}].en`] = "templates.fault.text";
    if (q.kind === "scale" && !(Number.isInteger(q.weight) && (q.weight ?? 0) >= 1)) faults[`questions[${i}].weight`] = "templates.fault.weight";
  });
  return faults;
}
