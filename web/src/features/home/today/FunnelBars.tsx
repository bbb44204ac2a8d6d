import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatWan } from "../../../lib/format";
import { Restricted, StageRing, type StageShape } from "../../../ui/marks";
import { Linked } from "./Linked";
import type { Deals, Figure } from "./model";

/** What is open in each stage, as bars to one scale; every figure opens its list. */
export function FunnelBars({ title, deals, conversion }: { title: string; deals: Deals; conversion?: boolean }) {
  const { t } = useTranslation();
  const widest = Math.max(1, ...deals.stages.map((s) => s.open.amount?.amount ?? s.open.count));
  return (
    <>
      <header className="row gap8" style={{ marginBottom: 8 }}><h2>{title}</h2><span className="push t3 f12">{t(conversion ? "home.conversion" : "home.funnelUnits")}</span></header>
      <div className="home-funnel f12 t3 top"><span>{t("home.stage")}</span><span className="right">{t("home.count")}</span><span /><span className="right">{t("home.amount")}</span><span className="right">{t("home.weighted")}</span></div>
      {deals.stages.map((s, i) => (
        <Fragment key={s.stage}>
          <div className="home-funnel">
            <StageRing shape={i as StageShape}>{t(`opportunities.stage.${s.stage}`)}</StageRing>
            <Sums figure={s.open} middle={<i className={`fill-${4 - i}`} style={{ width: `${((s.open.amount?.amount ?? s.open.count) / widest) * 100}%` }} />} />
          </div>
          {conversion && i < deals.stages.length - 1 ? <div className="home-rate f11 t3 num">↓ {s.conversion === null ? "–" : `${Math.round(s.conversion / 10)}%`}</div> : null}
        </Fragment>
      ))}
      <div className="home-funnel total"><span className="t3">{t("home.sum")}</span><Sums figure={deals.total} bold /></div>
    </>
  );
}

function Sums({ figure: f, middle, bold }: { figure: Figure; middle?: ReactNode; bold?: boolean }) {
  const { t } = useTranslation();
  const tip = t("home.records", { count: f.count });
  const strong = bold ? "sb" : "";
  return (
    <>
      <span className={`right num ${strong}`}><Linked list={f.list} tip={tip}>{f.count}</Linked></span>
      <span aria-hidden>{middle}</span>
      <span className={`right num ${strong}`}>{f.amount ? <Linked list={f.list} tip={tip}>{formatWan(f.amount.amount, 0)}</Linked> : <Restricted />}</span>
      <span className={`right num ${bold ? "sb" : "t2"}`}>{f.weighted ? <Linked list={f.list} tip={tip}>{formatWan(f.weighted.amount, 0)}</Linked> : null}</span>
    </>
  );
}
