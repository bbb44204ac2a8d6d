import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { formatWan } from "../../../lib/format";
import { FigureLink, Restricted, StageRing, type StageShape } from "../../../ui/marks";
import { STAGES, type Sum } from "./model";
import { useFunnel, useSummary } from "./queries";

const LIST = "/opportunities";

/** What is open in each stage, as bars to one scale; every figure opens its list. */
export function FunnelBars({ title, conversion }: { title: string; conversion?: boolean }) {
  const { t } = useTranslation();
  const summary = useSummary();
  const flow = useFunnel().data;
  const stages = summary.data?.stages ?? [];
  const widest = Math.max(1, ...stages.map((s) => s.amount?.amount ?? s.count));
  const total = summary.data?.total;
  const rate = (stage: string): number | null | undefined => flow?.stages.find((s) => s.stage === stage)?.conversion;
  return (
    <>
      <header className="row gap8" style={{ marginBottom: 8 }}><h2>{title}</h2><span className="push t3 f12">{t(conversion ? "home.conversion" : "home.funnelUnits")}</span></header>
      <div className="home-funnel f12 t3 top"><span>{t("home.stage")}</span><span className="right">{t("home.count")}</span><span /><span className="right">{t("home.amount")}</span><span className="right">{t("home.weighted")}</span></div>
      {stages.map((s, i) => (
        <Fragment key={s.stage}>
          <Line sum={s} share={(s.amount?.amount ?? s.count) / widest} index={i} />
          {conversion && i < STAGES.length - 1 ? <div className="home-rate f11 t3 num">↓ {rate(s.stage) === null || rate(s.stage) === undefined ? "–" : `${Math.round((rate(s.stage) ?? 0) * 100)}%`}</div> : null}
        </Fragment>
      ))}
      {total ? (
        <div className="home-funnel total">
          <span className="t3">{t("home.sum")}</span>
          <b className="right num sb"><FigureLink to={LIST} tip={t("home.records", { count: total.count })}>{total.count}</FigureLink></b>
          <span />
          <b className="right num sb">{total.amount ? <FigureLink to={LIST} tip={t("home.records", { count: total.count })}>{formatWan(total.amount.amount, 0)}</FigureLink> : <Restricted />}</b>
          <b className="right num sb">{total.weighted ? <FigureLink to={LIST} tip={t("home.records", { count: total.count })}>{formatWan(total.weighted.amount, 0)}</FigureLink> : null}</b>
        </div>
      ) : null}
    </>
  );
}

function Line({ sum: s, share, index }: { sum: Sum; share: number; index: number }) {
  const { t } = useTranslation();
  const search = { stage: s.stage };
  const tip = t("home.records", { count: s.count });
  return (
    <div className="home-funnel">
      <StageRing shape={index as StageShape}>{t(`opportunities.stage.${s.stage}`)}</StageRing>
      <span className="right num"><FigureLink to={LIST} search={search} tip={tip}>{s.count}</FigureLink></span>
      <span aria-hidden><i className={`fill-${4 - index}`} style={{ width: `${share * 100}%` }} /></span>
      <span className="right num">{s.amount ? <FigureLink to={LIST} search={search} tip={tip}>{formatWan(s.amount.amount, 0)}</FigureLink> : <Restricted />}</span>
      <span className="right num t2">{s.weighted ? <FigureLink to={LIST} search={search} tip={tip}>{formatWan(s.weighted.amount, 0)}</FigureLink> : null}</span>
    </div>
  );
}
