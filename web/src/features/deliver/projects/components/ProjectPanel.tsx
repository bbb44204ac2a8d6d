import "../../../../ui/record.css";
import "../projects.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import { formatWan } from "../../../../lib/format";
import { problemText } from "../../../../lib/problem";
import { useRecordParts, type LogStart } from "../../../../lib/record";
import type { PanelContext } from "../../../../ui/dataview/DataView";
import { EmptyState, Facts, Tabs } from "../../../../ui/layout";
import { Person, Pill, Restricted } from "../../../../ui/marks";
import { SidePanel } from "../../../../ui/SidePanel";
import { lateDays, STATE_TONE } from "../model";
import { useProject } from "../queries";
import type { Project } from "../types";
import { useStory } from "../useStory";
import { useVerbs } from "../useVerbs";
import { Gate } from "./Gate";
import { Lights } from "./Lights";
import { NextButton } from "./Next";

/** A project beside the list: how it does, what blocks it, facts, people, what happened. */
export function ProjectPanel({ id, tab = "overview", setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const me = useMe();
  const { Composer, Files, Story, TeamList } = useRecordParts();
  const project = useProject(id);
  const p = project.data;
  const [log, setLog] = useState<LogStart | null>(null);
  const verbs = useVerbs(p, setLog);
  const entries = useStory(p);
  const record = { kind: "project", id };
  return (
    <SidePanel {...bar} label={p?.name ?? t("projects.title")} menu={verbs.menu} foot={p && can(me, "activity:log") ? <Composer record={record} customer={p.customer.id} start={log} onStart={setLog} /> : null}>
      {project.error && !p ? <EmptyState title={t("projects.gone")}>{problemText(project.error)}</EmptyState> : null}
      {p ? (
        <>
          <div className="panel-top">
            <div className="row gap8"><h2 className="ell">{p.name}</h2><Pill tone={STATE_TONE[p.state]}>{t(`projects.state.${p.state}`)}</Pill><span className="push"><NextButton project={p} verbs={verbs} /></span></div>
            <div className="t3 f12 ell num">{[p.number, p.customer.name].join(" · ")}</div>
          </div>
          <div className="panel-lights"><Lights project={p} /></div>
          <Tabs label={p.name} value={tab} onChange={setTab} tabs={[{ id: "overview", label: t("projects.tab.overview") }, { id: "story", label: t("log.story") }, { id: "team", label: t("projects.team.title") }, { id: "files", label: t("projects.tab.files") }]} />
          <div className="panel-part">
            {tab === "overview" ? <><Gate project={p} verbs={verbs} /><PanelFacts project={p} /></> : null}
            {tab === "story" ? <Story record={record} kind="rail" entries={entries} /> : null}
            {tab === "team" ? <TeamList record={record} /> : null}
            {tab === "files" ? <Files record={record} place="main" /> : null}
          </div>
        </>
      ) : null}
      {verbs.dialog}
    </SidePanel>
  );
}

function PanelFacts({ project: p }: { project: Project }) {
  const { t, i18n } = useTranslation();
  const width = i18n.language === "zh" ? 68 : 96;
  const none = t("ui.none");
  return (
    <div className="two-facts" style={{ alignItems: "start" }}>
      <Facts labelWidth={width} items={[
        { label: t("projects.amountShort"), value: p.amount ? <b className="num">{t("opportunities.wan", { amount: formatWan(p.amount.amount) })}</b> : <Restricted /> },
        { label: t("projects.progress"), value: <span className="num">{p.progress}%</span> },
        { label: t("projects.manager"), value: p.owner ? <Person name={p.owner.name} /> : t("projects.nobody") },
        { label: t("projects.salesRep"), value: p.sales_rep ? <Person name={p.sales_rep.name} /> : none },
      ]} />
      <Facts labelWidth={width} items={[
        { label: t("projects.plannedFinish"), value: <span className="num">{p.planned_finish || none}</span> },
        { label: t("projects.baselineFinish"), value: <span className="num">{p.baseline_finish || none}</span> },
        { label: t("projects.forecastFinish"), value: <span className="num">{p.forecast_finish || none}</span> },
        { label: t("projects.late"), value: lateDays(p) > 0 ? <span className="warn-t">{t("projects.lateBy", { days: lateDays(p) })}</span> : none },
      ]} />
    </div>
  );
}
