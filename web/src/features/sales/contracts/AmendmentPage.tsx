import "../../../ui/record.css";
import "./contracts.css";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../../../lib/problem";
import { useRecordParts } from "../../../lib/record";
import { Button } from "../../../ui/Button";
import { EmptyState, InlineNotice } from "../../../ui/layout";
import { Pill } from "../../../ui/marks";
import { PageHead } from "../../../ui/PageHead";
import { toastBad, toastDone } from "../../../ui/toast";
import { AmendmentDialog, type AmendmentAsked } from "./components/AmendmentDialog";
import { AmendmentFormView } from "./components/AmendmentForm";
import { BeforeAfter } from "./components/BeforeAfter";
import { Clauses } from "./components/Clauses";
import { WaiveDialog } from "./components/WaiveDialog";
import { amendmentBody, amendmentForm, emptyAmendment } from "./form";
import { amendmentTone } from "./model";
import { useAmendment, useAmendmentAct, useContract, useWriteAmendment } from "./queries";
import type { Amendment, Contract } from "./types";
import type { RuleFinding } from "../../../lib/record";

/** An amendment of a contract in force: written, approved, signed; then it counts. */
export default function AmendmentPage() {
  const { t } = useTranslation();
  const { id = "", aid = "" } = useParams({ strict: false }) as { id?: string; aid?: string };
  const contract = useContract(id);
  const amendment = useAmendment(aid === "new" ? "" : aid);
  const c = contract.data;
  const error = contract.error ?? amendment.error;
  if (error && (!c || aid !== "new")) return <div className="page"><PageHead title={t("contracts.tab.amendments")} parent={{ to: `/contracts/${id}`, label: t("contracts.title") }} /><EmptyState title={t("contracts.gone")}>{problemText(error)}</EmptyState></div>;
  if (!c || (aid !== "new" && !amendment.data)) return <div className="page"><PageHead title="" parent={{ to: `/contracts/${id}`, label: t("contracts.title") }} /></div>;
  return aid === "new" ? <Write contract={c} amendment={null} /> : amendment.data ? <Shown key={amendment.data.version} contract={c} amendment={amendment.data} /> : null;
}

function Write({ contract: c, amendment: a, onDone }: { contract: Contract; amendment: Amendment | null; onDone?: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const write = useWriteAmendment(c.id);
  return (
    <div className="page">
      <PageHead title={a ? t("contracts.editName", { name: a.title }) : t("contracts.amend")} parent={{ to: `/contracts/${c.id}`, label: c.title }} />
      <AmendmentFormView contract={c} initial={a ? amendmentForm(a, c) : emptyAmendment(c)} busy={write.isPending} error={write.error} onCancel={() => (onDone ? onDone() : history.back())}
        onSubmit={(form) => write.mutate({ on: a, body: amendmentBody(form) }, { onSuccess: (saved) => {
          toastDone(t("contracts.saved", { name: saved.title }));
          onDone?.();
          void navigate({ to: `/contracts/${c.id}/amendments/${saved.id}` });
        } })} />
    </div>
  );
}

function Shown({ contract: c, amendment: a }: { contract: Contract; amendment: Amendment }) {
  const { t } = useTranslation();
  const { Files, Findings } = useRecordParts();
  const act = useAmendmentAct();
  const [editing, setEditing] = useState(false);
  const [asking, setAsking] = useState<AmendmentAsked | null>(null);
  const [waiving, setWaiving] = useState<RuleFinding | null>(null);
  const may = (verb: string): boolean => a.actions.includes(verb);
  if (editing) return <Write contract={c} amendment={a} onDone={() => setEditing(false)} />;
  const submit = (): void => act.mutate({ on: a, act: { verb: "submit" } }, { onSuccess: () => toastDone(t("contracts.done.submitAmendment", { name: a.title })), onError: (error) => toastBad(problemText(error)) });
  return (
    <div className="page">
      <PageHead title={t("contracts.amendmentTitle", { number: a.number, title: a.title })} parent={{ to: `/contracts/${c.id}`, label: c.title }} marks={<Pill tone={amendmentTone(a.state)}>{t(`contracts.amendmentState.${a.state}`)}</Pill>}
        actions={
          <>
            {may("void") ? <Button className="hide-phone" onClick={() => setAsking("void")}>{t("contracts.verb.void")}</Button> : null}
            {may("recall") ? <Button onClick={() => setAsking("recall")}>{t("contracts.verb.recall")}</Button> : null}
            {may("update") ? <Button onClick={() => setEditing(true)}>{t("contracts.edit")}</Button> : null}
            {may("submit") ? <Button kind="primary" busy={act.isPending} onClick={submit}>{t("contracts.submitAmendment")}</Button> : null}
            {may("sign") ? <Button kind="primary" onClick={() => setAsking("sign")}>{t("contracts.verb.sign")}</Button> : null}
          </>
        } />
      <div className="record">
        <div className="record-main">
          {a.reason && ["rejected", "draft", "voided"].includes(a.state) ? <div style={{ marginTop: 12 }}><InlineNotice tone={a.state === "rejected" ? "bad" : "warn"}>{t("contracts.reasonIs", { reason: a.reason })}</InlineNotice></div> : null}
          <BeforeAfter contract={c} amendment={a} />
          {a.findings.length > 0 ? <section className="record-section"><header><h2>{t("contracts.check")}</h2><span className="t3 f12">{t("contracts.checkAfter")}</span></header><Findings findings={a.findings} onWaive={may("waive") ? setWaiving : undefined} /></section> : null}
          {a.clauses.length > 0 ? <Clauses clauses={a.clauses} /> : null}
        </div>
        <aside className="record-rail" aria-label={t("contracts.rail")}>
          <section>
            <div className="section-head">{t("contracts.signing")}</div>
            {a.hash ? <div className="hash-box" style={{ marginTop: 8 }}><span className="t2 f12">{t("contracts.contentHash")}</span><span className="mono">{a.hash}</span></div> : <p className="t3 f12">{t("contracts.notSubmitted")}</p>}
            {a.scan_sha256 ? <div className="hash-box" style={{ marginTop: 8 }}><span className="t2 f12">{t("contracts.scanHash")}</span><span className="mono">{a.scan_sha256}</span></div> : null}
          </section>
          <Files record={{ kind: "contract_amendment", id: a.id }} place="rail" />
        </aside>
      </div>
      {asking ? <AmendmentDialog amendment={a} verb={asking} onClose={() => setAsking(null)} /> : null}
      {waiving ? <WaiveDialog title={a.title} finding={waiving} onClose={() => setWaiving(null)} onWaive={(waive) => act.mutateAsync({ on: a, act: waive })} /> : null}
    </div>
  );
}
