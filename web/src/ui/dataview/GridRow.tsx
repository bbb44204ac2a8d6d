import { memo, type MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../Button";
import { Checkbox } from "../inputs";
import type { ColumnSpec, DataViewSpec, ListRecord } from "./spec";

interface GridRowProps<T extends ListRecord> {
  row: T;
  index: number;
  top: number;
  template: string;
  columns: ColumnSpec<T>[];
  spec: DataViewSpec<T>;
  at: boolean;
  open: boolean;
  selected: boolean;
  onOpen: (id: string) => void;
  onOpenFull: (id: string) => void;
  onToggle: (id: string) => void;
}

function Row<T extends ListRecord>({ row, index, top, template, columns, spec, at, open, selected, onOpen, onOpenFull, onToggle }: GridRowProps<T>) {
  const { t } = useTranslation();
  const onClick = (event: MouseEvent): void => {
    if ((event.target as Element).closest("a, button, label, input")) return;
    if (event.ctrlKey || event.metaKey) onOpenFull(row.id);
    else onOpen(row.id);
  };
  const actions = (spec.rowActions ?? []).filter((a) => a.enabled?.(row) ?? true);
  const marks = [open ? "open" : "", selected ? "selected" : "", at ? "at" : ""].join(" ");
  return (
    <div id={`row-${row.id}`} role="row" aria-rowindex={index + 2} aria-selected={selected} className={`dv-row ${marks}`} style={{ gridTemplateColumns: template, transform: `translateY(${top}px)` }} onClick={onClick}>
      {columns.map((column, i) => (
        <div key={column.id} role="gridcell" className={`dv-cell ${column.align ?? ""}`}>
          {i === 0 ? <Checkbox checked={selected} tabIndex={-1} onChange={() => onToggle(row.id)} aria-label={t("dv.select", { name: spec.label(row) })} /> : null}
          {i === 0 ? <span className="ell">{column.render(row)}</span> : column.render(row)}
          {i === columns.length - 1 && actions.length > 0 ? (
            <span className="dv-actions">
              {actions.map((a) => <IconButton key={a.id} icon={a.icon} label={a.label} size="small" tabIndex={-1} onClick={() => a.perform(row)} />)}
            </span>
          ) : null}
        </div>
      ))}
    </div>
  );
}

/** One row. Memoised: a keystroke that moves the current row draws two rows, not forty. */
export const GridRow = memo(Row) as typeof Row;
