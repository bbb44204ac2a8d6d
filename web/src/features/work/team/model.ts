/** Which parts people are given on which records. Pure. */
import type { Given } from "./queries";

const OF_DEALS: Given[] = ["technical", "commercial", "project_manager", "collaborator", "observer"];

/** Manager and sales representative of a project have verbs of their own. */
const PARTS: Record<string, Given[]> = {
  opportunity: OF_DEALS,
  project: ["member", "technical", "commercial", "sales_observer", "collaborator", "observer"],
  customer: ["collaborator", "technical", "commercial", "observer"],
};

/** The parts to choose from, the usual one first. */
export const partsOf = (kind: string): Given[] => PARTS[kind] ?? OF_DEALS;

/** The part that is asked for next: of a deal the first that nobody plays, elsewhere the usual one. */
export function nextPart(kind: string, taken: string[]): Given {
  const parts = partsOf(kind);
  const open = kind === "opportunity" ? parts.find((p) => !taken.includes(p)) : undefined;
  return open ?? (kind === "opportunity" ? "collaborator" : (parts[0] ?? "collaborator"));
}
