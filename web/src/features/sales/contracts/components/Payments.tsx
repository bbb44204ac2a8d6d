import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import { formatDateShort, formatWan } from "../../../../lib/format";
import { ratioMillionths, ratioPercent } from "../../../../lib/terms";
import { Pill, Restricted } from "../../../../ui/marks";
import { PartsBar, type BarPart } from "../../../../ui/PartsBar";
import { PAYMENT_TONE, paymentMark, shareSum, type PaymentMark } from "../model";
import type { Contract, Payment } from "../types";

const LOOK: Record<PaymentMark, BarPart["tone"]> = { paid: "paid", overdue: "bad", due: "later", waiting: "none" };

/** How the price is paid: one bar to scale, the same parts as a table, and whether they are the whole. */
export function Payments({ contract: c, onTab }: { contract: Contract; onTab?: (tab: string) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const nodes = c.terms.nodes;
  const { sum, whole } = shareSum(nodes);
  const bar = c.payment_bar;
  const late = c.terms.late_daily ? t("contracts.lateDaily", { rate: ratioPercent(c.terms.late_daily) }) : "";
  const shown = (["received", "overdue", "due", "planned"] as const).filter((part) => bar && bar[part].amount > 0);
  return (
    <section className="record-section">
      <header>
        <h2>{t("terms.payments")}</h2>
        {whole ? <span className="ok-t f12 row gap4"><CircleCheck className="s" aria-hidden />{t("terms.sumIs100")}</span> : <span className="bad-t f12 row gap4 num" role="status"><CircleAlert className="s" aria-hidden />{t("contracts.sumIs", { sum })}</span>}
        <span className="t3 f12">{late}</span>
        {bar && can(me, "payment_node:read") ? <Link to="/receivables" search={{ view: "all", contract_id: c.id } as never} className="push f12">{t("contracts.inReceivables")}</Link> : null}
        {onTab ? <button type="button" className={`link f12 ${bar ? "" : "push"}`} onClick={() => onTab("terms")}>{t("contracts.allTerms")}</button> : null}
      </header>
      {nodes.length === 0 ? <p className="t3">{t("contracts.noPayments")}</p> : (
        <>
          <PartsBar legend={false} parts={nodes.map((n) => ({ id: n.id, label: "", value: "", weight: ratioMillionths(n.ratio), tone: LOOK[paymentMark(n)] }))} />
          {bar && shown.length > 0 ? <ul className="bar-words">{shown.map((part) => <li key={part}><i className={part} aria-hidden />{t(`contracts.bar.${part}`)} <span className="num">{formatWan(bar[part].amount)}</span></li>)}</ul> : null}
          <div className="sideways" tabIndex={0} role="region" aria-label={t("terms.payments")}>
            <table className="plain payments">
              <thead><tr><th scope="col">#</th><th scope="col">{t("terms.name")}</th><th scope="col">{t("terms.triggerLabel")}</th><th scope="col" className="right">{t("terms.share")}</th><th scope="col" className="right">{t("terms.amount")}</th><th scope="col" className="right">{t("contracts.dueOn")}</th><th scope="col" className="right">{t("contracts.receivedWan")}</th><th scope="col">{t("contracts.stateLabel")}</th></tr></thead>
              <tbody>{nodes.map((n, i) => <PaymentRow key={n.id} payment={n} number={i + 1} />)}</tbody>
              <tfoot><tr><td /><td className="sb">{t("contracts.total")}</td><td /><td className={`right num sb ${whole ? "" : "bad-t"}`}>{sum}%</td><td className="right num sb">{c.amount ? formatWan(c.amount.amount) : <Restricted />}</td><td /><td className="right num sb">{bar ? formatWan(bar.received.amount) : <Restricted />}</td><td /></tr></tfoot>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

function PaymentRow({ payment: p, number }: { payment: Payment; number: number }) {
  const { t } = useTranslation();
  const mark = paymentMark(p);
  const trigger = p.trigger === "milestone" && p.milestone ? `${p.milestone} ${t("terms.trigger.milestone")}` : p.trigger === "date" && p.on ? p.on : t(`terms.trigger.${p.trigger}`);
  return (
    <tr>
      <td className="t3 num">{number}</td>
      <td className="m">{p.name || t(`terms.kind.${p.kind}`)}</td>
      <td className="t2">{t("terms.after", { trigger, count: p.term_days })}</td>
      <td className="right num">{ratioPercent(p.ratio)}%</td>
      <td className="right num">{p.amount ? formatWan(p.amount.amount) : <Restricted />}</td>
      <td className="right num t2">{p.due_on ? formatDateShort(p.due_on) : "–"}</td>
      <td className="right num">{p.received ? formatWan(p.received.amount) : <Restricted />}</td>
      <td><Pill tone={PAYMENT_TONE[mark]}>{t(`contracts.payment.${mark}`)}</Pill></td>
    </tr>
  );
}
