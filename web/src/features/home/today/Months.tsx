import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { formatWan } from "../../../lib/format";
import { FigureLink, Restricted } from "../../../ui/marks";
import { axisTop, monthFilter, monthsAhead } from "./model";
import { useMonths, useSummary } from "./queries";

/** Fen in one 万元. */
const WAN = 1_000_000;

/** What is weighted to be signed in each of the next months; every bar opens its list. */
export function Months() {
  const { t } = useTranslation();
  const months = useMemo(() => monthsAhead(new Date()), []);
  const totals = useMonths(months);
  const all = useSummary().data?.total;
  const header = <header className="row gap8" style={{ marginBottom: 8 }}><h2>{t("home.months")}</h2><span className="push t3 f12">{t("ui.wan")}</span></header>;
  if (!totals || !all) return header;
  if (!all.weighted || totals.some((x) => x.weighted === null)) return <>{header}<Restricted /></>;
  const top = axisTop(Math.max(...totals.map((x) => (x.weighted ?? 0) / WAN)));
  const ahead = totals.reduce((sum, x) => sum + (x.weighted ?? 0), 0);
  return (
    <>
      {header}
      <div className="home-months" role="list" aria-label={t("home.months")}>
        {[1, 0.75, 0.5, 0.25, 0].map((share) => <span key={share} className="line f11 t3 num" style={{ bottom: `${share * 160 + 22}px` }} aria-hidden><em>{formatWan(top * share * WAN, 0)}</em></span>)}
        {totals.map((x, i) => {
          const month = months[i];
          return month ? (
            <div key={month.from} role="listitem" className="month">
              <span className="column" style={{ height: `${((x.weighted ?? 0) / WAN / top) * 160}px` }}><b className="f11 num"><FigureLink to="/opportunities" search={monthFilter(month, i === 0)} tip={t("home.records", { count: x.count })}>{formatWan(x.weighted ?? 0, 0)}</FigureLink></b></span>
              <span className="f11 t3 num">{t("home.month", { month: month.month })}</span>
            </div>
          ) : null;
        })}
      </div>
      <p className="f12 t2 num" style={{ marginTop: 10 }}>{t("home.monthsNote", { amount: formatWan(ahead, 0), later: formatWan(all.weighted.amount - ahead, 0) })}</p>
    </>
  );
}
