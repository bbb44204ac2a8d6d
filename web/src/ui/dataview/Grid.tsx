import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type CSSProperties, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { GridHead } from "./GridHead";
import { GridRow } from "./GridRow";
import { gridTemplate, rowWidth, viewName, type ColumnState } from "./model";
import type { DataViewSpec, ListRecord } from "./spec";
import type { Rows, ViewState } from "./useDataView";
import { useMore } from "./useMore";
import type { Walk } from "./useWalk";

const ROW = 36;

export interface BodyProps<T extends ListRecord> {
  spec: DataViewSpec<T>;
  rows: Rows<T>;
  state: ViewState;
  walk: Walk;
  selected: ReadonlySet<string>;
  setSelected: (selected: ReadonlySet<string>) => void;
}

/** Rows under a sticky head; only those in sight exist. */
export function Grid<T extends ListRecord>({ spec, rows, state, walk, selected, setSelected, shown }: BodyProps<T> & { shown: ColumnState[] }) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.items.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 12, scrollPaddingStart: 32 });
  const template = gridTemplate(shown, spec.columns);
  const columns = shown.flatMap((s) => spec.columns.find((c) => c.id === s.id) ?? []);
  useMore(rows, virtual.getVirtualItems().at(-1)?.index ?? 0);
  useEffect(() => {
    if (walk.index >= 0) virtual.scrollToIndex(walk.index, { align: "auto" });
  }, [walk.index, virtual]);

  const toggle = (id: string): void => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    setSelected(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== scroller.current || event.nativeEvent.isComposing) return;
    const steps: Record<string, () => void> = {
      ArrowDown: () => walk.move(1),
      ArrowUp: () => walk.move(-1),
      Enter: () => walk.at && (event.ctrlKey || event.metaKey ? walk.openFull(walk.at) : walk.open(walk.at)),
      " ": () => walk.at && toggle(walk.at),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  };

  return (
    <div ref={scroller} style={{ "--row-width": `${rowWidth(shown, spec.columns)}px` } as CSSProperties} className={`dv-grid ${rows.result.isPlaceholderData ? "dv-stale" : ""}`} role="grid" tabIndex={0} aria-label={viewName(state.view, t)} aria-rowcount={(rows.total ?? rows.items.length) + 1} aria-colcount={columns.length} aria-multiselectable
      aria-activedescendant={walk.at && walk.index >= 0 ? `row-${walk.at}` : undefined} onKeyDown={onKeyDown}>
      <GridHead spec={spec} state={state} columns={columns} template={template} rows={rows} selected={selected} setSelected={setSelected} />
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows.items[item.index];
          return row ? (
            <GridRow key={row.id} row={row} index={item.index} top={item.start} template={template} columns={columns} spec={spec} at={walk.at === row.id} open={state.openId === row.id} selected={selected.has(row.id)} onOpen={walk.open} onOpenFull={walk.openFull} onToggle={toggle} />
          ) : null;
        })}
      </div>
    </div>
  );
}
