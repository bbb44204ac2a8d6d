import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { BodyProps } from "./Grid";
import { viewName } from "./model";
import type { ListRecord } from "./spec";
import { useMore } from "./useMore";

const CARD = 64;

/** The same list on a phone: two lines a record. */
export function Cards<T extends ListRecord>({ spec, rows, state, walk }: BodyProps<T>) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.items.length, getScrollElement: () => scroller.current, estimateSize: () => CARD, overscan: 8 });
  useMore(rows, virtual.getVirtualItems().at(-1)?.index ?? 0);
  return (
    <div ref={scroller} className="dv-grid" role="list" aria-label={viewName(state.view, t)}>
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows.items[item.index];
          if (!row) return null;
          const card = spec.card(row);
          return (
            <div key={row.id} role="listitem">
              <button type="button" className={`dv-card ${state.openId === row.id ? "open" : ""}`} style={{ transform: `translateY(${item.start}px)` }} onClick={() => walk.open(row.id)}>
                <span className="line1"><span className="ell grow">{card.title}</span><span className="num">{card.value}</span></span>
                <span className="line2"><span className="ell grow">{card.line}</span><span>{card.status}</span></span>
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
