import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatInstantShort, formatWan } from "../../../../lib/format";
import { useRecordParts, type LogStart } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { Facts, Tabs } from "../../../../ui/layout";
import { MaskedValue, Person, Pill, Restricted } from "../../../../ui/marks";
import { nameOf, nextVerb, statusTone } from "../model";
import type { Lead } from "../types";
import type { Asked } from "../useLeadVerbs";

interface LeadBodyProps {
  lead: Lead;
  tab: string;
  setTab: (tab: string) => void;
  ask: (verb: Asked) => void;
  onLog: (start: LogStart) => void;
}

/** A lead: what, who, what to do next, what is known, what happened. */
export function LeadBody({ lead: l, tab, setTab, ask, onLog }: LeadBodyProps) {
  const { t } = useTranslation();
  const { Story } = useRecordParts();
  const record = { kind: "lead", id: l.id };
  return (
    <>
      <div className="panel-top">
        <div className="row gap8"><h2 className="ell">{nameOf(l)}</h2><Pill tone={statusTone(l.status)}>{t(`leads.status.${l.status}`)}</Pill></div>
        <div className="t3 f12">{[l.project_name ? l.company : "", l.region, t(`opportunities.source.${l.source}`, { defaultValue: l.source })].filter(Boolean).join(" · ")}</div>
      </div>
      <Next lead={l} ask={ask} onLog={onLog} />
      <Tabs label={nameOf(l)} value={tab} onChange={setTab} tabs={[{ id: "overview", label: t("leads.tab.overview") }, { id: "activity", label: t("leads.tab.activity") }]} />
      <div className="panel-part">
        {tab === "activity" ? <Story record={record} kind="rail" /> : (
          <>
            <LeadFacts lead={l} onReveal={() => ask("reveal")} />
            <hr className="hairline" style={{ margin: "12px 0" }} />
            <Story record={record} kind="rail" limit={5} onAll={() => setTab("activity")} />
          </>
        )}
      </div>
    </>
  );
}

/** The next step as a sentence and its one button; an ended lead says how it ended. */
function Next({ lead: l, ask, onLog }: Pick<LeadBodyProps, "lead" | "ask" | "onLog">) {
  const { t } = useTranslation();
  const verb = nextVerb(l);
  const ended = l.status === "converted" ? t("leads.converted") : l.reason ? t(`leads.why.${l.reason}`, { defaultValue: l.reason }) : t(`leads.status.${l.status}`);
  const sentence = { assign: "leads.explain.assign", contact: "leads.explain.assign", qualify: "leads.explain.qualify", convert: "leads.explain.convert" };
  return (
    <div className="panel-sunken row gap8">
      <span className="grow t2">{verb ? t(sentence[verb]) : ended}</span>
      {verb ? <Button kind="primary" size="small" onClick={() => (verb === "contact" ? onLog({ kind: "call" }) : ask(verb))}>{t(`leads.verb.${verb}`)}</Button> : null}
      {l.opportunity_id ? <Link to={`/opportunities/${l.opportunity_id}`}>{t("leads.toOpportunity")}</Link> : null}
    </div>
  );
}

function LeadFacts({ lead: l, onReveal }: { lead: Lead; onReveal: () => void }) {
  const { t, i18n } = useTranslation();
  const label = i18n.language === "zh" ? 68 : 96;
  const none = t("ui.none");
  const reveal = l.masked.includes("mobile") && l.actions.includes("reveal") ? onReveal : undefined;
  const amount = l.masked.includes("amount") ? <Restricted /> : l.amount?.amount ? <span className="num">{t("opportunities.wan", { amount: formatWan(l.amount.amount) })}</span> : none;
  const left = [
    { label: t("leads.contact"), value: l.contact_name || none },
    { label: t("leads.mobile"), value: l.mobile ? <MaskedValue value={l.mobile} onReveal={reveal} /> : none },
    { label: t("leads.email"), value: <span className="ell">{l.email || none}</span> },
    { label: t("leads.owner"), value: l.owner ? <Person name={l.owner.name} /> : t("leads.nobody") },
  ];
  const right = [
    { label: t("leads.amountShort"), value: amount },
    { label: t("leads.ownerUnit"), value: <span className="ell">{l.owner_unit || none}</span> },
    { label: t("leads.tenderDate"), value: <span className="num">{l.expected_tender_date || none}</span> },
    { label: t("leads.funding"), value: l.funding_source ? t(`leads.funds.${l.funding_source}`, { defaultValue: l.funding_source }) : none },
  ];
  return (
    <>
      <div className="two-facts" style={{ alignItems: "start" }}><Facts labelWidth={label} items={left} /><Facts labelWidth={label} items={right} /></div>
      <Facts labelWidth={label} items={[{ label: t("leads.createdAt"), value: <span className="num">{formatInstantShort(l.created_at)}</span> }]} />
      {l.note ? <p className="t2" style={{ marginTop: 6, whiteSpace: "pre-wrap" }}>{l.note}</p> : null}
    </>
  );
}
