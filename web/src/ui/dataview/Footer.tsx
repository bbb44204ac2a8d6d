import { Download, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatCount, formatWan } from "../../lib/format";
import { queryParams, type ListQuery, type SumValue } from "../../lib/list";
import { IconButton } from "../Button";
import type { DataViewSpec, ListRecord } from "./spec";
import type { Rows } from "./useDataView";

interface FooterProps<T extends ListRecord> {
  spec: DataViewSpec<T>;
  rows: Rows<T>;
  selected: ReadonlySet<string>;
  onClear: () => void;
}

/** Totals of the filtered set, not of what is loaded. */
export function Footer<T extends ListRecord>({ spec, rows, selected, onClear }: FooterProps<T>) {
  const { t } = useTranslation();
  const sums = spec.columns.filter((c) => c.sum !== undefined && rows.sums?.[c.sum] !== undefined);
  const total = rows.total ?? rows.items.length;
  const money = sums.some((c) => typeof rows.sums?.[c.sum ?? ""] === "object");
  if (!rows.result.data) return <div className="dv-foot" />;
  return (
    <div className="dv-foot" role="status">
      {selected.size > 0 ? (
        <span className="row gap12">
          <span>{t("dv.selected")}<b>{formatCount(selected.size)}</b> / {formatCount(total)}</span>
          <IconButton icon={X} label={t("dv.clearSelection")} size="small" onClick={onClear} />
        </span>
      ) : (
        <span>{t("dv.totalBefore")}<b>{formatCount(total)}</b>{t("dv.totalAfter", { count: total })}</span>
      )}
      <span className="push row gap20">
        {sums.map((c) => <span key={c.id} className="sum">{t(`${c.title}Short`, { defaultValue: withoutUnit(t(c.title)) })} <b>{sumText(rows.sums?.[c.sum ?? ""] ?? 0)}</b></span>)}
        {money ? <span style={{ marginLeft: -14 }}>{t("ui.wan")}</span> : null}
      </span>
    </div>
  );
}

/** The unit of money stands once, at the end of the sums. */
function withoutUnit(title: string): string {
  return title.replace(/\s*\([^()]*\)$/, "");
}

function sumText(sum: SumValue): string {
  return typeof sum === "number" ? formatCount(sum) : formatWan(sum.amount);
}

/** Downloads the filtered set. */
export function ExportButton<T extends ListRecord>({ spec, query }: { spec: DataViewSpec<T>; query: ListQuery }) {
  const { t } = useTranslation();
  if (!spec.exportHref) return null;
  return (
    <a className="chip" href={spec.exportHref(queryParams(query))} download>
      <Download aria-hidden />
      {t("dv.export")}
    </a>
  );
}
