import { useVirtualizer } from "@tanstack/react-virtual";
import { Plus } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePhone, useWidth } from "../../../../lib/hooks";
import { cellText, COLUMNS, fieldOf } from "../bill";
import type { GridRow } from "../rows";
import type { Grid } from "../useGrid";
import { LineRow, RemovedRow, SectionRow } from "./BillRows";

const ROW = 36;
const PHONE_ROW = 58;
const HEAD = 32;

interface BillGridProps {
  rows: GridRow[];
  grid: Grid;
  editable: boolean;
  comparing: boolean;
  onToggle: (section: string) => void;
}

/** The bill as a spreadsheet: only rows in sight are drawn, one input follows the cursor. */
export function BillGrid({ rows, grid, editable, comparing, onToggle }: BillGridProps) {
  const { t } = useTranslation();
  const phone = usePhone();
  const scroller = useRef<HTMLDivElement>(null);
  const height = phone ? PHONE_ROW : ROW;
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => height, overscan: 12, scrollPaddingStart: HEAD, scrollPaddingEnd: ROW });
  const at = rows.findIndex((r) => r.kind === "line" && r.line.id === grid.cursor?.id);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [at, virtual]);
  useEffect(() => virtual.measure(), [height, virtual]);
  const last = rows.findLast((r) => r.kind === "line");
  return (
    <div ref={scroller} className={`sheet ${comparing ? "comparing" : ""} ${editable ? "" : "reading"}`}>
      <div role="grid" aria-label={t("quotes.bill")} aria-rowcount={rows.length + 1} aria-readonly={!editable} tabIndex={phone ? 0 : -1}>
        <Head comparing={comparing} />
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            const common = { top: item.start, index: item.index, comparing };
            if (row.kind === "section") return <SectionRow key={row.key} {...common} row={row} onToggle={() => onToggle(row.key)} />;
            if (row.kind === "removed") return <RemovedRow key={row.key} {...common} row={row} />;
            return <LineRow key={row.key} {...common} row={row} at={grid.cursor?.id === row.line.id ? grid.cursor.column : undefined} ranged={grid.range.ids.length * grid.range.columns.length > 1 && grid.range.ids.includes(row.line.id) ? grid.range.columns : undefined} onPlace={grid.place} onBegin={grid.begin} />;
          })}
        </div>
      </div>
      {phone ? null : <CellInput grid={grid} top={at < 0 ? null : HEAD + at * ROW} scroller={scroller} editable={editable} comparing={comparing} />}
      {editable && !phone ? (
        <button type="button" className="sheet-add" onClick={() => grid.insert(last?.kind === "line" ? last.line : undefined)}><Plus className="s" aria-hidden />{t("quotes.addLine")}<span className="t3">Ctrl+Enter</span></button>
      ) : null}
    </div>
  );
}

function Head({ comparing }: { comparing: boolean }) {
  const { t } = useTranslation();
  return (
    <div role="row" aria-rowindex={1} className="sheet-row sheet-head">
      <span role="columnheader" className="c"><span className="sr">{t("quotes.number")}</span></span>
      <span role="columnheader" data-column="code">{t("quotes.code")}</span>
      <span role="columnheader" data-column="name">{t("quotes.itemName")}</span>
      <span role="columnheader" data-column="unit" className="c">{t("quotes.unit")}</span>
      <span role="columnheader" data-column="quantity" className="r">{t("quotes.quantity")}</span>
      <span role="columnheader" data-column="unit_rate" className="r">{t("quotes.unitRate")}</span>
      <span role="columnheader" data-column="tax_rate" className="r">{t("quotes.taxRate")}</span>
      <span role="columnheader" className="r">{t("quotes.lineAmount")}</span>
      {comparing ? <span role="columnheader" className="r">{t("quotes.difference")}</span> : null}
    </div>
  );
}

interface CellInputProps {
  grid: Grid;
  top: number | null;
  scroller: React.RefObject<HTMLDivElement | null>;
  editable: boolean;
  comparing: boolean;
}

/**
 * The one input of the grid. It always has the focus of the grid, unseen until
 * something is written, so that an input method can begin a word in any cell.
 */
function CellInput({ grid, top, scroller, editable, comparing }: CellInputProps) {
  const { t } = useTranslation();
  const ref = useRef<HTMLInputElement>(null);
  const [box, setBox] = useState({ left: 0, width: 0 });
  const { cursor, line, editing } = grid;
  const room = useWidth(scroller);
  useLayoutEffect(() => {
    const head = scroller.current?.querySelector<HTMLElement>(`[data-column="${cursor?.column ?? "name"}"]`);
    if (head) setBox({ left: head.offsetLeft, width: head.offsetWidth });
  }, [cursor?.column, scroller, room, comparing]);
  useEffect(() => {
    if (cursor && !grid.quiet) ref.current?.focus({ preventScroll: true });
  }, [cursor, grid.quiet]);
  const writing = editing !== null;
  useEffect(() => {
    if (writing) ref.current?.setSelectionRange(ref.current.value.length, ref.current.value.length);
  }, [writing]);
  const right = cursor ? COLUMNS.indexOf(cursor.column) > 2 : false;
  const label = line && cursor ? t("quotes.cellLabel", { column: t(COLUMN_TITLE[cursor.column]), name: line.name || line.code, value: cellText(line, cursor.column) }) : t("quotes.bill");
  const locked = !editable || !line || (cursor !== null && fieldOf(line, cursor.column) === "base");
  return (
    <input ref={ref} className={`sheet-input ${writing ? "writing" : ""} ${editing?.fault ? "invalid" : ""} ${right ? "right" : ""}`} aria-label={label} aria-invalid={editing?.fault ? true : undefined} readOnly={locked} autoComplete="off" spellCheck={false}
      style={{ top: top ?? HEAD, left: box.left, width: box.width }} value={editing?.text ?? ""} onChange={(event) => (writing ? grid.write(event.target.value) : grid.begin(event.target.value))}
      onKeyDown={grid.onKeyDown} onPaste={grid.onPaste} onCopy={grid.onCopy} onBlur={() => !grid.commit() && grid.cancel()}
      onFocus={() => {
        const first = scroller.current?.querySelector<HTMLElement>("[data-line]")?.dataset.line;
        if (!cursor && first) grid.place({ id: first, column: "name" });
      }} />
  );
}

const COLUMN_TITLE = { code: "quotes.code", name: "quotes.itemName", unit: "quotes.unit", quantity: "quotes.quantity", unit_rate: "quotes.unitRate", tax_rate: "quotes.taxRate" } as const;
