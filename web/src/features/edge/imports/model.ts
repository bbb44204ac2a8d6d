/** Rules about imports that the pages need. Pure. */
import type { Tone } from "../../../ui/marks";
import type { Column, FieldView, Import, Kind, Line, Mapping, Outcome, Source, State } from "./types";

/** What may be imported, and who may: the permission to create one by hand. */
export const KINDS: { kind: Kind; permission: string }[] = [
  { kind: "customers", permission: "customer:create" },
  { kind: "opportunities", permission: "opportunity:create" },
  { kind: "contracts", permission: "contract:create" },
  { kind: "projects", permission: "project:create" },
];

export const STATES: State[] = ["uploaded", "checking", "checked", "applying", "applied", "undoing", "undone", "failed"];
export const OUTCOMES: Outcome[] = ["refused", "similar", "duplicate", "new"];

const TONE: Record<State, Tone> = { uploaded: "mute", checking: "accent", checked: "accent", applying: "accent", applied: "ok", undoing: "warn", undone: "mute", failed: "bad" };
export const stateTone = (state: State): Tone => TONE[state];

const OUTCOME_TONE: Record<Outcome, Tone> = { new: "ok", similar: "warn", duplicate: "warn", refused: "bad" };
export const outcomeTone = (outcome: Outcome): Tone => OUTCOME_TONE[outcome];

/** The server works on it by itself; the page looks again and again. */
export const busy = (state: State): boolean => state === "checking" || state === "applying" || state === "undoing";

/** The five steps of an import; the one that it stands at counts from 0. */
export const STEPS = ["upload", "mapping", "check", "apply", "undo"] as const;

const AT: Record<State, number> = { uploaded: 1, checking: 2, checked: 2, failed: 2, applying: 3, applied: 4, undoing: 4, undone: 5 };
export const stepOf = (state: State): number => AT[state];

/** The field that a column is read as, or "" when it is left out. */
export function fieldOf(mapping: Mapping, column: string): string {
  return Object.entries(mapping.fields).find(([, source]) => source.column === column)?.[0] ?? "";
}

/** The mapping with a column read as another field; "" leaves the column out. A field has one column. */
export function assign(mapping: Mapping, column: string, field: string): Mapping {
  const fields: Record<string, Source> = {};
  for (const [key, source] of Object.entries(mapping.fields)) if (source.column !== column && key !== field) fields[key] = source;
  if (field !== "") fields[field] = { ...keepable(mapping.fields[field]), column };
  return { ...mapping, fields };
}

/** What of a source outlives its column: how amounts and dates are read. */
function keepable(source: Source | undefined): Source {
  return source ? { ...(source.unit ? { unit: source.unit } : {}), ...(source.dates ? { dates: source.dates } : {}) } : {};
}

/** The mapping with one detail of a field's source changed; undefined takes it out. */
export function adjust(mapping: Mapping, field: string, change: Partial<Source>): Mapping {
  const source = Object.fromEntries(Object.entries({ ...mapping.fields[field], ...change }).filter(([, value]) => value !== undefined && value !== ""));
  return { ...mapping, fields: { ...mapping.fields, [field]: source } };
}

/** Required fields that nothing gives a value. */
export function lacking(mapping: Mapping, fields: FieldView[]): FieldView[] {
  return fields.filter((f) => f.required && mapping.fields[f.key] === undefined);
}

/** How sure the titles are that a column means its field, in percent; null for what a person chose. */
export function confidence(record: Pick<Import, "guesses">, field: string, column: string): number | null {
  return record.guesses.find((g) => g.field === field && g.column === column)?.confidence ?? null;
}

/** Below this the reader should look. */
export const UNSURE = 80;

/** What the file says in a column of choices: values that were translated already, then samples. */
export function sayings(source: Source, column: Column | undefined): string[] {
  return [...new Set([...Object.keys(source.values ?? {}).filter((v) => v !== "*"), ...(column?.sample ?? [])])];
}

/** Shares of the bar: taken, in doubt, refused. */
export function shares({ counts }: Pick<Import, "counts">): { taken: number; doubtful: number; refused: number } {
  const of = (n: number): number => (counts.rows === 0 ? 0 : n / counts.rows);
  return { taken: of(counts.new), doubtful: of(counts.duplicate + counts.similar), refused: of(counts.refused) };
}

/** How far the running step has come, 0 to 1. */
export function progress({ done, items }: Pick<Import, "done" | "items">): number {
  return items === 0 ? 0 : Math.min(1, done / items);
}

/** Columns of the report: fields that the rows show, those with a problem before others, in the order of the file. What the name column says already is left out. */
export function reportFields(lines: Line[], limit = 5): string[] {
  const seen: string[] = [];
  const wrong = new Set(lines.flatMap((l) => l.problems.map((p) => p.field ?? "")));
  for (const line of lines) for (const cell of line.cells) if (!seen.includes(cell.field)) seen.push(cell.field);
  const telling = seen.filter((f) => wrong.has(f) || lines.some((l) => l.cells.some((c) => c.field === f && c.text !== l.title)));
  const kept = new Set([...telling.filter((f) => wrong.has(f)), ...telling.filter((f) => !wrong.has(f))].slice(0, limit));
  return telling.filter((f) => kept.has(f));
}

/** A cell of a CSV file; what a spreadsheet would run as a formula is text. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The report as a CSV file that Excel opens as it is meant. */
export function reportCsv(lines: Line[], head: string[], outcome: (o: Outcome) => string): string {
  const rows = lines.map((l) => [String(l.row), l.title, outcome(l.outcome), l.problems.map((p) => (p.column ? `${p.column}: ${p.text}` : p.text)).join("; "), ...l.cells.map((c) => c.text)]);
  return `\ufeff${[head, ...rows].map((r) => r.map(cell).join(",")).join("\r\n")}\r\n`;
}
