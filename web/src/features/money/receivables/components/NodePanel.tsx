import "../../../../ui/record.css";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import { formatPercent, formatWan } from "../../../../lib/format";
import { problemText } from "../../../../lib/problem";
import { useRecordParts } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import type { PanelContext } from "../../../../ui/dataview/DataView";
import { EmptyState, Facts, Tabs } from "../../../../ui/layout";
import { Person, Pill, Restricted } from "../../../../ui/marks";
import { SidePanel } from "../../../../ui/SidePanel";
import { nextVerb, VERBS, type NodeVerb } from "../model";
import { useNode } from "../queries";
import { NodeStanding } from "../spec";
import type { NodePage } from "../types";
import { NodeDialog } from "./NodeDialog";
import { PlanDialog } from "./PlanDialog";

/** A payment beside the list: what it waits for, its invoices, what to do next. */
export function NodePanel({ id, tab = "overview", setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const me = useMe();
  const { Files, Story } = useRecordParts();
  const { data: n, error } = useNode(id);
  const [asked, setAsked] = useState<NodeVerb>();
  const [planning, setPlanning] = useState(false);
  const next = n ? nextVerb(n) : null;
  const others = n ? VERBS.filter((v) => v !== next && n.actions.includes(v)) : [];
  const invoice = n && can(me, "invoice:create") && n.state !== "cancelled" && (n.invoiced?.amount ?? 0) < (n.amount?.amount ?? 0);
  return (
    <SidePanel {...bar} label={n?.name ?? t("receivables.title")}>
      {error && !n ? <EmptyState title={t("receivables.gone")}>{problemText(error)}</EmptyState> : null}
      {n ? (
        <>
          <div className="panel-top">
            <div className="row gap8"><h2 className="ell">{n.name || t(`terms.kind.${n.kind}`, { defaultValue: n.kind })}</h2><NodeStanding node={n} t={t} /></div>
            <div className="t3 f12 ell">{[n.customer.name, n.contract_number].join(" · ")}</div>
            <div className="row gap8" style={{ marginTop: 12, flexWrap: "wrap" }}>
              {next ? <Button kind="primary" size="small" onClick={() => setAsked(next)}>{t(`receivables.verb.${next}`)}</Button> : null}
              {invoice ? <Link to="/invoices/new" search={{ contract: n.contract.id, node: n.id } as never} className={`btn small ${next ? "" : "primary"}`}>{t("receivables.askInvoice")}</Link> : null}
              {n.actions.includes("update") ? <Button size="small" onClick={() => setPlanning(true)}>{t("receivables.plan.verb")}</Button> : null}
              {others.map((v) => <Button key={v} size="small" onClick={() => setAsked(v)}>{t(`receivables.verb.${v}`)}</Button>)}
            </div>
          </div>
          <Tabs label={n.name} value={tab} onChange={setTab} tabs={[{ id: "overview", label: t("receivables.tab.overview") }, { id: "files", label: t("receivables.tab.files") }, { id: "story", label: t("receivables.tab.story") }]} />
          <div className="panel-part">
            {tab === "overview" ? <Overview node={n} /> : null}
            {tab === "files" ? <Files record={{ kind: "payment_node", id }} place="main" /> : null}
            {tab === "story" ? <Story record={{ kind: "payment_node", id }} kind="rail" /> : null}
          </div>
        </>
      ) : null}
      {n && planning ? <PlanDialog node={n} onClose={() => setPlanning(false)} /> : null}
      {n && asked ? <NodeDialog node={n} verb={asked} onClose={() => setAsked(undefined)} /> : null}
    </SidePanel>
  );
}

function Overview({ node: n }: { node: NodePage }) {
  const { t } = useTranslation();
  const money = (m: NodePage["amount"] | null, tone = "") => (m ? <span className={`num ${tone}`}>{formatWan(m.amount)}</span> : <Restricted />);
  const day = (d: string) => <span className="num">{d || "–"}</span>;
  return (
    <>
      <Facts labelWidth={96} items={[
        { label: t("receivables.amount"), value: <span className="row gap6">{money(n.amount)}{n.ratio ? <span className="t3">{formatPercent(Number(n.ratio))}</span> : null}</span> },
        { label: t("receivables.openAmount"), value: money(n.open, n.overdue ? "bad-t" : "") },
        { label: t("receivables.invoiced"), value: money(n.invoiced) },
        { label: t("receivables.received"), value: money(n.received) },
        { label: t("receivables.triggerLabel"), value: <span>{t(`receivables.trigger.${n.trigger}`, { defaultValue: n.trigger })}{n.milestone ? <span className="t3"> {n.milestone}</span> : null}</span> },
        { label: t("receivables.triggeredOn"), value: day(n.triggered_on) },
        { label: t("receivables.term"), value: t("receivables.termDays", { count: n.term_days, basis: t(`receivables.basis.${n.day_basis}`) }) },
        { label: t("receivables.dueOn"), value: day(n.due_on || n.expected_on) },
        { label: t("receivables.under"), value: <Link to={`/contracts/${n.contract.id}`} className="ell">{n.contract.name}</Link> },
        ...(n.project ? [{ label: t("receivables.project"), value: <Link to={`/projects/${n.project.id}`} className="ell">{n.project.name}</Link> }] : []),
        { label: t("receivables.owner"), value: <Person name={n.owner.name} /> },
        ...(n.note ? [{ label: t("receivables.note"), value: n.note }] : []),
      ]} />
      {n.invoices.length > 0 ? (
        <>
          <hr className="hairline" style={{ margin: "12px 0" }} />
          <div className="section-head">{t("invoices.title")}</div>
          {n.invoices.map((b) => <div key={b.id} className="row gap8" style={{ minHeight: 30 }}><Link to={`/invoices/${b.id}`} className="ell">{b.fiscal_number || b.number}</Link><Pill>{t(`invoices.state.${b.state}`)}</Pill><span className="push num">{b.amount ? formatWan(b.amount.amount) : <Restricted />}</span></div>)}
        </>
      ) : null}
      {n.months.length > 0 ? (
        <>
          <hr className="hairline" style={{ margin: "12px 0" }} />
          <div className="section-head">{t("receivables.months")}</div>
          {n.months.map((m) => <div key={m.id} className="row gap8" style={{ minHeight: 30 }}><span className="num">{m.period}</span><NodeStanding node={m} t={t} /><span className="push">{money(m.amount)}</span></div>)}
        </>
      ) : null}
    </>
  );
}
