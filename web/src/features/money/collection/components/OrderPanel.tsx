import "../../../../ui/record.css";
import "../collection.css";
import { Link } from "@tanstack/react-router";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { daysBetween, formatInstantShort, formatWan } from "../../../../lib/format";
import { problemText } from "../../../../lib/problem";
import { useRecordParts } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import type { PanelContext } from "../../../../ui/dataview/DataView";
import { EmptyState, Tabs } from "../../../../ui/layout";
import { Person, Pill, Restricted } from "../../../../ui/marks";
import { SidePanel } from "../../../../ui/SidePanel";
import { lapsesSoon, levelTone, stateTone, verbsOf, type Verb } from "../model";
import { useOrder } from "../queries";
import type { Order } from "../types";
import { OrderDialog } from "./OrderDialog";
import { serverToday } from "../../../../lib/now";

/** A collection order beside the list: the ladder, the promises, and what was done. */
export function OrderPanel({ id, tab = "overview", setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const { Files } = useRecordParts();
  const { data: o, error } = useOrder(id);
  const [asked, setAsked] = useState<Verb>();
  const money = (m: Order["open"] | null) => (m ? formatWan(m.amount) : <Restricted />);
  return (
    <SidePanel {...bar} label={o?.customer.name ?? t("collection.title")}>
      {error && !o ? <EmptyState title={t("collection.gone")}>{problemText(error)}</EmptyState> : null}
      {o ? (
        <>
          <div className="panel-top">
            <div className="row gap8"><h2 className="ell"><Link to={`/customers/${o.customer.id}`}>{o.customer.name}</Link></h2><Pill tone={levelTone(o.level)}>L{o.level}</Pill><Pill tone={stateTone(o.state)}>{t(`collection.state.${o.state}`)}</Pill></div>
            <div className="t3 f12 ell">{[t("collection.merged", { count: o.nodes }), o.project?.name ?? o.contract.name, o.contract_number].join(" · ")}</div>
            <div className="order-figures">
              <span><span className="t2 f12">{t("collection.open")}</span><b className="bad-t num">{money(o.open)}</b></span>
              <span><span className="t2 f12">{t("collection.overdue")}</span><b className="num">{t("collection.days", { count: o.overdue_days })}</b></span>
              <span><span className="t2 f12">{t("collection.interest")}</span><b className="num">{money(o.interest)}</b></span>
              <span><span className="t2 f12">{t("collection.behaviour")}</span><b className="num">{o.avg_days_late ? t("collection.days", { count: Math.round(Number(o.avg_days_late)) }) : "–"}</b></span>
            </div>
            <div className="row gap8" style={{ marginTop: 12, flexWrap: "wrap" }}>{verbsOf(o).map((v, i) => <Button key={v} size="small" kind={i === 0 ? "primary" : "plain"} onClick={() => setAsked(v)}>{t(`collection.verb.${v}`)}</Button>)}</div>
          </div>
          <Tabs label={o.customer.name} value={tab} onChange={setTab} tabs={[{ id: "overview", label: t("receivables.tab.overview") }, { id: "steps", label: t("collection.steps"), count: o.steps.length }, { id: "files", label: t("receivables.tab.files") }]} />
          <div className="panel-part">
            {tab === "overview" ? <Overview order={o} /> : null}
            {tab === "steps" ? <Steps order={o} /> : null}
            {tab === "files" ? <Files record={{ kind: "collection_order", id }} place="main" /> : null}
          </div>
        </>
      ) : null}
      {o && asked ? <OrderDialog order={o} verb={asked} onClose={() => setAsked(undefined)} /> : null}
    </SidePanel>
  );
}

function Overview({ order: o }: { order: Order }) {
  const { t } = useTranslation();
  const today = serverToday();
  const span = (from: number, to: number | null): string => (from < 0 ? t("collection.before") : to === null ? t("collection.over", { from: from - 1 }) : t("collection.span", { from, to }));
  return (
    <>
      <div className="row"><span className="section-head">{t("collection.ladder")}</span>{o.next_level_in === null ? null : <span className="push t3 f12">{t("collection.nextLevel", { level: o.level + 1, count: o.next_level_in })}</span>}</div>
      <ol className="ladder">
        {o.ladder.map((r) => (
          <li key={r.level} className={r.state} aria-current={r.state === "current" ? "step" : undefined}>
            <i>L{r.level}</i>
            <span className="grow">{t(`collection.rung.${r.level}`)}{r.state === "ahead" && r.entry_on ? <span className="t3 f12 num"> {t("collection.enters", { on: r.entry_on })}</span> : null}</span>
            <span className="t3 f12">{span(r.from_days, r.to_days)}</span>
          </li>
        ))}
      </ol>
      <hr className="hairline" style={{ margin: "12px 0" }} />
      <div className="section-head">{t("collection.payments")}</div>
      {o.payments.map((p) => <div key={p.node.id} className="row gap8" style={{ minHeight: 30 }}><Link to="/receivables" search={{ view: "all", id: p.node.id } as never} className="ell">{p.node.name}</Link><span className="t3 f12 num">{p.due_on}</span><span className="push num bad-t">{p.open ? formatWan(p.open.amount) : <Restricted />}</span></div>)}
      {o.promises.length > 0 ? (
        <>
          <hr className="hairline" style={{ margin: "12px 0" }} />
          <div className="section-head">{t("collection.promises")}</div>
          {o.promises.map((p) => <div key={p.id} className="row gap8" style={{ minHeight: 30 }}><span className="num">{t("collection.promised", { on: p.pay_on, amount: p.amount ? formatWan(p.amount.amount) : "•••" })}</span><span className="t3 f12 ell">{p.note}</span><span className="push"><Pill tone={p.state === "kept" ? "ok" : p.state === "broken" ? "bad" : "warn"}>{p.state === "open" ? t("collection.left", { count: Math.max(0, daysBetween(today, p.pay_on)) }) : t(`collection.promise.${p.state}`)}</Pill></span></div>)}
        </>
      ) : null}
      <hr className="hairline" style={{ margin: "12px 0" }} />
      <div className="row gap8" style={{ flexWrap: "wrap" }}>
        <span className="t3 f12">{t("collection.assignee")}</span>{o.assignee ? <Person name={o.assignee.name} /> : "–"}
        <span className="t3 f12">{t("collection.watchers")}</span>{o.manager ? <Person name={o.manager.name} /> : null}{o.finance ? <Person name={o.finance.name} /> : null}
      </div>
      {o.limitation_on ? <p className={`row gap6 f12 ${lapsesSoon(o.limitation_on, today) ? "bad-t" : "t2"}`} style={{ marginTop: 8 }}><ShieldCheck className="s" aria-hidden /><span>{t("collection.lapses", { on: o.limitation_on })}{o.priority_on ? <> · {t("collection.priority", { on: o.priority_on })}</> : null}</span></p> : null}
      {o.reason ? <p className="t2 f12" style={{ marginTop: 8 }}>{o.reason}</p> : null}
    </>
  );
}

function Steps({ order: o }: { order: Order }) {
  const { t } = useTranslation();
  if (o.steps.length === 0) return <EmptyState title={t("collection.noSteps")} />;
  return (
    <ol className="timeline">
      {[...o.steps].reverse().map((s, i) => (
        <li key={s.id} className={i === 0 ? "first" : ""}>
          <div className="row gap8"><span className="grow">{t(`collection.stepKind.${s.kind}`)}{s.written ? <span className="ok-t f12"> {t("collection.written")}</span> : null}</span><span className="t3 f12 num nowrap">{s.on || formatInstantShort(s.at)}</span></div>
          <div className="t3 f12">{[s.by?.name, s.note].filter(Boolean).join("  ")}</div>
        </li>
      ))}
    </ol>
  );
}
