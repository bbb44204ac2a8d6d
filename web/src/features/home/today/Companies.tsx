import { useTranslation } from "react-i18next";
import { formatPercent, formatWan } from "../../../lib/format";
import { Linked } from "./Linked";
import type { Deals } from "./model";

/** What each company has open, and won this year. */
export function Companies({ deals }: { deals: Deals }) {
  const { t } = useTranslation();
  const amount = (money: { amount: number } | null): string => (money ? formatWan(money.amount, 0) : t("ui.restricted"));
  return (
    <>
      <header className="row gap8" style={{ marginBottom: 8 }}><h2>{t("home.companies")}</h2><span className="push t3 f12">{t("ui.wan")}</span></header>
      <div className="home-company f12 t3"><span>{t("home.company")}</span><span className="right">{t("home.weighted")}</span><span className="right">{t("home.won")}</span><span className="right">{t("home.rate")}</span></div>
      {deals.companies.map((c) => (
        <div key={c.id} className="home-company">
          <span className="ell" title={c.name}>{c.name}</span>
          <span className="right num"><Linked list={c.open.list} tip={t("home.records", { count: c.open.count })}>{amount(c.open.weighted)}</Linked></span>
          <span className="right num"><Linked list={c.won.list} tip={t("home.records", { count: c.won.count })}>{amount(c.won.amount)}</Linked></span>
          <span className="right num t2">{c.win_rate === null ? "–" : formatPercent(c.win_rate / 1000)}</span>
        </div>
      ))}
    </>
  );
}
