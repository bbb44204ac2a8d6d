import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import { Restricted } from "../../../../ui/marks";
import { elapsed, plannedShare } from "../model";
import { useContractOf } from "../queries";
import type { Money, Project } from "../types";
import { Wan } from "./Wan";
import { serverToday } from "../../../../lib/now";

/** Time and works on the left, contract and money on the right. */
export function Figures({ project: p }: { project: Project }) {
  return (
    <section className="record-section two-figures">
      <Works project={p} />
      <MoneyPart project={p} />
    </section>
  );
}

function Works({ project: p }: { project: Project }) {
  const { t } = useTranslation();
  const today = serverToday();
  const time = elapsed(p, today);
  const plan = plannedShare(p.milestones, today);
  return (
    <div>
      <header><h2>{t("projects.works")}</h2>{time ? <span className={`f12 num ${time.day > time.all ? "warn-t" : "t3"}`}>{t("projects.dayOf", { ...time })}</span> : null}</header>
      {plan === null ? <p className="t3">{t("projects.noWeights")}</p> : (
        <>
          <ShareBar label={t("projects.sharePlanned")} percent={Math.floor(plan * 100)} colour="var(--chart-compare)" />
          <ShareBar label={t("projects.shareReached")} percent={p.reached} colour="var(--accent)" />
          <ShareBar label={t("projects.shareConfirmed")} percent={p.progress} colour="var(--chart-3)" />
          <p className="t3 f12" style={{ marginTop: 2 }}>{t("projects.shareNote")}</p>
        </>
      )}
    </div>
  );
}

function ShareBar({ label, percent, colour }: { label: string; percent: number; colour: string }) {
  return (
    <div className="share">
      <span className="t2 ell">{label}</span>
      <span className="bar" role="progressbar" aria-label={label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}><i style={{ width: `${percent}%`, background: colour }} /></span>
      <span className="num right">{percent}%</span>
    </div>
  );
}

const PARTS = [
  { key: "received", colour: "var(--chart-1)" },
  { key: "overdue", colour: "var(--bad)" },
  { key: "due", colour: "var(--chart-3)" },
  { key: "planned", colour: "var(--chart-5)" },
] as const;

/** The contract's price and what was paid of it, then what the works may and will cost. */
function MoneyPart({ project: p }: { project: Project }) {
  const { t } = useTranslation();
  const me = useMe();
  const contract = useContractOf(p.contract_id, can(me, "contract:read")).data;
  const bar = contract?.payment_bar;
  const paid = bar?.received ? PARTS.map((part) => ({ ...part, fen: bar[part.key]?.amount ?? 0 })) : [];
  const total = paid.reduce((sum, part) => sum + part.fen, 0);
  const over = p.budget && p.forecast_cost && p.forecast_cost.amount > p.budget.amount;
  return (
    <div>
      <header><h2>{t("projects.money")}</h2><span className="t3 f12">{t("ui.wan")}</span>{contract ? <Link to={`/contracts/${contract.id}`} className="push f12">{contract.number}</Link> : null}</header>
      {total > 0 ? <div className="paid" role="img" aria-label={t("projects.paidBar")}>{paid.filter((part) => part.fen > 0).map((part) => <i key={part.key} style={{ flexGrow: part.fen, background: part.colour }} />)}</div> : null}
      <dl className="sums">
        <Sum label={t("projects.price")} money={contract?.price ?? p.amount} />
        <Sum label={t("projects.budget")} money={p.budget && p.budget.amount > 0 ? p.budget : null} none={!p.masked.includes("budget")} />
        {bar?.received ? <Sum label={t("projects.received")} money={bar.received} /> : null}
        <Sum label={t("projects.forecastCost")} money={p.forecast_cost} none={!p.masked.includes("forecast_cost")} className={over ? "bad-t" : ""} />
        {bar?.received ? <Sum label={t("projects.due")} money={bar.due} /> : null}
        {bar?.received ? <Sum label={t("projects.overdue")} money={bar.overdue} className={bar.overdue.amount > 0 ? "bad-t" : ""} /> : null}
      </dl>
    </div>
  );
}

/** An amount beside its label; `none` says that there is no amount rather than no right to see it. */
function Sum({ label, money, none, className = "" }: { label: string; money: Money | null | undefined; none?: boolean; className?: string }) {
  const { t } = useTranslation();
  return (
    <div>
      <dt className="t2">{label}</dt>
      <dd className={className}>{money ? <Wan money={money} /> : none ? <span className="t3">{t("ui.none")}</span> : <Restricted />}</dd>
    </div>
  );
}
