import { Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatTime } from "../../lib/format";
import { useDelayed } from "../../lib/hooks";
import { filteredFields, type ListQuery } from "../../lib/list";
import { Problem } from "../../lib/problem";
import { Button } from "../Button";
import { EmptyState, InlineNotice } from "../layout";
import { Skeleton } from "../marks";
import { gridTemplate, titleOf, type ColumnState, withoutField } from "./model";
import type { DataViewSpec, ListRecord } from "./spec";
import { useTotals, type Rows, type ViewState } from "./useDataView";
import { useFilterText } from "./useFilterText";

interface StateProps<T extends ListRecord> {
  spec: DataViewSpec<T>;
  state: ViewState;
  rows: Rows<T>;
  shown: ColumnState[];
}

/** What stands where rows would be: loading, refused, failed, nothing yet, nothing left. */
export function ListStates<T extends ListRecord>(props: StateProps<T>) {
  const { rows, state, spec } = props;
  const { error, isPending, isPlaceholderData } = rows.result;
  if (error instanceof Problem && error.status === 403) return <RestrictedList message={error.message} />;
  if (error) return <div className="grow" />;
  const filtered = state.query.q !== "" || state.query.filters.length > 0;
  return (
    <div className="grow">
      <Heads {...props} />
      {isPending || isPlaceholderData ? <Loading {...props} /> : filtered ? <NothingLeft {...props} /> : <EmptyState title={spec.empty.title} actions={spec.empty.actions}>{spec.empty.text}</EmptyState>}
    </div>
  );
}

/** The column heads stay where they are, so that nothing jumps when rows arrive. */
function Heads<T extends ListRecord>({ spec, shown }: StateProps<T>) {
  const { t } = useTranslation();
  return (
    <div className="dv-head hide-phone" aria-hidden style={{ gridTemplateColumns: gridTemplate(shown, spec.columns) }}>
      {shown.map((s) => {
        const column = spec.columns.find((c) => c.id === s.id);
        return column ? <div key={s.id} className={`dv-cell ${column.align ?? ""}`}>{titleOf(column, t)}</div> : null;
      })}
    </div>
  );
}

const WIDTHS = [62, 50, 72, 56, 46, 66, 52, 60];

function Loading<T extends ListRecord>({ spec, shown }: StateProps<T>) {
  const { t } = useTranslation();
  const late = useDelayed(true);
  return (
    <div role="status" aria-label={t("dv.loading")}>
      {late
        ? WIDTHS.map((width, i) => (
            <div key={i} className="dv-skeleton" style={{ gridTemplateColumns: gridTemplate(shown, spec.columns) }}>
              {shown.map((c, j) => <span key={c.id}><Skeleton width={`${WIDTHS[(i + j) % WIDTHS.length] ?? width}%`} /></span>)}
            </div>
          ))
        : null}
    </div>
  );
}

function RestrictedList({ message }: { message: string }) {
  const { t } = useTranslation();
  return (
    <div className="restricted-page grow">
      <h2><Lock aria-hidden />{t("dv.restrictedTitle")}</h2>
      <p>{message || t("dv.restrictedText")}</p>
    </div>
  );
}

/** Nothing matches: says which condition to drop and what that would bring back, or that there is nothing at all. */
function NothingLeft<T extends ListRecord>({ spec, state }: StateProps<T>) {
  const { t } = useTranslation();
  const { query } = state;
  const text = useFilterText(spec.filters, query.filters);
  const fields = filteredFields(query.filters);
  const dropped: { name: string; query: ListQuery; apply: () => void }[] = fields.flatMap((field) => {
    const filter = spec.filters.find((f) => f.field === field);
    const filters = withoutField(query.filters, field);
    return filter ? [{ name: `${titleOf(filter, t)} ${text(filter, query.filters)}`, query: { ...query, filters }, apply: () => state.setFilters(filters) }] : [];
  });
  if (query.q !== "") dropped.push({ name: t("dv.searchFor", { text: query.q }), query: { ...query, q: "" }, apply: () => state.setText("") });
  const [all, ...totals] = useTotals(spec, [{ ...query, q: "", filters: [] }, ...dropped.map((d) => d.query)]);
  const best = dropped.reduce((a, _, i) => ((totals[i] ?? 0) > (totals[a] ?? 0) ? i : a), 0);
  const vain = dropped.length > 1 && totals.every((total) => total === 0);
  if (all === 0) return <EmptyState title={spec.empty.title} actions={spec.empty.actions}>{spec.empty.text}</EmptyState>;
  return (
    <EmptyState
      title={t("dv.nothingLeft", { count: dropped.length, noun: t(spec.noun) })}
      actions={
        <>
          {dropped[best] && !vain ? <Button onClick={dropped[best].apply}>{t("dv.drop", { name: dropped[best].name })}</Button> : null}
          {dropped.length > 1 ? <Button kind={vain ? "plain" : "quiet"} onClick={state.clear}>{t("dv.clearAll")}</Button> : null}
        </>
      }
    >
      {dropped.map((d, i) => (totals[i] === undefined ? null : <span key={d.name}>{t("dv.dropBrings", { name: d.name, count: totals[i] })} </span>))}
    </EmptyState>
  );
}

/** The last answer failed: the old rows stay, and it says from when they are. */
export function StaleNotice<T extends ListRecord>({ rows }: { rows: Rows<T> }) {
  const { t } = useTranslation();
  const { error, dataUpdatedAt, refetch, isFetching } = rows.result;
  if (!error || (error instanceof Problem && error.status === 403)) return null;
  const problem = error instanceof Problem ? error : null;
  return (
    <>
      <InlineNotice tone="bad" strip action={<Button size="small" busy={isFetching} onClick={() => void refetch()}>{t("ui.retry")}</Button>}>
        {t("dv.failed")} {problem?.message}
      </InlineNotice>
      <div className="row f12 t3" style={{ minHeight: 30, padding: "0 20px", gap: 12 }}>
        {rows.items.length > 0 ? <span>{t("dv.keptFrom", { time: formatTime(new Date(dataUpdatedAt)) })}</span> : null}
        {problem?.requestId ? <span>{t("ui.requestId")} <span className="mono">{problem.requestId}</span></span> : null}
      </div>
    </>
  );
}
