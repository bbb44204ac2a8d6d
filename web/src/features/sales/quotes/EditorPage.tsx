import "../../../ui/record.css";
import "./quotes.css";
import { Link, useParams } from "@tanstack/react-router";
import { CircleCheck, Ellipsis, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../api/me";
import { problemText } from "../../../lib/problem";
import { useRecordParts } from "../../../lib/record";
import { useOwnTitle } from "../../../lib/title";
import { useSearchParams } from "../../../lib/url";
import { Button, IconButton } from "../../../ui/Button";
import { EmptyState, InlineNotice, Tabs } from "../../../ui/layout";
import { Menu } from "../../../ui/Menu";
import { PageHead } from "../../../ui/PageHead";
import { BillWork } from "./BillWork";
import { TABS, type BillTab } from "./bill";
import { ConfirmBar } from "./components/ConfirmBar";
import { CostTab } from "./components/CostTab";
import { RefusedStrip } from "./components/RefusedStrip";
import { ReviewsTab } from "./components/ReviewsTab";
import { TaxTab } from "./components/TaxTab";
import { TermsTab } from "./components/TermsTab";
import { UploadDialog } from "./components/UploadDialog";
import { CompareChip, VersionSwitch } from "./components/VersionSwitch";
import { nextOf, previousOf, tabOf } from "./model";
import { useDiff, useQuote, useVersions } from "./queries";
import { differing } from "./rows";
import type { Quote } from "./types";
import { useBill, type BillState } from "./useBill";
import { useVerbs, type Verbs } from "./useVerbs";

/** A quote with its bill: written like a spreadsheet, compared with what came before, confirmed twice. */
export default function EditorPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  return <Editor key={id} id={id} />;
}

function Editor({ id }: { id: string }) {
  const { t } = useTranslation();
  const quote = useQuote(id);
  const q = quote.data;
  useOwnTitle(q ? `${q.title} V${q.revision}` : undefined);
  const parent = { to: "/quotes", label: t("quotes.title") };
  if (quote.error && !q) return <div className="page"><PageHead title={t("quotes.title")} /><EmptyState title={t("quotes.gone")} actions={<Link to="/quotes" className="btn">{t("quotes.backToList")}</Link>}>{problemText(quote.error)}</EmptyState></div>;
  if (!q) return <div className="page"><PageHead title="" parent={parent} /></div>;
  return <Loaded quote={q} />;
}

function Loaded({ quote: q }: { quote: Quote }) {
  const { t } = useTranslation();
  const { Files } = useRecordParts();
  const [search, change] = useSearchParams();
  const [importing, setImporting] = useState(false);
  const bill = useBill(q);
  const versions = useVersions(q.id).data ?? [];
  const previous = previousOf(q, versions);
  const comparing = previous !== undefined && search.vs !== "0";
  const diff = useDiff(q.id, comparing ? previous.id : "", bill.bill?.version ?? q.version).data;
  const tab = search.tab ?? "measured";
  const setTab = (next: string): void => change((now) => ({ ...now, tab: next === "measured" ? "" : next, line: "" }));
  const verbs = useVerbs({ quote: q, flush: bill.flush, onTab: setTab, onImport: () => setImporting(true) });
  const editable = q.actions.includes("update");
  const count = (of: BillTab): number => bill.lines.filter((l) => tabOf(l) === of).length;
  const bills = Object.keys(TABS) as BillTab[];
  return (
    <div className="page quote-page">
      <PageHead title={q.title} parent={{ to: "/quotes", label: t("quotes.title") }}
        marks={<><VersionSwitch quote={q} versions={versions} />{previous ? <CompareChip against={previous} on={comparing} count={diff ? differing(diff) : undefined} onChange={(on) => change((now) => ({ ...now, vs: on ? "" : "0" }))} /> : null}</>}
        actions={<Actions quote={q} verbs={verbs} editable={editable} onImport={() => setImporting(true)} />} />
      <Tabs label={q.title} value={tab} onChange={setTab} aside={<Aside quote={q} bill={bill} editable={editable} />}
        tabs={[...bills.map((b) => ({ id: b, label: t(`quotes.tab.${b}`), count: bill.bill ? count(b) : undefined })), { id: "tax", label: t("quotes.tab.tax") }, { id: "cost", label: t("quotes.tab.cost") }, { id: "terms", label: t("quotes.tab.terms") }, { id: "reviews", label: t("quotes.tab.reviews"), count: q.reviews.length || undefined }, { id: "files", label: t("quotes.tab.files") }]} />
      {bill.stale ? <InlineNotice tone="warn" strip action={<span className="row gap8"><Button size="small" onClick={bill.retry}>{t("quotes.keepMine", { count: bill.pending })}</Button><Button size="small" onClick={bill.discard}>{t("quotes.takeNewer")}</Button></span>}>{t("quotes.stale")}</InlineNotice> : null}
      {bill.failure ? <InlineNotice tone="bad" strip action={<Button size="small" onClick={bill.retry}>{t("ui.retry")}</Button>}>{t("quotes.unsaved", { count: bill.pending })} {bill.failure}</InlineNotice> : null}
      {verbs.refused ? <RefusedStrip problem={verbs.refused} lines={bill.lines} onGo={(place) => change((now) => ({ ...now, tab: place.tab === "measured" ? "" : place.tab, line: place.line.id }))} onTab={setTab} onClose={verbs.dismiss} /> : null}
      {q.reason && ["draft", "rejected", "withdrawn"].includes(q.state) ? <InlineNotice tone="warn" strip>{t("quotes.reasonIs", { reason: q.reason })}</InlineNotice> : null}
      {bills.includes(tab as BillTab) ? <BillWork key={tab} quote={q} tab={tab as BillTab} bill={bill} diff={comparing ? diff : undefined} comparing={comparing} editable={editable} start={search.line} onImport={() => setImporting(true)} /> : null}
      {tab === "tax" && bill.bill ? <TaxTab bill={bill.bill} lines={bill.lines} editable={editable} edit={bill.edit} /> : null}
      {tab === "cost" ? <CostTab quote={q} /> : null}
      {tab === "terms" ? <TermsTab quote={q} flush={bill.flush} /> : null}
      {tab === "reviews" ? <ReviewsTab quote={q} /> : null}
      {tab === "files" ? <div className="quote-doc"><section><h2>{t("quotes.tab.files")}</h2><Files record={{ kind: "quote", id: q.id }} place="main" /></section></div> : null}
      <ConfirmBar quote={q} onTab={setTab} />
      {importing ? <UploadDialog quote={{ id: q.id, version: Math.max(q.version, bill.bill?.version ?? 0) }} lines={bill.lines.length} onClose={() => setImporting(false)} /> : null}
      {verbs.dialog}
    </div>
  );
}

/** Basis and standard, and whether everything is kept. */
function Aside({ quote: q, bill, editable }: { quote: Quote; bill: BillState; editable: boolean }) {
  const { t } = useTranslation();
  return (
    <span className="push row gap12 f12 t3 nowrap hide-phone">
      <span>{t(`quotes.basis.${q.basis}`)}</span>
      <span>{q.standard === "other" ? t("quotes.otherStandard") : q.standard}</span>
      {!editable ? null : bill.saving || bill.pending > 0 ? <span role="status">{t("quotes.saving")}</span> : bill.savedAt ? <span className="ok-t row gap4" role="status"><CircleCheck className="s" aria-hidden />{t("quotes.savedAt", { time: bill.savedAt })}</span> : null}
    </span>
  );
}

function Actions({ quote: q, verbs, editable, onImport }: { quote: Quote; verbs: Verbs; editable: boolean; onImport: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const more = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const next = nextOf(q, me);
  return (
    <>
      {editable ? <Button icon={Upload} className="hide-phone" onClick={onImport}>{t("quotes.import")}</Button> : null}
      <a className="btn hide-phone" href={`/api/v1/quotes/${q.id}/boq`} download>{t("quotes.export")}</a>
      {next === "none" ? null : <Button kind="primary" busy={verbs.busy} onClick={() => verbs.run(next)}>{t(`quotes.next.${next}`, { revision: q.revision + 1 })}</Button>}
      <span ref={more}><IconButton icon={Ellipsis} label={t("ui.more")} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)} /></span>
      {open ? <Menu anchor={more} items={verbs.menu} label={t("ui.more")} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
