import { useTranslation } from "react-i18next";
import { formatPercent, formatWan } from "../../../lib/format";
import { Facts } from "../../../ui/layout";
import { Linked } from "./Linked";
import type { Deals, Figure } from "./model";

/** What the reader won, lost and let rest this year. */
export function ThisYear({ deals: d }: { deals: Deals }) {
  const { t } = useTranslation();
  const wan = (f: Figure) => <span className="num"><Linked list={f.list} tip={t("home.records", { count: f.count })}>{f.amount ? t("opportunities.wan", { amount: formatWan(f.amount.amount, 0) }) : t("ui.restricted")}</Linked> <span className="t3 f12">{t("home.records", { count: f.count })}</span></span>;
  return (
    <>
      <header style={{ marginBottom: 6 }}><h2>{t("home.thisYear")}</h2></header>
      <Facts labelWidth={104} items={[
        { label: t("home.wonYear"), value: wan(d.won) },
        { label: t("home.lost"), value: wan(d.lost) },
        { label: t("home.rate"), value: <span className="num">{d.win_rate === null ? "–" : formatPercent(d.win_rate / 1000)}</span> },
        { label: t("home.stalled"), value: wan(d.stalled) },
      ]} />
    </>
  );
}
