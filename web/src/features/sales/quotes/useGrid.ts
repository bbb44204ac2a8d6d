import { useCallback, useMemo, useState, type ClipboardEvent, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { toastBad, toastDone } from "../../../ui/toast";
import { blankLine, cellFault, cellText, cellValue, COLUMNS, fieldOf, type Column } from "./bill";
import { copyCells, fillDown, parseCells, pasteEdits } from "./paste";
import { lineIds, type GridRow } from "./rows";
import type { Edit, Line } from "./types";

export interface Cell {
  id: string;
  column: Column;
}

/** The cell that is being written. */
export interface Editing {
  text: string;
  /** Locale key of why it cannot be kept. */
  fault: string | null;
}

interface GridInput {
  rows: GridRow[];
  lines: Line[];
  editable: boolean;
  taxRate: string;
  edit: (edits: Edit[]) => void;
}

/** Where the cursor is, what is being written, and what keys do: a spreadsheet's habits. */
export function useGrid({ rows, lines, editable, taxRate, edit }: GridInput) {
  const { t } = useTranslation();
  const [cursor, setCursor] = useState<Cell | null>(null);
  /** The cursor was put there by the page: the focus stays where it is. */
  const [quiet, setQuiet] = useState(false);
  const [anchor, setAnchor] = useState<Cell | null>(null);
  const [editing, setEditing] = useState<Editing | null>(null);
  const ids = useMemo(() => lineIds(rows), [rows]);
  const byId = useMemo(() => new Map(lines.map((l) => [l.id, l])), [lines]);
  const line = cursor ? byId.get(cursor.id) : undefined;

  const place = useCallback((cell: Cell | null, extend = false, unasked = false): void => {
    setEditing(null);
    setQuiet(unasked);
    setAnchor((now) => (extend ? now : null));
    setCursor((now) => {
      if (extend) setAnchor((kept) => kept ?? now);
      return cell;
    });
  }, []);

  const move = (down: number, right: number, extend = false): void => {
    const row = Math.max(0, ids.indexOf(cursor?.id ?? ""));
    const column = COLUMNS.indexOf(cursor?.column ?? "name");
    const id = ids[Math.min(ids.length - 1, Math.max(0, row + down))];
    const to = COLUMNS[Math.min(COLUMNS.length - 1, Math.max(0, column + right))];
    if (id && to) place({ id, column: to }, extend);
  };

  /** The lines and columns between anchor and cursor; the cursor's own cell without a range. */
  const range = useMemo(() => {
    if (!cursor) return { ids: [] as string[], columns: [] as Column[] };
    const from = anchor ?? cursor;
    const [a, b] = [ids.indexOf(from.id), ids.indexOf(cursor.id)].sort((x, y) => x - y) as [number, number];
    const [c, d] = [COLUMNS.indexOf(from.column), COLUMNS.indexOf(cursor.column)].sort((x, y) => x - y) as [number, number];
    return { ids: ids.slice(Math.max(0, a), b + 1), columns: COLUMNS.slice(c, d + 1) as Column[] };
  }, [anchor, cursor, ids]);
  const ranged = (): Line[] => range.ids.flatMap((id) => byId.get(id) ?? []);

  const begin = (text?: string): void => {
    if (!editable || !line || !cursor) return;
    if (fieldOf(line, cursor.column) === "base") return;
    setEditing({ text: text ?? cellText(line, cursor.column), fault: null });
  };
  const write = (text: string): void => {
    if (!line || !cursor) return;
    setEditing({ text, fault: cellFault(line, fieldOf(line, cursor.column), text) });
  };
  /** Keeps what was written; answers false while it cannot be. */
  const commit = (): boolean => {
    if (!editing || !line || !cursor) return true;
    const field = fieldOf(line, cursor.column);
    const fault = cellFault(line, field, editing.text);
    if (fault) {
      setEditing({ ...editing, fault });
      return false;
    }
    const value = cellValue(field, editing.text);
    if (value !== line[field as keyof Line]) edit([{ op: "set", line_id: line.id, field, value }]);
    setEditing(null);
    return true;
  };

  const insert = (after: Line | undefined): void => {
    const id = crypto.randomUUID();
    const set = (field: "section" | "category", value: string): Edit => ({ op: "set", line_id: id, field, value });
    edit([{ op: "insert", line_id: id, ...(after ? { after: after.id } : {}) }, ...(after ? [set("section", after.section), set("category", after.category)] : [])]);
    place({ id, column: "code" });
  };
  const remove = (): void => {
    const gone = ranged();
    const next = ids[ids.indexOf(gone.at(-1)?.id ?? "") + 1] ?? ids[ids.indexOf(gone[0]?.id ?? "") - 1];
    const before = lines[lines.findIndex((l) => l.id === gone[0]?.id) - 1];
    edit(gone.map((l) => ({ op: "remove", line_id: l.id })));
    place(next && cursor ? { id: next, column: cursor.column } : null);
    if (gone.length > 0) toastDone(t("quotes.removed", { count: gone.length }), () => edit(restored(gone, before)));
  };
  const clear = (): void => {
    const edits = ranged().flatMap((l) => range.columns.flatMap((column): Edit[] => {
      const field = fieldOf(l, column);
      const value = cellValue(field, "");
      return field === "base" || field === "tax_rate" || l[field as keyof Line] === value ? [] : [{ op: "set", line_id: l.id, field, value }];
    }));
    edit(edits);
  };
  const fill = (): void => {
    const chosen = ranged();
    const above = lines[lines.findIndex((l) => l.id === chosen[0]?.id) - 1];
    edit(fillDown(chosen.length === 1 && above ? [above, ...chosen] : chosen, range.columns));
  };

  const onPaste = (event: ClipboardEvent): void => {
    if (editing || !editable || !cursor) return;
    event.preventDefault();
    const from = ids.indexOf(range.ids[0] ?? cursor.id);
    const section = byId.get(ids[from] ?? "");
    const targets = ids.slice(from).flatMap((id) => byId.get(id) ?? []).filter((l) => l.section === section?.section && l.category === section?.category);
    const { edits, added, refused } = pasteEdits(parseCells(event.clipboardData.getData("text/plain")), { lines: targets, from: range.columns[0] ?? cursor.column, newId: () => crypto.randomUUID(), blank: (id) => blankLine(id, taxRate) });
    edit(edits);
    if (refused.length > 0) toastBad(t("quotes.pasteRefused", { count: refused.length, first: refused[0]?.text ?? "", why: t(refused[0]?.why ?? "") }));
    else if (added > 0) toastDone(t("quotes.pasteAdded", { count: added }));
  };
  const onCopy = (event: ClipboardEvent): void => {
    if (editing || !cursor) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", copyCells(ranged(), range.columns));
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const shift = event.shiftKey;
    const page = 15;
    const whileWriting: Record<string, () => void> = {
      Enter: () => commit() && move(shift ? -1 : 1, 0),
      Tab: () => commit() && move(0, shift ? -1 : 1),
      Escape: () => setEditing(null),
    };
    const otherwise: Record<string, () => void> = {
      ArrowDown: () => move(1, 0, shift), ArrowUp: () => move(-1, 0, shift), ArrowRight: () => move(0, 1, shift), ArrowLeft: () => move(0, -1, shift),
      Home: () => move(ctrl ? -ids.length : 0, -COLUMNS.length), End: () => move(ctrl ? ids.length : 0, COLUMNS.length), PageDown: () => move(page, 0, shift), PageUp: () => move(-page, 0, shift),
      Enter: () => (ctrl && editable ? insert(line) : begin()), F2: () => begin(),
      ...(editable ? { Delete: clear, Backspace: ctrl ? remove : clear } : {}),
      ...(anchor ? { Escape: () => setAnchor(null) } : {}),
    };
    const step = editing ? whileWriting[event.key] : ctrl && event.key.toLowerCase() === "d" ? fill : otherwise[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  };

  return { cursor, quiet, line, editing, range, place, begin, write, commit, cancel: () => setEditing(null), insert, remove, onKeyDown, onPaste, onCopy };
}

export type Grid = ReturnType<typeof useGrid>;

/** Edits that bring lines back where they were. */
function restored(gone: Line[], before: Line | undefined): Edit[] {
  let after = before?.id;
  return gone.flatMap((l): Edit[] => {
    const put: Edit = { op: "insert", line_id: l.id, ...(after ? { after } : {}) };
    after = l.id;
    const fields = ["category", "section", "code", "name", "features", "unit", "base", "quantity", "unit_rate", "ratio", "tax_rate", "note"] as const;
    return [put, ...fields.map((field): Edit => ({ op: "set", line_id: l.id, field, value: l[field] ?? "" }))];
  });
}
