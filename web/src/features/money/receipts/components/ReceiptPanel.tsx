import "../../../../ui/record.css";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstantShort, formatWan, formatYuan } from "../../../../lib/format";
import { problemText } from "../../../../lib/problem";
import { useRecordParts } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import type { PanelContext } from "../../../../ui/dataview/DataView";
import { EmptyState, Facts, Tabs } from "../../../../ui/layout";
import { Person, Pill, Restricted } from "../../../../ui/marks";
import { SidePanel } from "../../../../ui/SidePanel";
import { isBill, stateTone, verbsOf, type Verb } from "../model";
import { useReceipt } from "../queries";
import type { Receipt } from "../types";
import { AllocateDialog } from "./AllocateDialog";
import { ReceiptDialog } from "./ReceiptDialog";

/** A receipt beside the list: whose it is, and where it went. */
export function ReceiptPanel({ id, tab = "overview", setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const { Files } = useRecordParts();
  const { data: r, error } = useReceipt(id);
  const [asked, setAsked] = useState<Verb>();
  return (
    <SidePanel {...bar} label={r?.payer_name ?? t("receipts.title")}>
      {error && !r ? <EmptyState title={t("receipts.gone")}>{problemText(error)}</EmptyState> : null}
      {r ? (
        <>
          <div className="panel-top">
            <div className="row gap8"><h2 className="ell">{r.payer_name}</h2><Pill tone={stateTone(r.state)}>{t(`receipts.state.${r.state}`)}</Pill>{r.third_party ? <Pill tone="warn">{t("receipts.third")}</Pill> : null}</div>
            <div className="t3 f12 ell">{[r.number, t(`receipts.kind.${r.kind}`), r.received_on].join(" · ")}</div>
            <div className="row gap8" style={{ marginTop: 12, flexWrap: "wrap" }}>{verbsOf(r).map((v, i) => <Button key={v} size="small" kind={i === 0 && (v === "claim" || v === "confirm" || v === "allocate") ? "primary" : "plain"} onClick={() => setAsked(v)}>{t(`receipts.verb.${v}`)}</Button>)}</div>
          </div>
          <Tabs label={r.payer_name} value={tab} onChange={setTab} tabs={[{ id: "overview", label: t("receivables.tab.overview") }, { id: "files", label: t("receivables.tab.files") }]} />
          <div className="panel-part">{tab === "files" ? <Files record={{ kind: "receipt", id }} place="main" /> : <Overview receipt={r} />}</div>
        </>
      ) : null}
      {r && asked === "allocate" ? <AllocateDialog receipt={r} onClose={() => setAsked(undefined)} /> : null}
      {r && asked && asked !== "allocate" ? <ReceiptDialog receipt={r} verb={asked} onClose={() => setAsked(undefined)} /> : null}
    </SidePanel>
  );
}

function Overview({ receipt: r }: { receipt: Receipt }) {
  const { t } = useTranslation();
  const money = (m: Receipt["amount"] | null) => (m ? <span className="num">{formatWan(m.amount)}</span> : <Restricted />);
  return (
    <>
      <Facts labelWidth={96} items={[
        { label: t("receipts.amount"), value: money(r.amount) },
        { label: t("receipts.unapplied"), value: money(r.unapplied) },
        { label: t("receipts.contract"), value: r.contract ? <Link to={`/contracts/${r.contract.id}`} className="ell">{r.contract.name}</Link> : "–" },
        { label: t("receipts.account"), value: <span className="num">{r.payer_account || "–"}</span> },
        { label: t("receipts.bankRef"), value: <span className="num">{r.bank_ref || "–"}</span> },
        ...(isBill(r.kind) ? [{ label: t("receipts.maturesOn"), value: <span className="num">{r.matures_on}</span> }] : []),
        { label: t("receipts.confirmedOn"), value: <span className="num">{r.confirmed_on || "–"}</span> },
        ...(r.claimed_by ? [{ label: t("receipts.claimedBy"), value: <Person name={r.claimed_by.name} /> }] : []),
        ...(r.memo ? [{ label: t("receipts.memo"), value: r.memo }] : []),
        ...(r.reason ? [{ label: t("receipts.reason"), value: r.reason }] : []),
      ]} />
      {r.allocations.length > 0 ? (
        <>
          <hr className="hairline" style={{ margin: "12px 0" }} />
          <div className="section-head">{t("receipts.bookings")}</div>
          {r.allocations.map((a) => <div key={a.id} className="row gap8" style={{ minHeight: 30 }}><span className="ell">{a.target.name}</span><span className="t3 f12 num">{a.on || formatInstantShort(a.at)}</span><span className={`push num ${a.amount && a.amount.amount < 0 ? "bad-t" : ""}`}>{a.amount ? formatYuan(a.amount.amount) : <Restricted />}</span></div>)}
        </>
      ) : null}
    </>
  );
}
