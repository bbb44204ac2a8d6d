/** Which parts people are given on which records. Pure. */
import type { Given, Member } from "./queries";

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

/** The team with the owner named once: who owns the record and plays a part besides has both in one row. */
export function oneRowEach(items: Member[]): (Member & { owns?: boolean })[] {
  const owner = items.find((m) => m.part === "owner")?.person_id;
  const second = items.find((m) => m.person_id === owner && m.part !== "owner");
  if (!second) return items;
  return items.filter((m) => m.part !== "owner").map((m) => (m === second ? { ...m, owns: true } : m));
}
