import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatPercent, formatWan } from "../../../lib/format";
import { Sparkline } from "../../../ui/charts";
import { Restricted } from "../../../ui/marks";
import { Linked } from "./Linked";
import { signedShare, type Overview } from "./model";

/** The figures a manager looks at first; each opens the list behind it. */
export function Figures({ overview: o }: { overview: Overview }) {
  const { t } = useTranslation();
  const { deals, contracts, receipts, receivables, projects } = o;
  const wan = (money: { amount: number } | null): ReactNode => (money ? formatWan(money.amount, 0) : <Restricted />);
  const change = (tenths: number | null): ReactNode => (tenths === null ? null : <b className={`m ${tenths < 0 ? "bad-t" : "ok-t"}`}>{signedShare(tenths)}</b>);
  const won = deals?.trend.months.map((m) => m.won.amount?.amount ?? 0) ?? [];
  return (
    <div className="home-figures">
      {contracts ? (
        <Figure label={t("home.signedYear")} note={<>{t("home.contracts", { count: contracts.this_year.count })}{contracts.change === null ? null : <>{t("dv.and")}{t("home.onLastYear")} {change(contracts.change)}</>}</>} spark={won.some((v) => v > 0) ? <Sparkline values={won} width={56} label={t("home.wonMonths")} /> : null}>
          <Linked list={contracts.this_year.list} tip={t("home.contracts", { count: contracts.this_year.count })}>{wan(contracts.this_year.amount)}</Linked>
        </Figure>
      ) : null}
      {deals ? (
        <Figure label={t("home.pipeline")} note={<>{t("home.records", { count: deals.total.count })}{deals.total.amount ? `${t("dv.and")}${t("home.amountIs", { amount: formatWan(deals.total.amount.amount, 0) })}` : ""}</>}>
          <Linked list={deals.total.list} tip={t("home.records", { count: deals.total.count })}>{wan(deals.total.weighted)}</Linked>
        </Figure>
      ) : null}
      {receipts ? (
        <Figure label={t("home.receivedYear")} note={<>{t("home.receipts", { count: receipts.this_year.count })}{receipts.change === null ? null : <>{t("dv.and")}{t("home.onLastYear")} {change(receipts.change)}</>}</>}>
          <Linked list={receipts.this_year.list} tip={t("home.receipts", { count: receipts.this_year.count })}>{wan(receipts.this_year.amount)}</Linked>
        </Figure>
      ) : null}
      {receivables ? (
        <Figure label={t("home.overdue")} note={t("home.owed", { amount: receivables.owed.amount ? formatWan(receivables.owed.amount.amount, 0) : t("ui.restricted") })} bad>
          <Linked list={receivables.overdue.list} tip={t("home.nodes", { count: receivables.overdue.count })}>{wan(receivables.overdue.amount)}</Linked>
        </Figure>
      ) : deals ? (
        <Figure label={t("home.stalled")} note={t("home.records", { count: deals.stalled.count })}>
          <Linked list={deals.stalled.list} tip={t("home.records", { count: deals.stalled.count })}>{wan(deals.stalled.amount)}</Linked>
        </Figure>
      ) : null}
      {projects ? (
        <Figure label={t("home.running")} note={t("home.projects", { count: projects.running.count })}>
          <Linked list={projects.running.list} tip={t("home.projects", { count: projects.running.count })}>{wan(projects.running.amount)}</Linked>
        </Figure>
      ) : null}
      {deals ? (
        <Figure label={t("home.winRate")} unit="%" note={deals.win_rate_by_amount === null ? "" : t("home.byValue", { rate: formatPercent(deals.win_rate_by_amount / 1000) })}>
          {deals.win_rate === null ? "–" : <Linked list={deals.won.list} tip={t("home.wonOf", { won: deals.won.count, all: deals.won.count + deals.lost.count })}>{formatPercent(deals.win_rate / 1000).slice(0, -1)}</Linked>}
        </Figure>
      ) : null}
    </div>
  );
}

interface FigureProps {
  label: string;
  unit?: string;
  note: ReactNode;
  spark?: ReactNode;
  bad?: boolean;
  children: ReactNode;
}

function Figure({ label, unit, note, spark, bad, children }: FigureProps) {
  const { t } = useTranslation();
  return (
    <div>
      <div className="t3 f12">{label}</div>
      <div className="row gap8" style={{ alignItems: "flex-end" }}>
        <div className={`home-big num ${bad ? "bad-t" : ""}`}>{children}<small>{unit ?? t("ui.wan")}</small></div>
        {spark ? <span className="push hide-phone">{spark}</span> : null}
      </div>
      <div className="f12 t3 num" style={{ marginTop: 2, minHeight: 18 }}>{note}</div>
    </div>
  );
}
