/** Rows of the grid: sections with their lines, and how they differ from another revision. Pure. */
import { sumOf, TABS, type BillTab } from "./bill";
import type { Category, Diff, Line } from "./types";

/** How a line stands against another revision. */
export interface Mark {
  kind: "added" | "changed";
  before?: Line;
  /** Fields that differ. */
  fields: string[];
  /** Fen; null when prices are hidden. */
  delta: number | null;
}

export interface Marks {
  by: Map<string, Mark>;
  removed: Line[];
}

/** What differs, by line. */
export function marksOf(diff: Diff | undefined): Marks | undefined {
  if (!diff) return undefined;
  const by = new Map<string, Mark>();
  for (const line of diff.added) by.set(line.id, { kind: "added", fields: [], delta: line.amount?.amount ?? null });
  for (const c of diff.changed) by.set(c.after.id, { kind: "changed", before: c.before, fields: c.fields, delta: c.delta?.amount ?? null });
  return { by, removed: diff.removed };
}

/** How many lines differ. */
export const differing = (diff: Diff | undefined): number => (diff ? diff.added.length + diff.removed.length + diff.changed.length : 0);

export type GridRow =
  | { kind: "section"; key: string; title: string; category: Category; count: number; amount: number | null; delta: number | null; closed: boolean; last?: string }
  | { kind: "line"; key: string; line: Line; number: number; mark?: Mark }
  | { kind: "removed"; key: string; line: Line; delta: number | null };

const keyOf = (line: Pick<Line, "category" | "section">): string => `${line.category}/${line.section}`;

/** Rows of a tab. A section is where its first line stands; what is gone follows what is left of it. */
export function rowsOf(lines: Line[], tab: BillTab, closed: ReadonlySet<string>, marks?: Marks): GridRow[] {
  const inTab = (l: Line): boolean => (TABS[tab] as readonly Category[]).includes(l.category);
  const sections = new Map<string, { own: Line[]; gone: Line[] }>();
  const at = (l: Line) => sections.get(keyOf(l)) ?? sections.set(keyOf(l), { own: [], gone: [] }).get(keyOf(l))!;
  for (const l of lines) if (inTab(l)) at(l).own.push(l);
  for (const l of marks?.removed ?? []) if (inTab(l)) at(l).gone.push(l);
  const rows: GridRow[] = [];
  let number = 0;
  for (const [key, { own, gone }] of sections) {
    const first = (own[0] ?? gone[0])!;
    rows.push({ kind: "section", key, title: first.section, category: first.category, count: own.length, amount: sumOf(own), delta: marks ? deltaOf(own, gone, marks) : null, closed: closed.has(key), last: own.at(-1)?.id });
    for (const line of own) {
      number++;
      if (!closed.has(key)) rows.push({ kind: "line", key: line.id, line, number, mark: marks?.by.get(line.id) });
    }
    if (!closed.has(key)) for (const line of gone) rows.push({ kind: "removed", key: `gone-${line.id}`, line, delta: line.amount ? -line.amount.amount : null });
  }
  return rows;
}

function deltaOf(own: Line[], gone: Line[], marks: Marks): number | null {
  const parts = [...own.map((l) => marks.by.get(l.id)?.delta ?? 0), ...gone.map((l) => (l.amount ? -l.amount.amount : null))];
  return parts.includes(null) ? null : (parts as number[]).reduce((a, b) => a + b, 0);
}

/** The lines that a keyboard walks over, in order. */
export function lineIds(rows: GridRow[]): string[] {
  return rows.flatMap((r) => (r.kind === "line" ? [r.line.id] : []));
}
