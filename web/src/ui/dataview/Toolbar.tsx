import { Columns3, Funnel, Plus, Search } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCommands } from "../../lib/commands";
import { useSettled } from "../../lib/hooks";
import { filteredFields } from "../../lib/list";
import { TextInput } from "../inputs";
import { Menu } from "../Menu";
import { ColumnMenu } from "./ColumnMenu";
import { FilterChip } from "./FilterChip";
import { FilterEditor } from "./FilterEditor";
import { ExportButton } from "./Footer";
import { titleOf, type ColumnState } from "./model";
import type { DataViewSpec, ListRecord } from "./spec";
import type { ViewState } from "./useDataView";

interface ToolbarProps<T extends ListRecord> {
  spec: DataViewSpec<T>;
  state: ViewState;
  /** Absent where the records stand in no columns. */
  shown?: ColumnState[];
  phone: boolean;
}

/** Conditions at the left, search, columns and export at the right. */
export function Toolbar<T extends ListRecord>({ spec, state, shown, phone }: ToolbarProps<T>) {
  const { t } = useTranslation();
  const anchor = useRef<HTMLButtonElement>(null);
  const columnsAnchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<"fields" | "columns" | { field: string } | null>(null);
  const fields = filteredFields(state.query.filters);
  const editing = typeof open === "object" && open !== null ? spec.filters.find((f) => f.field === open.field) : undefined;
  return (
    <div className="dv-tool">
      {phone ? null : <Funnel className="s" aria-hidden />}
      <div className="dv-chips">
        {fields.map((field) => <FilterChip key={field} filter={spec.filters.find((f) => f.field === field)} state={state} />)}
        <button type="button" ref={anchor} className="chip dash" aria-haspopup="menu" aria-expanded={open !== null && open !== "columns"} onClick={() => setOpen("fields")}>
          <Plus aria-hidden />
          {t("dv.addFilter")}
        </button>
      </div>
      <span className="push row gap6">
        <SearchBox state={state} />
        {phone || !shown ? null : (
          <>
            <button type="button" ref={columnsAnchor} className="chip" aria-haspopup="dialog" aria-expanded={open === "columns"} onClick={() => setOpen("columns")}>
              <Columns3 aria-hidden />
              {t("dv.columns", { shown: shown.length, all: spec.columns.length })}
            </button>
            <ExportButton spec={spec} query={state.query} />
          </>
        )}
      </span>
      {open === "fields" ? (
        <Menu anchor={anchor} placement="bottom-start" label={t("dv.addFilter")} onClose={() => setOpen(null)}
          items={spec.filters.map((f) => ({ id: f.field, label: titleOf(f, t), perform: () => setOpen({ field: f.field }) }))} />
      ) : null}
      {editing ? <FilterEditor anchor={anchor} filter={editing} state={state} onClose={() => setOpen(null)} /> : null}
      {open === "columns" ? <ColumnMenu anchor={columnsAnchor} spec={spec} state={state} onClose={() => setOpen(null)} /> : null}
    </div>
  );
}

/** Searches as one types, once the typing rests. "/" goes to it. */
function SearchBox({ state }: { state: ViewState }) {
  const { t } = useTranslation();
  const box = useRef<HTMLSpanElement>(null);
  const [text, setText] = useState(state.query.q);
  const settled = useSettled(text);
  const { setText: write, query } = state;
  useEffect(() => {
    if (settled !== query.q) write(settled);
    // Only typing writes the address; writing it must not come back here.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  useCommands(useMemo(() => [{ id: "list.search", label: t("ui.search"), shortcut: "/", perform: () => box.current?.querySelector("input")?.focus() }], [t]));
  return (
    <span ref={box} className="dv-search">
      <TextInput icon={Search} value={text} aria-label={t("dv.searchList")} placeholder={t("ui.search")} onChange={(e) => setText(e.target.value)}
        onKeyDown={(e) => {
          if (e.key !== "Escape" || text === "") return;
          e.stopPropagation();
          setText("");
        }} />
    </span>
  );
}
