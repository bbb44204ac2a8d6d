import "../../../../ui/record.css";
import "../opportunities.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe, can } from "../../../../api/me";
import { problemText } from "../../../../lib/problem";
import { useRecordParts, type LogStart } from "../../../../lib/record";
import type { PanelContext } from "../../../../ui/dataview/DataView";
import { EmptyState, InlineNotice, Tabs } from "../../../../ui/layout";
import { Pill } from "../../../../ui/marks";
import { SidePanel } from "../../../../ui/SidePanel";
import { OUTCOME_TONE } from "../model";
import { useOpportunity } from "../queries";
import type { Opportunity } from "../types";
import { useStory } from "../useStory";
import { useVerbs } from "../useVerbs";
import { Gate } from "./Gate";
import { PanelFacts } from "./Facts";
import { StageBar } from "./StageBar";

/** An opportunity beside the list: what, where, what blocks, facts, what happened. */
export function OpportunityPanel({ id, tab = "overview", setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const me = useMe();
  const { Composer, Contacts, Files, Story, TeamList } = useRecordParts();
  const opportunity = useOpportunity(id);
  const o = opportunity.data;
  const [log, setLog] = useState<LogStart | null>(null);
  const verbs = useVerbs(o, setLog);
  const entries = useStory(o);
  const record = { kind: "opportunity", id };
  return (
    <SidePanel {...bar} label={o?.name ?? t("opportunities.title")} menu={verbs.menu}
      foot={o && can(me, "activity:log") ? <Composer record={record} customer={o.customer.id} mayBeFirst={!o.first_visit_at} start={log} onStart={setLog} /> : null}>
      {opportunity.error && !o ? <EmptyState title={t("opportunities.gone")}>{problemText(opportunity.error)}</EmptyState> : null}
      {o ? (
        <>
          <PanelTop opportunity={o} />
          <Gate opportunity={o} verbs={verbs} onLog={setLog} />
          {o.clash ? <InlineNotice tone="warn" strip>{t("opportunities.clash.open")}</InlineNotice> : null}
          <Tabs label={o.name} value={tab} onChange={setTab} tabs={[{ id: "overview", label: t("opportunities.tab.overview") }, { id: "activity", label: t("opportunities.tab.activity") }, { id: "people", label: t("opportunities.tab.people") }, { id: "files", label: t("opportunities.tab.files") }]} />
          <div className="panel-part">
            {tab === "activity" ? <Story record={record} kind="rail" entries={entries} /> : null}
            {tab === "people" ? <><div className="section-head">{t("opportunities.team.title")}</div><TeamList record={record} /><hr className="hairline" style={{ margin: "12px 0" }} /><Contacts customer={o.customer.id} place="rail" /></> : null}
            {tab === "files" ? <Files record={record} place="main" /> : null}
            {tab === "overview" ? <><PanelFacts opportunity={o} /><hr className="hairline" style={{ margin: "12px 0" }} /><Story record={record} kind="rail" entries={entries} limit={5} onAll={() => setTab("activity")} /></> : null}
          </div>
        </>
      ) : null}
      {verbs.dialog}
    </SidePanel>
  );
}

function PanelTop({ opportunity: o }: { opportunity: Opportunity }) {
  const { t } = useTranslation();
  return (
    <div className="panel-top" style={{ paddingBottom: 12 }}>
      <div className="row gap8">
        <h2 className="ell">{o.name}</h2>
        {o.outcome !== "open" ? <Pill tone={OUTCOME_TONE[o.outcome]}>{t(`opportunities.outcome.${o.outcome}`)}</Pill> : o.on_hold ? <Pill tone="mute">{t("opportunities.onHold")}</Pill> : o.stalled ? <Pill tone="warn">{t("opportunities.stalled")}</Pill> : o.grade ? <Pill outline>{t("opportunities.gradeIs", { grade: o.grade, score: o.score.toFixed(1) })}</Pill> : null}
      </div>
      <div className="t3 f12 ell">{[o.customer.name, o.region, o.number].filter(Boolean).join(" · ")}</div>
      <StageBar opportunity={o} />
    </div>
  );
}
