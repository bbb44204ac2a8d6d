import "../../../../ui/record.css";
import "../quotes.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../../api/me";
import { formatInstantShort, formatPercent, formatWan } from "../../../../lib/format";
import { problemText } from "../../../../lib/problem";
import { useRecordParts } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import type { PanelContext } from "../../../../ui/dataview/DataView";
import { EmptyState, Facts, Tabs } from "../../../../ui/layout";
import { Person, Pill, Restricted } from "../../../../ui/marks";
import { SidePanel } from "../../../../ui/SidePanel";
import { confirmationOf, nextOf, stateTone } from "../model";
import { useQuote, useVersions } from "../queries";
import type { Quote } from "../types";
import { useVerbs } from "../useVerbs";
import { TermsRead } from "./TermsRead";

/** A quote beside the list: what it is worth, how far it is, what to do next. */
export function QuotePanel({ id, tab = "overview", setTab, onExpand, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const me = useMe();
  const { Files } = useRecordParts();
  const quote = useQuote(id);
  const q = quote.data;
  const verbs = useVerbs({ quote: q, onTab: () => onExpand?.() });
  const next = q ? nextOf(q, me) : "none";
  return (
    <SidePanel {...bar} onExpand={onExpand} label={q?.title ?? t("quotes.title")} menu={verbs.menu}>
      {quote.error && !q ? <EmptyState title={t("quotes.gone")}>{problemText(quote.error)}</EmptyState> : null}
      {q ? (
        <>
          <div className="panel-top">
            <div className="row gap8"><h2 className="ell">{q.title}</h2><Pill tone={stateTone(q.state)}>V{q.revision} {t(`quotes.state.${q.state}`)}</Pill></div>
            <div className="t3 f12 ell">{[q.customer.name, q.number].join(" · ")}</div>
            <div className="row gap8" style={{ marginTop: 12 }}>
              {next === "none" ? null : <Button kind="primary" size="small" busy={verbs.busy} onClick={() => verbs.run(next)}>{t(`quotes.next.${next}`, { revision: q.revision + 1 })}</Button>}
              <Link to={`/quotes/${q.id}`} className="btn small">{t("quotes.openBill")}</Link>
            </div>
          </div>
          <Tabs label={q.title} value={tab} onChange={setTab} tabs={[{ id: "overview", label: t("quotes.tab.overview") }, { id: "terms", label: t("quotes.tab.terms") }, { id: "files", label: t("quotes.tab.files") }]} />
          <div className="panel-part">
            {tab === "overview" ? <Overview quote={q} /> : null}
            {tab === "terms" ? <TermsRead quote={q} /> : null}
            {tab === "files" ? <Files record={{ kind: "quote", id }} place="main" /> : null}
          </div>
        </>
      ) : null}
      {verbs.dialog}
    </SidePanel>
  );
}

function Overview({ quote: q }: { quote: Quote }) {
  const { t } = useTranslation();
  const versions = useVersions(q.id).data ?? [];
  const none = t("ui.none");
  const part = (name: "technical" | "finance") => {
    const c = confirmationOf(q, name);
    return <span className={c.status === "passed" ? "ok-t" : c.status === "refused" ? "bad-t" : "t2"}>{t(`quotes.part.${c.status}`)} <span className="t3 num">{[c.by, c.at ? formatInstantShort(c.at) : ""].filter(Boolean).join(" ")}</span></span>;
  };
  return (
    <>
      <Facts labelWidth={96} items={[
        { label: t("quotes.gross"), value: q.amount ? <b className="num">{formatWan(q.amount.amount)}</b> : <Restricted /> },
        ...(q.masked.includes("margin") ? [] : [{ label: t("quotes.marginExpected"), value: <span className="num">{q.margin === null ? "–" : formatPercent(Number(q.margin))}</span> }]),
        { label: t("quotes.part.technical"), value: part("technical") },
        { label: t("quotes.part.finance"), value: part("finance") },
        { label: t("quotes.opportunity"), value: <Link to={`/opportunities/${q.opportunity.id}`} className="ell">{q.opportunity.name}</Link> },
        { label: t("quotes.owner"), value: <Person name={q.owner.name} /> },
        { label: t("quotes.validUntil"), value: <span className="num">{q.valid_until || none}</span> },
        ...(q.sent_at ? [{ label: t("quotes.sentTo"), value: <span className="ell">{q.recipient} <span className="t3">{t(`quotes.channel.${q.channel}`, { defaultValue: q.channel })} {formatInstantShort(q.sent_at)}</span></span> }] : []),
        ...(q.reason ? [{ label: t("quotes.verb.reason"), value: q.reason }] : []),
      ]} />
      <hr className="hairline" style={{ margin: "12px 0" }} />
      <div className="section-head">{t("quotes.versions")}</div>
      {versions.map((v) => <Link key={v.id} to={`/quotes/${v.id}`} className="quote-line"><span className={v.id === q.id ? "m" : "t2"}>V{v.revision}</span><span className="t3 f12">{t(`quotes.state.${v.state}`)}</span><span className="push">{v.amount ? formatWan(v.amount.amount) : <Restricted />}</span></Link>)}
    </>
  );
}
