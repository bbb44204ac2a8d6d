/** What a person writes down of something that happened, and what of it is sent. Pure. */
import { localDate, formatTime } from "../../../lib/format";
import { instantIn } from "../../../lib/zone";
import type { LogStart, RecordRef } from "../../../lib/record";
import type { ActivityInput } from "./queries";

export const KINDS = ["call", "visit", "meeting", "wechat", "email", "note"] as const;
export type Kind = (typeof KINDS)[number];

/** How long a visit is taken to last until somebody says otherwise. */
const USUAL_VISIT_MS = 3_600_000;

/** A composer while it is being filled in. Dates and times are local texts, "" when open. */
export interface LogDraft {
  kind: Kind;
  text: string;
  firstVisit: boolean;
  date: string;
  from: string;
  to: string;
  result: string;
  nextStep: string;
  nextDate: string;
  nextTime: string;
  mentions: string[];
  /** Of the customer's people, at a visit or a meeting. */
  met: string[];
}

/** What the composer starts with. A draft has one date: in the first hour of a day it is the evening before. */
export function draftOf(start: LogStart, now: Date, text = ""): LogDraft {
  const began = new Date(now.getTime() - USUAL_VISIT_MS);
  const [from, to] = localDate(began) === localDate(now) ? [formatTime(began), formatTime(now)] : ["22:59", "23:59"];
  return { kind: start.kind, text, firstVisit: start.firstVisit ?? false, date: localDate(began), from, to, result: "", nextStep: "", nextDate: "", nextTime: "10:00", mentions: [], met: [] };
}

/** Visits and meetings have a beginning and an end; the rest happened just now. */
export const hasTimes = (kind: Kind): boolean => kind === "visit" || kind === "meeting";

export type LogFault = "text" | "times" | "future" | "nextDate" | "nextStep";

/** What keeps a draft from being sent; none when it may. */
export function draftFaults(draft: LogDraft, now: Date): LogFault[] {
  const faults: LogFault[] = [];
  if (draft.text.trim() === "") faults.push("text");
  if (hasTimes(draft.kind)) {
    const [from, to] = [instantIn(draft.date, draft.from), instantIn(draft.date, draft.to)];
    if (from === "" || to === "" || from >= to) faults.push("times");
    else if (new Date(to).getTime() > now.getTime() + 60_000) faults.push("future");
  }
  if (draft.nextStep.trim() !== "" && draft.nextDate === "") faults.push("nextDate");
  if (draft.nextDate !== "" && draft.nextStep.trim() === "") faults.push("nextStep");
  return faults;
}

/** The request for a draft without faults. */
export function inputOf(draft: LogDraft, record: RecordRef, customer: string | undefined): ActivityInput {
  const timed = hasTimes(draft.kind) ? { at: instantIn(draft.date, draft.from), ended_at: instantIn(draft.date, draft.to) } : {};
  const next = draft.nextStep.trim() === "" ? {} : { next_step: draft.nextStep.trim(), next_at: instantIn(draft.nextDate, draft.nextTime) };
  return {
    ref: record,
    ...(customer ? { customer_id: customer } : {}),
    kind: draft.kind,
    text: draft.text.trim(),
    ...(draft.kind === "visit" && draft.firstVisit ? { first_visit: true } : {}),
    ...timed,
    ...(draft.result.trim() === "" ? {} : { result: draft.result.trim() }),
    ...next,
    ...(hasTimes(draft.kind) && draft.met.length > 0 ? { contact_ids: draft.met } : {}),
    ...(draft.mentions.length > 0 ? { mentions: draft.mentions } : {}),
  };
}

/** Entries of a story from everywhere, newest first. */
export function byTime<T extends { at: string }>(...lists: T[][]): T[] {
  return lists.flat().sort((a, b) => new Date(b.at).getTime() - new Date(a.at).getTime());
}
