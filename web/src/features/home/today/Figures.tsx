import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatPercent, formatWan, localDate } from "../../../lib/format";
import { FigureLink, Restricted } from "../../../ui/marks";
import { useFunnel, useSummary, useTotal } from "./queries";

const LIST = "/opportunities";

/** The figures a manager looks at first; each opens the list behind it. */
export function Figures() {
  const { t } = useTranslation();
  const year = localDate(new Date()).slice(0, 4);
  const won = { outcome: "won", "closed_on.gte": `${year}-01-01` };
  const stalled = { stalled: "true" };
  const summary = useSummary().data;
  const flow = useFunnel(`${year}-01`).data;
  const wonTotal = useTotal(won).data;
  const stalledTotal = useTotal({ outcome: "open", ...stalled }).data;
  const open = summary?.total;
  const records = (count: number): string => t("home.records", { count });
  const wan = (fen: number | null | undefined): ReactNode => (fen === null || fen === undefined ? <Restricted /> : formatWan(fen, 0));
  return (
    <div className="home-figures">
      <Figure label={t("home.wonYear")} note={wonTotal && flow ? [t("home.deals", { count: wonTotal.count }), flow.lost_amount ? t("home.lostYear", { amount: formatWan(flow.lost_amount.amount, 0) }) : ""].filter(Boolean).join(t("dv.and")) : ""}>
        {wonTotal ? <FigureLink to={LIST} search={won} tip={records(wonTotal.count)}>{wan(wonTotal.amount)}</FigureLink> : null}
      </Figure>
      <Figure label={t("home.pipeline")} note={open ? records(open.count) : ""}>
        {open ? <FigureLink to={LIST} tip={records(open.count)}>{wan(open.weighted?.amount)}</FigureLink> : null}
      </Figure>
      <Figure label={t("home.openAmount")} note={open ? records(open.count) : ""}>
        {open ? <FigureLink to={LIST} tip={records(open.count)}>{wan(open.amount?.amount)}</FigureLink> : null}
      </Figure>
      <Figure label={t("home.stalled")} note={stalledTotal && open ? [records(stalledTotal.count), open.amount && stalledTotal.amount ? t("home.ofPipeline", { rate: formatPercent(stalledTotal.amount / Math.max(1, open.amount.amount)) }) : ""].filter(Boolean).join(t("dv.and")) : ""}>
        {stalledTotal ? <FigureLink to={LIST} search={{ view: "stalled" }} tip={records(stalledTotal.count)}>{wan(stalledTotal.amount)}</FigureLink> : null}
      </Figure>
      <Figure label={t("home.winRate")} unit="%" note={flow?.win_rate_by_value === null || flow?.win_rate_by_value === undefined ? "" : t("home.byValue", { rate: formatPercent(flow.win_rate_by_value) })}>
        {flow ? (flow.win_rate === null ? "–" : <FigureLink to={LIST} search={{ outcome: "won,lost", "closed_on.gte": `${year}-01-01` }} tip={records(flow.won_count + flow.lost_count)}>{formatPercent(flow.win_rate).slice(0, -1)}</FigureLink>) : null}
      </Figure>
    </div>
  );
}

function Figure({ label, unit, note, children }: { label: string; unit?: string; note: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div>
      <div className="t3 f12">{label}</div>
      <div className="home-big num">{children}<small>{unit ?? t("ui.wan")}</small></div>
      <div className="f12 t3 num" style={{ marginTop: 2, minHeight: 18 }}>{note}</div>
    </div>
  );
}
