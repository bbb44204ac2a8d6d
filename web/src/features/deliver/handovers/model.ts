/** Rules about handovers that the pages need. Pure. */
import type { Me } from "../../../api/types";
import type { Filter } from "../../../lib/list";
import type { Tone } from "../../../ui/marks";
import type { Expectation, ExpectationInput, Handover, Item, ItemInput, Row, Score, Section, State } from "./types";

export const STATES = ["draft", "submitted", "scoring", "rework", "signing", "signed", "transition", "accepted"] as const satisfies State[];
export const STATE_TONE: Record<State, Tone> = { draft: "mute", submitted: "accent", scoring: "accent", rework: "warn", signing: "accent", signed: "ok", transition: "ok", accepted: "ok" };
export const PRIORITIES = ["must", "should", "could"] as const;
export const ANSWERS = ["accepted", "deferred", "declined"] as const;
/** Points of ten that pass. */
export const PASSING = 6;
export const MIN_REASON = 2;
/** Length of the transition, in days. */
export const TRANSITION = { least: 7, most: 14 };

/** Whether the three have signed: the project may start. */
export const isSigned = (h: Pick<Row, "state">): boolean => h.state === "signed" || h.state === "transition" || h.state === "accepted";

/** One decimal, as scores are spoken of. */
export const points = (value: number): string => value.toFixed(1);

/** Points of a section, without decimals that say nothing: 0.75, 2.0. */
export const sectionPoints = (value: number): string => (Math.round(value * 10) === value * 10 ? value.toFixed(1) : value.toFixed(2));

/**
 * The score if some evidence were there and other evidence refused, as the
 * server would work it out: weight × present ÷ required, rounded half up once.
 */
export function scoreWith(sections: Pick<Section, "weight" | "required" | "items">[], change: { given?: ReadonlySet<string>; refused?: ReadonlySet<string> }): number {
  const counts = (item: Item): boolean => {
    if (change.refused?.has(item.key)) return false;
    return item.counts || (change.given?.has(item.key) ?? false) || (item.lacks === "refused" && change.refused !== undefined);
  };
  const sum = sections.reduce((total, s) => total + (s.weight * s.items.filter(counts).length) / s.required, 0);
  // The sum of fractions is a hair off: what is meant to be 5.95 must not fall below it.
  return Math.floor(sum * 10 + 0.5 + 1e-9) / 10;
}

/** The shortest way to pass: how many points it brings and where it leads. */
export function shortestWay(score: Score): { keys: string[]; reached: number; gain: number } {
  const reached = scoreWith(score.sections, { given: new Set(score.to_pass) });
  return { keys: score.to_pass, reached, gain: Math.round((reached - score.score) * 10) / 10 };
}

export const findItem = (score: Score, key: string): Item | undefined => score.sections.flatMap((s) => s.items).find((i) => i.key === key);

/** Evidence that sales writes here; the rest is looked up elsewhere. */
export const WRITTEN: readonly Item["by"][] = ["document", "field", "date", "risk"];

/** Where evidence of a kind is brought about. */
export type Place = "form" | "statement" | "contacts" | "quotes" | "contract";
export function placeOf(item: Pick<Item, "by">): Place {
  if (WRITTEN.includes(item.by)) return "form";
  if (item.by === "statement") return "statement";
  if (item.by === "stakeholder") return "contacts";
  return item.by === "quote" ? "quotes" : "contract";
}

/** Why a handover cannot be submitted, as far as people go; null when it can. */
export function staffFault(h: Pick<Handover, "owner" | "manager" | "technical">): "manager" | "technical" | "same" | null {
  if (!h.manager) return "manager";
  if (!h.technical) return "technical";
  return new Set([h.owner.id, h.manager.id, h.technical.id]).size < 3 ? "same" : null;
}

/** The role in which somebody signs, if he is one of the three. */
export const seatOf = (h: Pick<Handover, "signatures">, person: string) => h.signatures.find((s) => s.person?.id === person);

/** Who still has to sign. */
export const unsigned = (h: Pick<Handover, "signatures">): string[] => h.signatures.filter((s) => !s.valid).map((s) => s.person?.name ?? "");

/** The one thing to do next, for the reader. */
export type NextStep =
  | { kind: "technical" }
  | { kind: "fill"; key: string; count: number }
  | { kind: "submit" }
  | { kind: "review" }
  | { kind: "score" }
  | { kind: "sign" }
  | { kind: "transition" }
  | { kind: "accept" }
  | { kind: "none" };

export function nextStep(h: Handover, me: Pick<Me, "id">): NextStep {
  const may = (verb: string): boolean => h.actions.includes(verb);
  if (may("submit")) {
    if (staffFault(h) === "technical" && may("update")) return { kind: "technical" };
    const [first] = h.explained.to_pass;
    return first !== undefined ? { kind: "fill", key: first, count: h.explained.to_pass.length } : { kind: "submit" };
  }
  if (h.state === "submitted" && may("review")) return { kind: "review" };
  if (h.state === "scoring" && may("score")) return { kind: "score" };
  if (h.state === "signing" && may("sign") && seatOf(h, me.id)?.valid === false) return { kind: "sign" };
  if (may("transition")) return { kind: "transition" };
  return may("accept") ? { kind: "accept" } : { kind: "none" };
}

/** The form of a piece of evidence. */
export interface ItemForm {
  text: string;
  on: string;
  confirmedBy: string;
  confirmedOn: string;
  person: string;
  response: string;
  document: { id: string; name: string; sha256: string } | null;
}

export const itemForm = (i: Item): ItemForm => ({ text: i.text, on: i.on || "", confirmedBy: i.confirmed_by?.id ?? "", confirmedOn: i.confirmed_on || "", person: i.by === "risk" ? (i.person?.id ?? "") : "", response: i.response, document: i.document });

/** What is sent of a piece of evidence: only what its kind consists of, and nothing empty. */
export function itemInput(i: Pick<Item, "key" | "by">, form: ItemForm): ItemInput {
  const filled = (fields: Omit<ItemInput, "key">): ItemInput => ({ key: i.key, ...Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined && v !== "")) });
  if (i.by === "document") return filled({ document_id: form.document?.id });
  if (i.by === "field") return filled({ text: form.text.trim() });
  if (i.by === "date") return filled({ on: form.on, confirmed_by: form.confirmedBy, confirmed_on: form.confirmedOn });
  return i.by === "risk" ? filled({ text: form.text.trim(), person_id: form.person, response: form.response.trim() }) : { key: i.key };
}

/** Faults of the refusals: each says why. */
export const refusalFault = (refusals: ReadonlyMap<string, string>): string | null => [...refusals].find(([, reason]) => reason.trim().length < MIN_REASON)?.[0] ?? null;

/** The refusals that a handover stands with. */
export const refusalsOf = (h: Handover): Map<string, string> => new Map(h.explained.sections.flatMap((s) => s.items).flatMap((i) => (i.refusal ? [[i.key, i.refusal.reason] as const] : [])));

export const expectationInput = (e: ExpectationInput | Expectation): ExpectationInput => ({ id: e.id, text: e.text.trim(), priority: e.priority as ExpectationInput["priority"], standard: e.standard?.trim() ?? "", in_contract: e.in_contract, answer: (e.answer ?? "") as ExpectationInput["answer"], note: e.note?.trim() ?? "" });

/** Whether what is typed of a statement differs from what is kept. */
export const statementChanged = (rows: ExpectationInput[], kept: Expectation[]): boolean => JSON.stringify(rows.map(expectationInput)) !== JSON.stringify(kept.map(expectationInput));

/** Agreed to, and not in the contract: it needs a change request. */
export const isBeyond = (e: Pick<ExpectationInput, "in_contract" | "answer">): boolean => !e.in_contract && e.answer === "accepted";

const one = (field: string, ...values: string[]): Filter => ({ field, op: "in", values });

/** The views of the list. */
export function viewFilters(me: Pick<Me, "id">): Record<"open" | "mine" | "toScore" | "rework" | "done", Filter[]> {
  const open = one("state", "draft", "submitted", "scoring", "rework", "signing");
  return {
    open: [open],
    mine: [open, one("owner_id", me.id)],
    toScore: [one("state", "submitted", "scoring"), one("manager_id", me.id)],
    rework: [one("state", "rework")],
    done: [one("state", "signed", "transition", "accepted")],
  };
}
