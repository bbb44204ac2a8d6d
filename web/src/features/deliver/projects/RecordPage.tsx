import "../../../ui/record.css";
import "./projects.css";
import { Link, useParams } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { problemText } from "../../../lib/problem";
import { useRecordParts, type LogStart } from "../../../lib/record";
import { useOwnTitle } from "../../../lib/title";
import { useSearchParams } from "../../../lib/url";
import { Button, IconButton } from "../../../ui/Button";
import { EmptyState, Tabs } from "../../../ui/layout";
import { Pill } from "../../../ui/marks";
import { Menu } from "../../../ui/Menu";
import { PageHead } from "../../../ui/PageHead";
import { Figures } from "./components/Figures";
import { Gate } from "./components/Gate";
import { Lights } from "./components/Lights";
import { NextButton } from "./components/Next";
import { Rail } from "./components/Rail";
import { Revisions } from "./components/Revisions";
import { COLOUR_TONE, STATE_TONE } from "./model";
import { useProject } from "./queries";
import type { Project } from "./types";
import { useStory } from "./useStory";
import { useVerbs, type Verbs } from "./useVerbs";

const LIST = "/projects";

/** The whole project: lights, milestones, works and money, what happened; people and papers in the rail. */
export default function RecordPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  return <Record key={id} id={id} />;
}

function Record({ id }: { id: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const { Composer } = useRecordParts();
  const project = useProject(id);
  const p = project.data;
  const [log, setLog] = useState<LogStart | null>(null);
  const verbs = useVerbs(p, setLog);
  useOwnTitle(p?.name);
  const parent = { to: LIST, label: t("projects.title") };
  if (project.error && !p) {
    return <div className="page"><PageHead title={t("projects.title")} /><EmptyState title={t("projects.gone")} actions={<Link to={LIST} className="btn">{t("projects.backToList")}</Link>}>{problemText(project.error)}</EmptyState></div>;
  }
  if (!p) return <div className="page"><PageHead title="" parent={parent} /></div>;
  return (
    <div className="page">
      <PageHead title={p.name} parent={parent} marks={<Marks project={p} />} actions={<Actions project={p} verbs={verbs} onLog={setLog} canLog={can(me, "activity:log")} />} />
      <Body project={p} verbs={verbs} />
      {log ? <Composer record={{ kind: "project", id }} customer={p.customer.id} start={log} onStart={setLog} /> : null}
      {verbs.dialog}
    </div>
  );
}

function Marks({ project: p }: { project: Project }) {
  const { t } = useTranslation();
  const tone = COLOUR_TONE[p.health];
  return (
    <>
      <Pill tone={STATE_TONE[p.state]}>{t(`projects.state.${p.state}`)}</Pill>
      {p.contract_hold && p.state !== "cancelled" ? <Pill tone="warn">{t("projects.contractHold")}</Pill> : null}
      {p.health === "amber" || p.health === "red" ? <Pill tone={tone} dot>{t("projects.healthIs", { colour: t(`projects.colour.${p.health}`) })}</Pill> : null}
    </>
  );
}

function Actions({ project: p, verbs, onLog, canLog }: { project: Project; verbs: Verbs; onLog: (start: LogStart) => void; canLog: boolean }) {
  const { t } = useTranslation();
  const more = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      {canLog ? <Button className="hide-phone" onClick={() => onLog({ kind: "call" })}>{t("log.title")}</Button> : null}
      <NextButton project={p} verbs={verbs} />
      <span ref={more}><IconButton icon={Ellipsis} label={t("ui.more")} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)} /></span>
      {open ? <Menu anchor={more} items={verbs.menu} label={t("ui.more")} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Body({ project: p, verbs }: { project: Project; verbs: Verbs }) {
  const { t } = useTranslation();
  const [search, change] = useSearchParams();
  const { Files, Story } = useRecordParts();
  const entries = useStory(p);
  const record = { kind: "project", id: p.id };
  const tab = search.tab ?? "overview";
  const setTab = (next: string): void => change((now) => ({ ...now, tab: next === "overview" ? "" : next }));
  return (
    <>
      <Tabs label={p.name} value={tab} onChange={setTab} aside={<span className="push f12 t3 num nowrap hide-phone">{[p.number, p.customer.name, p.entity.name].join(" · ")}</span>}
        tabs={[{ id: "overview", label: t("projects.tab.overview") }, { id: "revisions", label: t("projects.revisions"), count: p.revisions.length }, { id: "story", label: t("log.story") }, { id: "files", label: t("projects.tab.files") }]} />
      <div className="record">
        <div className="record-main">
          {tab === "overview" ? <Overview project={p} verbs={verbs} onRevisions={() => setTab("revisions")} /> : null}
          {tab === "revisions" ? <Revisions project={p} onRevise={() => verbs.ask("revise")} /> : null}
          {tab === "story" ? <section className="record-section"><Story record={record} kind="story" entries={entries} /></section> : null}
          {tab === "files" ? <section className="record-section"><Files record={record} place="main" /></section> : null}
        </div>
        <Rail project={p} onTeam={() => verbs.ask("team")} />
      </div>
    </>
  );
}

function Overview({ project: p, verbs, onRevisions }: { project: Project; verbs: Verbs; onRevisions: () => void }) {
  const { Panels } = useRecordParts();
  return (
    <>
      <Lights project={p} />
      <Gate project={p} verbs={verbs} />
      <Panels record={{ kind: "project", id: p.id }} place="main" actions={p.actions} />
      <Figures project={p} />
      <Revisions project={p} limit={3} onAll={onRevisions} onRevise={() => verbs.ask("revise")} />
    </>
  );
}
