import "../../../ui/record.css";
import "./contracts.css";
import { Link, useParams } from "@tanstack/react-router";
import { Download, Ellipsis } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../api/me";
import { problemText } from "../../../lib/problem";
import { useRecordParts } from "../../../lib/record";
import { useOwnTitle } from "../../../lib/title";
import { useSearchParams } from "../../../lib/url";
import { Button, IconButton } from "../../../ui/Button";
import { EmptyState, InlineNotice, Tabs } from "../../../ui/layout";
import { Pill } from "../../../ui/marks";
import { Menu } from "../../../ui/Menu";
import { PageHead } from "../../../ui/PageHead";
import { Amendments } from "./components/Amendments";
import { Clauses } from "./components/Clauses";
import { Overview } from "./components/Overview";
import { Rail } from "./components/Rail";
import { TermsFacts } from "./components/TermsFacts";
import { nextOf, pendingAmendment, stateTone } from "./model";
import { useContract } from "./queries";
import type { Contract } from "./types";
import { useVerbs, type Verbs } from "./useVerbs";
import { serverToday } from "../../../lib/now";

const LIST = "/contracts";

/** What both sides signed: figures, parties, payments against the rules, reviews, signatures, amendments. */
export default function RecordPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  return <Record key={id} id={id} />;
}

function Record({ id }: { id: string }) {
  const { t } = useTranslation();
  const [search, change] = useSearchParams();
  const { Files, Story } = useRecordParts();
  const contract = useContract(id);
  const c = contract.data;
  const setTab = (next: string): void => change((now) => ({ ...now, tab: next === "overview" ? "" : next }));
  const verbs = useVerbs(c, setTab);
  useOwnTitle(c?.title);
  const tab = search.tab ?? "overview";
  const parent = { to: LIST, label: t("contracts.title") };
  if (contract.error && !c) return <div className="page"><PageHead title={t("contracts.title")} /><EmptyState title={t("contracts.gone")} actions={<Link to={LIST} className="btn">{t("contracts.backToList")}</Link>}>{problemText(contract.error)}</EmptyState></div>;
  if (!c) return <div className="page"><PageHead title="" parent={parent} /></div>;
  const record = { kind: "contract", id };
  return (
    <div className="page">
      <PageHead title={c.title} parent={parent} marks={<Marks contract={c} />} actions={<Actions contract={c} verbs={verbs} />} />
      <Tabs label={c.title} value={tab} onChange={setTab} aside={<span className="push f12 t3 num nowrap hide-phone">{[c.number, t(`contracts.type.${c.type}`), c.signed_on ? t("contracts.inForceSince", { date: c.signed_on }) : ""].filter(Boolean).join(" · ")}</span>}
        tabs={[{ id: "overview", label: t("contracts.tab.overview") }, { id: "clauses", label: t("contracts.tab.clauses"), count: c.clauses.length }, { id: "terms", label: t("contracts.tab.terms"), count: c.terms.nodes.length }, { id: "amendments", label: t("contracts.tab.amendments"), count: c.amendments.length }, { id: "files", label: t("contracts.tab.files"), count: c.documents.length || undefined }, { id: "story", label: t("contracts.tab.story") }]} />
      {verbs.refused ? <InlineNotice tone="bad" strip action={<Button size="small" onClick={verbs.dismiss}>{t("ui.close")}</Button>}>{verbs.refused.text} {verbs.refused.to ? <button type="button" className="link" onClick={() => setTab(verbs.refused?.to ?? "")}>{t("contracts.goThere")}</button> : null}</InlineNotice> : null}
      <div className="record">
        <div className="record-main">
          {c.reason && ["rejected", "draft", "suspended", "terminated", "voided"].includes(c.state) ? <div style={{ marginTop: 12 }}><InlineNotice tone={c.state === "rejected" || c.state === "terminated" ? "bad" : "warn"}>{t("contracts.reasonIs", { reason: c.reason })}</InlineNotice></div> : null}
          {tab === "overview" ? <Overview contract={c} verbs={verbs} onTab={setTab} /> : null}
          {tab === "clauses" ? <Clauses clauses={c.clauses} /> : null}
          {tab === "terms" ? <TermsFacts contract={c} onWaive={verbs.waive} /> : null}
          {tab === "amendments" ? <Amendments contract={c} /> : null}
          {tab === "files" ? <section className="record-section"><header><h2>{t("contracts.tab.files")}</h2></header><Files record={record} place="main" /></section> : null}
          {tab === "story" ? <section className="record-section"><header><h2>{t("contracts.tab.story")}</h2></header><Story record={record} kind="story" /></section> : null}
        </div>
        <Rail contract={c} />
      </div>
      {verbs.dialog}
    </div>
  );
}

function Marks({ contract: c }: { contract: Contract }) {
  const { t } = useTranslation();
  const pending = pendingAmendment(c.amendments);
  return (
    <>
      <Pill tone={stateTone(c.state)}>{t(`contracts.state.${c.state}`)}</Pill>
      {pending ? <Pill tone="warn">{t(pending.state === "approved" ? "contracts.amendmentToSign" : "contracts.amendmentInApproval", { number: pending.number })}</Pill> : null}
    </>
  );
}

function Actions({ contract: c, verbs }: { contract: Contract; verbs: Verbs }) {
  const { t } = useTranslation();
  const me = useMe();
  const more = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const next = nextOf(c, me, serverToday());
  return (
    <>
      {c.scan ? <a className="btn hide-phone" href={`/api/v1/documents/${c.scan.document_id}/content`} download><Download aria-hidden />{t("contracts.archived")}</a> : null}
      {next === "none" ? null : <Button kind="primary" busy={verbs.busy} onClick={() => verbs.run(next)}>{t(`contracts.next.${next}`)}</Button>}
      {verbs.menu.length > 0 ? <span ref={more}><IconButton icon={Ellipsis} label={t("ui.more")} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)} /></span> : null}
      {open ? <Menu anchor={more} items={verbs.menu} label={t("ui.more")} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
