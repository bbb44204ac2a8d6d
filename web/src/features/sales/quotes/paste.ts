/** Cells from and to a spreadsheet. Pure. */
import { cellFault, cellText, cellValue, COLUMNS, fieldOf, type Column } from "./bill";
import type { Edit, Line } from "./types";

/** Cells as a spreadsheet puts them on the clipboard: tabs, line ends, and quotes around a text that has one of them. */
export function parseCells(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  const endCell = (): void => {
    rows.at(-1)?.push(cell);
    cell = "";
  };
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let i = 0; i < source.length; i++) {
    const char = source[i] ?? "";
    if (quoted && char === '"' && source[i + 1] === '"') cell += source[++i] ?? "";
    else if (char === '"' && (quoted || cell === "")) quoted = !quoted;
    else if (!quoted && char === "\t") endCell();
    else if (!quoted && char === "\n") {
      endCell();
      rows.push([]);
    } else cell += char;
  }
  endCell();
  return rows;
}

/** Cells for the clipboard, as {@link parseCells} reads them. */
export function writeCells(rows: string[][]): string {
  const quote = (cell: string): string => (/["\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => row.map(quote).join("\t")).join("\n");
}

/** What a paste does, and the cells that it could not take. */
export interface Pasted {
  edits: Edit[];
  /** New lines among them. */
  added: number;
  refused: { row: number; column: Column; text: string; why: string }[];
}

/** Where the pasted cells go: the lines from the current one on, then new ones in its section. */
export interface Target {
  lines: Line[];
  /** The columns from the current one on. */
  from: Column;
  newId: () => string;
  blank: (id: string) => Line;
}

/**
 * Edits for pasted cells. Empty rows are passed over; a row below the last line
 * becomes a new line; a cell that its column does not take is left as it was and
 * told.
 */
export function pasteEdits(cells: string[][], { lines, from, newId, blank }: Target): Pasted {
  const out: Pasted = { edits: [], added: 0, refused: [] };
  const columns = COLUMNS.slice(COLUMNS.indexOf(from));
  let after = lines[0];
  cells.filter((row) => row.some((cell) => cell.trim() !== "")).forEach((row, r) => {
    let line = lines[r];
    if (!line) {
      line = { ...blank(newId()), section: lines[0]?.section ?? "", category: lines[0]?.category ?? "measured" };
      out.edits.push({ op: "insert", line_id: line.id, ...(after ? { after: after.id } : {}) }, { op: "set", line_id: line.id, field: "section", value: line.section }, { op: "set", line_id: line.id, field: "category", value: line.category });
      out.added++;
    }
    after = line;
    // The unit decides how fine a quantity may be: it is looked at first.
    let seen = line;
    for (const column of [...columns].sort((a, b) => Number(b === "unit") - Number(a === "unit"))) {
      const text = row[columns.indexOf(column)];
      if (text === undefined) continue;
      const field = fieldOf(seen, column);
      const why = field === "base" ? "quotes.cell.share" : cellFault(seen, field, text);
      const value = cellValue(field, text);
      if (why) out.refused.push({ row: r, column, text, why });
      else if (value !== seen[field as keyof Line]) {
        out.edits.push({ op: "set", line_id: line.id, field, value });
        seen = { ...seen, [field]: value };
      }
    }
  });
  return out;
}

/** Cells of a range, for the clipboard. */
export function copyCells(lines: Line[], columns: readonly Column[]): string {
  return writeCells(lines.map((line) => columns.map((column) => cellText(line, column))));
}

/** Edits that give the cells of the first line of a range to the others. */
export function fillDown(lines: Line[], columns: readonly Column[]): Edit[] {
  const [first, ...rest] = lines;
  if (!first) return [];
  return rest.flatMap((line) =>
    columns.flatMap((column): Edit[] => {
      const field = fieldOf(line, column);
      const value = cellValue(field, cellText(first, column));
      const same = fieldOf(first, column) === field && field !== "base" && cellFault(line, field, value) === null;
      return same && line[field as keyof Line] !== value ? [{ op: "set", line_id: line.id, field, value }] : [];
    }),
  );
}
