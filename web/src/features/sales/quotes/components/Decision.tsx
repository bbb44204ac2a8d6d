import "../quotes.css";
import { Link } from "@tanstack/react-router";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatPercent, formatWan } from "../../../../lib/format";
import { problemText } from "../../../../lib/problem";
import { useRecordParts, type PanelProps } from "../../../../lib/record";
import { ratioMillionths, ratioPercent } from "../../../../lib/terms";
import { InlineNotice } from "../../../../ui/layout";
import { PartsBar } from "../../../../ui/PartsBar";
import { COSTS, leastOf, previousOf } from "../model";
import { useDiff, useQuote, useVersions } from "../queries";
import { differing } from "../rows";
import type { Quote, Row } from "../types";
import { Delta } from "./BillRows";

/** What somebody must know who decides about a quote: what is unusual, what it costs, how it is paid. */
export default function Decision({ record }: PanelProps) {
  const { t } = useTranslation();
  const quote = useQuote(record.id);
  const versions = useVersions(record.id).data ?? [];
  const q = quote.data;
  if (quote.error) return <InlineNotice tone="warn">{problemText(quote.error)}</InlineNotice>;
  if (!q) return null;
  return (
    <>
      <Judgement quote={q} previous={previousOf(q, versions)} />
      <CostParts quote={q} />
      <section className="record-section">
        <header><h2>{t("terms.payments")}</h2></header>
        <PartsBar parts={q.terms.nodes.map((n, i) => ({ id: String(i), label: n.name || t(`terms.kind.${n.kind}`), weight: ratioMillionths(n.ratio), value: `${ratioPercent(n.ratio)}%`, note: t("terms.after", { trigger: t(`terms.trigger.${n.trigger}`), count: n.term_days }) }))} />
      </section>
    </>
  );
}

function Judgement({ quote: q, previous }: { quote: Quote; previous: Row | undefined }) {
  const { t } = useTranslation();
  const { Findings } = useRecordParts();
  const diff = useDiff(q.id, previous?.id ?? "", q.version).data;
  const least = leastOf(q);
  const thin = q.margin !== null && least.thin(Number(q.margin));
  const warned = q.findings.filter((f) => f.severity !== "info");
  return (
    <section className="record-section">
      <header><h2>{t("quotes.decision.judge")}</h2><Link to={`/quotes/${q.id}`} className="push f12">{t("quotes.openBill")}</Link></header>
      {q.margin === null || q.least_margin === null ? null : <p className="judge">{thin ? <TriangleAlert className="warn-t" aria-hidden /> : <CircleCheck className="ok-t" aria-hidden />}{t(thin ? "quotes.decision.thin" : "quotes.decision.enough", { margin: formatPercent(Number(q.margin)), least: least.text })}</p>}
      {diff && previous ? <p className="judge"><CircleCheck className="t3" aria-hidden />{t("quotes.decision.against", { revision: previous.revision, count: differing(diff) })} {diff.delta ? <span className="num"><Delta fen={diff.delta.amount} /> {t("ui.wan")}</span> : null}</p> : null}
      <p className="judge"><CircleCheck className="ok-t" aria-hidden />{t("quotes.decision.sameHash")}</p>
      {warned.length > 0 ? <Findings findings={warned as never} /> : <p className="judge"><CircleCheck className="ok-t" aria-hidden />{t("quotes.decision.termsOk")}</p>}
    </section>
  );
}

function CostParts({ quote: q }: { quote: Quote }) {
  const { t } = useTranslation();
  const estimate = q.estimate;
  const net = q.totals?.net.amount ?? 0;
  if (!estimate?.current) return null;
  const share = (fen: number): string => (net > 0 ? formatPercent(fen / net) : "–");
  return (
    <section className="record-section">
      <header><h2>{t("quotes.decision.costs")}</h2></header>
      <table className="plain">
        <thead><tr><th scope="col">{t("quotes.cost.category")}</th><th scope="col" className="right">{t("terms.amount")}</th><th scope="col" className="right">{t("quotes.cost.share")}</th></tr></thead>
        <tbody>
          {COSTS.filter((name) => estimate.costs[name].amount > 0).map((name) => <tr key={name}><td>{t(`quotes.cost.${name}`)}</td><td className="right num">{formatWan(estimate.costs[name].amount)}</td><td className="right num t2">{share(estimate.costs[name].amount)}</td></tr>)}
          <tr><td className="sb">{t("quotes.cost.total")}</td><td className="right num sb">{formatWan(estimate.cost.amount)}</td><td className="right num sb">{share(estimate.cost.amount)}</td></tr>
        </tbody>
      </table>
      <p className="t3 f12 num" style={{ marginTop: 4 }}>{t("quotes.decision.netIs", { amount: formatWan(net) })}</p>
    </section>
  );
}
