import { ArrowDown, ArrowUp } from "lucide-react";
import type { PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { nextSort } from "../../lib/list";
import { Checkbox } from "../inputs";
import { resizeColumn, titleOf } from "./model";
import type { ColumnSpec, DataViewSpec, ListRecord } from "./spec";
import type { Rows, ViewState } from "./useDataView";

interface GridHeadProps<T extends ListRecord> {
  spec: DataViewSpec<T>;
  state: ViewState;
  rows: Rows<T>;
  columns: ColumnSpec<T>[];
  template: string;
  selected: ReadonlySet<string>;
  setSelected: (selected: ReadonlySet<string>) => void;
}

/** Column heads: a click sorts, the right edge resizes, the check box takes every loaded row. */
export function GridHead<T extends ListRecord>({ state, rows, columns, template, selected, setSelected }: GridHeadProps<T>) {
  const { t } = useTranslation();
  const all = rows.items.length > 0 && rows.items.every((r) => selected.has(r.id));
  const toggleAll = (): void => setSelected(all ? new Set() : new Set([...selected, ...rows.items.map((r) => r.id)]));
  return (
    <div className="dv-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
      {columns.map((column, i) => (
        <div key={column.id} role="columnheader" aria-sort={sortOf(column, state)} className={`dv-cell ${column.align ?? ""}`}>
          {i === 0 ? <Checkbox checked={all} indeterminate={!all && selected.size > 0} onChange={toggleAll} aria-label={t("dv.selectLoaded")} /> : null}
          <HeadTitle column={column} state={state} />
          <span className="dv-edge" aria-hidden onPointerDown={(event) => startResize(event, column.id, state)} />
        </div>
      ))}
    </div>
  );
}

function HeadTitle<T>({ column, state }: { column: ColumnSpec<T>; state: ViewState }) {
  const { t } = useTranslation();
  const sorted = state.query.sort.find((s) => s.field === column.sort);
  if (!column.sort) return <span className="ell">{titleOf(column, t)}</span>;
  return (
    <button type="button" className="dv-sort" onClick={() => state.setSort(nextSort(state.query.sort, column.sort ?? ""))}>
      <span className="ell">{titleOf(column, t)}</span>
      {sorted ? sorted.desc ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden /> : null}
    </button>
  );
}

function sortOf<T>(column: ColumnSpec<T>, state: ViewState): "ascending" | "descending" | "none" | undefined {
  if (!column.sort) return undefined;
  const sorted = state.query.sort.find((s) => s.field === column.sort);
  return sorted ? (sorted.desc ? "descending" : "ascending") : "none";
}

/** Follows the pointer until it is lifted; the address is written once, at the end. */
function startResize(down: PointerEvent<HTMLElement>, id: string, state: ViewState): void {
  const cell = down.currentTarget.parentElement;
  if (!cell) return;
  down.preventDefault();
  const start = { x: down.clientX, width: cell.offsetWidth };
  const done = (up: globalThis.PointerEvent): void => {
    document.removeEventListener("pointerup", done);
    if (Math.abs(up.clientX - start.x) > 2) state.setColumns(resizeColumn(state.columns, id, start.width + up.clientX - start.x));
  };
  document.addEventListener("pointerup", done);
}
