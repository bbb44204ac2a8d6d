import "../../../ui/record.css";
import "./invoices.css";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatPercent, formatYuan } from "../../../lib/format";
import { problemText } from "../../../lib/problem";
import { useRecordParts } from "../../../lib/record";
import { Button } from "../../../ui/Button";
import { EmptyState, Facts, InlineNotice } from "../../../ui/layout";
import { Person, Pill, Restricted } from "../../../ui/marks";
import { PageHead } from "../../../ui/PageHead";
import { toastDone } from "../../../ui/toast";
import { Checks } from "./components/Checks";
import { InvoiceDialog } from "./components/InvoiceDialog";
import { RoomBar } from "./components/RoomBar";
import { ASKED, stateTone, verbsOf, type Verb } from "./model";
import { useInvoice, useInvoiceVerb } from "./queries";
import type { Invoice } from "./types";

/** One invoice as it stands on paper, its checks, and what to do with it. */
export default function RecordPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const { data: invoice, error } = useInvoice(id);
  if (!invoice) {
    return (
      <div className="page">
        <PageHead parent={{ to: "/invoices", label: t("invoices.title") }} title={t("invoices.title")} />
        {error ? <EmptyState title={t("invoices.gone")}>{problemText(error)}</EmptyState> : null}
      </div>
    );
  }
  return <Work key={invoice.id} invoice={invoice} />;
}

function Work({ invoice: i }: { invoice: Invoice }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { Files, Story } = useRecordParts();
  const act = useInvoiceVerb();
  const [asked, setAsked] = useState<Verb>();
  const { next, others } = verbsOf(i.actions);
  const run = (verb: Verb): void => {
    if (ASKED.includes(verb)) setAsked(verb);
    else act.mutate({ on: i, verb }, { onSuccess: (saved) => toastDone(t("invoices.verbDone", { number: saved.number, verb: t(`invoices.verb.${verb}`) })) });
  };
  return (
    <div className="page invoice-page">
      <PageHead parent={{ to: "/invoices", label: t("invoices.title") }} title={i.number} marks={<><Pill tone={stateTone(i.state)}>{t(`invoices.state.${i.state}`)}</Pill>{i.red ? <Pill tone="bad">{t("invoices.red")}</Pill> : null}</>}
        actions={<>
          {others.map((v) => <Button key={v} onClick={() => run(v)}>{t(`invoices.verb.${v}`)}</Button>)}
          {i.actions.includes("update") ? <Link to={`/invoices/${i.id}/edit`} className="btn"><Pencil aria-hidden /><span>{t("invoices.edit")}</span></Link> : null}
          {next ? <Button kind="primary" busy={act.isPending} onClick={() => run(next)}>{t(`invoices.verb.${next}`)}</Button> : null}
        </>} />
      {act.error ? <InlineNotice tone="bad" strip>{problemText(act.error)}</InlineNotice> : null}
      {i.reason && ["requested", "failed", "cancelled"].includes(i.state) ? <InlineNotice tone="warn" strip>{i.reason}</InlineNotice> : null}
      <div className="invoice-work">
        <div className="invoice-form">
          <Paper invoice={i} />
          <Files record={{ kind: "invoice", id: i.id }} place="main" />
          <section><h2>{t("receivables.tab.story")}</h2><Story record={{ kind: "invoice", id: i.id }} kind="story" /></section>
        </div>
        <aside className="invoice-side" tabIndex={0} aria-label={t("invoices.checks")}>
          {i.red ? null : <RoomBar room={i.room} gross={i.room.this?.amount ?? 0} />}
          <Checks findings={i.checks} />
          {i.red_invoices.length > 0 ? <section><div className="section-head">{t("invoices.reds")}</div>{i.red_invoices.map((r) => <div key={r.id} className="row gap8"><Link to={`/invoices/${r.id}`}>{r.fiscal_number || r.number}</Link><span className="push num bad-t">{r.amount ? formatYuan(r.amount.amount) : ""}</span></div>)}</section> : null}
        </aside>
      </div>
      {asked ? <InvoiceDialog invoice={i} verb={asked} onClose={() => setAsked(undefined)} onDone={(saved) => saved.id !== i.id && void navigate({ to: `/invoices/${saved.id}` })} /> : null}
    </div>
  );
}

function Paper({ invoice: i }: { invoice: Invoice }) {
  const { t } = useTranslation();
  const money = (m: Invoice["amount"] | null) => (m ? formatYuan(m.amount) : <Restricted />);
  return (
    <>
      <section>
        <Facts labelWidth={110} items={[
          { label: t("invoices.buyer"), value: <span>{i.buyer_name} <span className="t3 num">{i.buyer_tax_no}</span></span> },
          { label: t("invoices.seller"), value: <span>{i.seller_name} <span className="t3 num">{i.seller_tax_no}</span></span> },
          { label: t("invoices.contract"), value: <Link to={`/contracts/${i.contract.id}`}>{i.contract_number} {i.contract.name}</Link> },
          { label: t("invoices.kindLabel"), value: `${t(`invoices.kind.${i.kind}`)} · ${t(`invoices.methods.${i.tax_method}`)}` },
          { label: t("invoices.taxedOn"), value: <span className="num">{i.taxed_on}</span> },
          { label: t("invoices.fiscal"), value: <span className="num">{i.fiscal_number || "–"}</span> },
          { label: t("invoices.issuedOn"), value: <span className="num">{i.issued_on || "–"}</span> },
          ...(i.works_name ? [{ label: t("invoices.works.title"), value: [i.works_place, i.works_name, i.works_address, i.cross_region_no].filter(Boolean).join(" · ") }] : []),
          ...(i.vat_prepayment ? [{ label: t("invoices.prepayment"), value: <span className="num">{formatYuan(i.vat_prepayment.amount)}</span> }] : []),
          ...(i.subcontracts?.amount ? [{ label: t("invoices.deduct.sum"), value: <span className="num">{formatYuan(i.subcontracts.amount)}</span> }] : []),
          ...(i.allowed_total ? [{ label: t("invoices.allowed"), value: <span className="num">{t("invoices.allowedUpTo", { total: formatYuan(i.allowed_total.amount) })}</span> }] : []),
          { label: t("invoices.requester"), value: <Person name={i.requester.name} /> },
          ...(i.remarks ? [{ label: t("invoices.remarks"), value: i.remarks }] : []),
        ]} />
      </section>
      <section>
        <h2>{t("invoices.lines")}</h2>
        <div className="invoice-lines" tabIndex={0} role="region" aria-label={t("invoices.lines")}>
          <table className="plain">
            <thead><tr><th scope="col">#</th><th scope="col">{t("invoices.goods")}</th><th scope="col">{t("invoices.unit")}</th><th scope="col" className="right">{t("invoices.quantity")}</th><th scope="col" className="right">{t("invoices.netYuan")}</th><th scope="col" className="right">{t("invoices.rate")}</th><th scope="col" className="right">{t("invoices.taxYuan")}</th><th scope="col" className="right">{t("invoices.grossYuan")}</th></tr></thead>
            <tbody>
              {i.lines.map((l, at) => <tr key={at}><td className="t3 num">{at + 1}</td><td>{l.name}</td><td>{l.unit}</td><td className="right num">{l.quantity}</td><td className="right num">{money(l.net)}</td><td className="right num">{formatPercent(Number(l.rate))}</td><td className="right num">{money(l.tax)}</td><td className="right num m">{money(l.amount)}</td></tr>)}
              <tr className="sum"><td /><td colSpan={3}>{t("invoices.sum")}</td><td className="right num">{money(i.net)}</td><td /><td className="right num">{money(i.tax)}</td><td className="right num">{money(i.amount)}</td></tr>
            </tbody>
          </table>
        </div>
        {i.in_words ? <p className="t2 f12" style={{ marginTop: 6 }}>{t("invoices.inWords")} <span className="m">{i.in_words}</span></p> : null}
      </section>
      {i.deductions.length > 0 ? <Deductions invoice={i} /> : null}
      <section>
        <h2>{t("invoices.nodes")}</h2>
        {i.nodes.map((n) => <div key={n.node.id} className="row gap8" style={{ minHeight: 30 }}><Link to="/receivables" search={{ view: "all", id: n.node.id } as never}>{n.node.name}</Link><span className="push num">{money(n.amount)}</span></div>)}
      </section>
    </>
  );
}

/** The subcontractors' invoices that prove what was deducted. */
function Deductions({ invoice: i }: { invoice: Invoice }) {
  const { t } = useTranslation();
  return (
    <section>
      <h2>{t("invoices.deduct.title")}</h2>
      <div className="invoice-lines" tabIndex={0} role="region" aria-label={t("invoices.deduct.title")}>
        <table className="plain">
          <thead><tr><th scope="col">{t("invoices.deduct.fiscal")}</th><th scope="col">{t("invoices.deduct.seller")}</th><th scope="col">{t("invoices.deduct.works")}</th><th scope="col" className="right">{t("invoices.deduct.amount")}</th></tr></thead>
          <tbody>{i.deductions.map((d) => <tr key={d.fiscal_number}><td className="num">{d.fiscal_number}</td><td>{d.seller_name} <span className="t3 f12 num">{d.seller_tax_no}</span></td><td className="t2">{[d.works_place, d.works_name].filter(Boolean).join(" · ")}</td><td className="right num">{d.amount ? formatYuan(d.amount.amount) : <Restricted />}</td></tr>)}</tbody>
        </table>
      </div>
    </section>
  );
}
