import { useTranslation } from "react-i18next";
import { formatWan } from "../../../lib/format";
import { Restricted } from "../../../ui/marks";
import { Linked } from "./Linked";
import { axisTop, type Deals } from "./model";

/** Fen in one 万元. */
const WAN = 1_000_000;
/** Height of the plot in pixels. */
const PLOT = 160;

/** What is weighted to be signed in each of the next months, by stage; every bar opens its list. */
export function Months({ deals }: { deals: Deals }) {
  const { t } = useTranslation();
  const legend = [...deals.stages].reverse();
  const header = (
    <header className="row gap8 wrap" style={{ marginBottom: 8 }}>
      <h2>{t("home.months")}</h2>
      <span className="push row gap12 f12 t2">{legend.map((s, i) => <span key={s.stage} className="row gap4"><i className={`home-key fill-${i + 1}`} aria-hidden />{t(`opportunities.stage.${s.stage}`)}</span>)}</span>
    </header>
  );
  if (!deals.total.weighted) return <>{header}<Restricted /></>;
  const top = axisTop(Math.max(...deals.months.map((m) => (m.total.weighted?.amount ?? 0) / WAN)));
  const ahead = deals.months.reduce((sum, m) => sum + (m.total.weighted?.amount ?? 0), 0);
  const height = (fen: number): string => `${(fen / WAN / top) * PLOT}px`;
  return (
    <>
      {header}
      <div className="home-months" role="list" aria-label={t("home.months")}>
        {[1, 0.75, 0.5, 0.25, 0].map((share) => <span key={share} className="line f11 t3 num" style={{ bottom: `${share * PLOT + 22}px` }} aria-hidden><em>{formatWan(top * share * WAN, 0)}</em></span>)}
        {deals.months.map((m) => (
          <div key={m.month} role="listitem" className="month">
            <span className="column" style={{ height: height(m.total.weighted?.amount ?? 0) }}>
              <b className="f11 num"><Linked list={m.total.list} tip={t("home.records", { count: m.total.count })}>{formatWan(m.total.weighted?.amount ?? 0, 0)}</Linked></b>
              {m.stages.map((s, i) => <i key={deals.stages[i]?.stage} className={`fill-${4 - i}`} style={{ height: height(s.weighted?.amount ?? 0) }} aria-hidden />)}
            </span>
            <span className="f11 t3 num">{t("home.month", { month: Number(m.month.slice(5)) })}</span>
          </div>
        ))}
      </div>
      <p className="f12 t2 num" style={{ marginTop: 10 }}>{t("home.monthsNote", { amount: formatWan(ahead, 0), later: formatWan(deals.later.weighted?.amount ?? 0, 0) })}</p>
    </>
  );
}
