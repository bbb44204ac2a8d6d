import { X } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { FilterEditor } from "./FilterEditor";
import { titleOf, withoutField } from "./model";
import type { FilterSpec } from "./spec";
import type { ViewState } from "./useDataView";
import { useFilterText } from "./useFilterText";

/** One condition: a press changes it, the cross takes it away. */
export function FilterChip({ filter, state }: { filter?: FilterSpec; state: ViewState }) {
  const { t } = useTranslation();
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const text = useFilterText(filter ? [filter] : [], state.query.filters);
  if (!filter) return null;
  const fixed = !state.view.kept && state.view.filters.some((f) => f.field === filter.field);
  const name = titleOf(filter, t);
  return (
    <span className={`chip ${fixed ? "" : "on"}`}>
      <button type="button" ref={anchor} aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(!open)}>
        {name} <b>{text(filter, state.query.filters)}</b>
      </button>
      {fixed ? null : (
        <button type="button" className="x" aria-label={t("dv.removeFilter", { name })} onClick={() => state.setFilters(withoutField(state.query.filters, filter.field))}>
          <X aria-hidden />
        </button>
      )}
      {open ? <FilterEditor anchor={anchor} filter={filter} state={state} onClose={() => setOpen(false)} /> : null}
    </span>
  );
}
