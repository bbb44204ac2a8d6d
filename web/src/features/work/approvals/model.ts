/** Rules about approvals that the inbox needs. Pure. */
import type { Tone } from "../../../ui/marks";
import type { Approval, Entry, Node, Row, Task } from "./types";

/** What the inbox is looked at for; reviews are asked for by role and not decided here. */
export const BOXES = ["mine", "reviews", "submitted", "done"] as const;
export type Box = (typeof BOXES)[number];

const TONES: Record<Row["state"], Tone> = { pending: "accent", approved: "ok", rejected: "bad", withdrawn: "mute", voided: "mute" };
export const stateTone = (state: Row["state"]): Tone => TONES[state];

/** Where on the way a step stands. */
export type StepState = "done" | "here" | "ahead" | "refused" | "skipped";

export function stepState(node: Node, approval: Pick<Approval, "state" | "node">): StepState {
  if (node.state === "approved") return "done";
  if (node.state === "rejected") return "refused";
  if (node.state === "skipped") return "skipped";
  return approval.state === "pending" && node.position === approval.node.position ? "here" : "ahead";
}

/** How a time limit presses: past, within a working morning, or not. */
export function dueTone(due: string | null, now: number): Tone {
  if (!due) return "mute";
  const left = new Date(due).getTime() - now;
  return left < 0 ? "bad" : left < 8 * 3_600_000 ? "warn" : "mute";
}

/** What people said on the way, the newest first. */
export const spoken = (history: Entry[]): Entry[] => [...history].filter((e) => e.comment !== "").reverse();

/** What comes under the cursor when an item leaves the list: the next one, else the one before. */
export function afterLeaving(ids: string[], id: string): string | undefined {
  const at = ids.indexOf(id);
  return at < 0 ? ids[0] : (ids[at + 1] ?? ids[at - 1]);
}

/** The neighbour of an item, or the item itself at the ends. */
export function stepTo(ids: string[], id: string | undefined, step: 1 | -1): string | undefined {
  const at = ids.indexOf(id ?? "");
  return at < 0 ? ids[0] : (ids[at + step] ?? id);
}

/** The part of a record's page on which a review is written. */
export function reviewTab(task: Pick<Task, "code">): string {
  if (task.code === "task.quote_review.finance") return "cost";
  return task.code.startsWith("task.quote_review") ? "reviews" : "";
}

/** A record's label in its parts: "Q-2026-HL-0012 V1 warehouse" has a number, a revision and a name. */
export interface LabelParts {
  number: string;
  revision: string;
  name: string;
}

export function labelParts(label: string): LabelParts {
  const [, number = "", revision = "", name = ""] = /^(?:([A-Z]+-\d{4}-\S+)\s+)?(?:(V\d+)\s+)?(.*)$/.exec(label) ?? [];
  return { number, revision, name: name || label };
}
