import { useTranslation } from "react-i18next";
import { formatCount, formatPercent, formatWan } from "../../../../lib/format";
import { shares } from "../model";
import type { Import } from "../types";

/** What would become of the rows, or what became of them. */
export function Summary({ record }: { record: Import }) {
  const { t } = useTranslation();
  const { counts } = record;
  const share = shares(record);
  const figures = [
    { id: "rows", value: counts.rows, tone: "", note: t("imports.rowUnit") },
    { id: "new", value: counts.new, tone: "ok-t", note: record.records > 0 ? t("imports.made", { count: record.records }) : "" },
    { id: "duplicate", value: counts.duplicate + counts.similar, tone: "warn-t", note: t("imports.doubtful", { same: formatCount(counts.duplicate), similar: formatCount(counts.similar) }) },
    { id: "refused", value: counts.refused, tone: "bad-t", note: "" },
  ];
  return (
    <div className="import-sums">
      {figures.map((f) => (
        <div key={f.id}>
          <span className="t2 f12">{t(`imports.figure.${f.id}`)}</span>
          <b className={f.tone}>{formatCount(f.value)}</b>
          <span className="t2 f12">{f.note}</span>
        </div>
      ))}
      <div className="grow">
        <span className="import-bar" aria-hidden><i className="ok" style={{ flexGrow: share.taken }} /><i className="warn" style={{ flexGrow: share.doubtful }} /><i className="bad" style={{ flexGrow: share.refused }} /></span>
        <span className="row f12 t2">{record.total && record.total.amount > 0 ? <span>{t("imports.total", { amount: formatWan(record.total.amount) })}</span> : null}<span className="push num">{formatPercent(share.taken)}</span></span>
      </div>
    </div>
  );
}
