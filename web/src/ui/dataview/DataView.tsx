import "./dataview.css";
import { Users } from "lucide-react";
import { useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { usePhone, useWidth } from "../../lib/hooks";
import { Tabs } from "../layout";
import { Cards } from "./Cards";
import { Footer } from "./Footer";
import { Grid } from "./Grid";
import { fitColumns } from "./model";
import type { DataViewSpec, ListRecord } from "./spec";
import { ListStates, StaleNotice } from "./States";
import { Toolbar } from "./Toolbar";
import { ViewTools } from "./ViewTools";
import { useRows, useTotals, useViewState } from "./useDataView";
import { useWalk } from "./useWalk";

/** What the panel beside a list gets. */
export interface PanelContext {
  id: string;
  tab: string | undefined;
  setTab: (tab: string) => void;
  /** "第 1 条，共 73 条" */
  place: string;
  onPrevious?: () => void;
  onNext?: () => void;
  onExpand?: () => void;
  onClose: () => void;
}

interface DataViewProps<T extends ListRecord> {
  spec: DataViewSpec<T>;
  /** At the right end of the views: another layout of the same list. */
  aside?: ReactNode;
  panel?: (context: PanelContext) => ReactNode;
}

/** The one list of the product: views, filters, columns, rows, totals, and a record beside it. */
export function DataView<T extends ListRecord>({ spec, aside, panel }: DataViewProps<T>) {
  const { t } = useTranslation();
  const phone = usePhone();
  const state = useViewState(spec);
  const rows = useRows(spec, state.query, !state.waiting);
  const counts = useTotals(spec, useMemo(() => state.views.map((v) => ({ q: v.q ?? "", filters: v.filters, sort: [] })), [state.views]));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const area = useRef<HTMLDivElement>(null);
  const shown = fitColumns(state.columns, spec.columns, useWidth(area));
  const walk = useWalk(spec, rows, state, panel !== undefined);
  const body = { spec, rows, state, walk, selected, setSelected };
  return (
    <div className={`dv ${panel && state.openId && !phone ? "with-panel" : ""}`}>
      <Tabs kind="pill" aside={<><ViewTools state={state} phone={phone} />{aside}</>} label={t("dv.views")} value={state.view.id} onChange={state.setView}
        tabs={state.views.map((v, i) => ({ id: v.id, label: v.kept ? v.title : t(v.title), count: counts[i], icon: v.kept?.shared ? Users : undefined, tip: v.kept && !v.kept.own ? t("dv.view.of", { name: v.kept.owner }) : undefined }))} />
      <div className="dv-list">
        <Toolbar spec={spec} state={state} shown={shown} phone={phone} />
        <StaleNotice rows={rows} />
        <div ref={area} className="dv-body">
          {rows.items.length === 0 ? <ListStates spec={spec} state={state} rows={rows} shown={shown} /> : phone ? <Cards {...body} /> : <Grid {...body} shown={shown} />}
        </div>
        <Footer spec={spec} rows={rows} selected={selected} onClear={() => setSelected(new Set())} />
      </div>
      {panel && state.openId ? panel({ id: state.openId, tab: state.tab, setTab: state.setTab, ...walk.panel }) : null}
    </div>
  );
}
