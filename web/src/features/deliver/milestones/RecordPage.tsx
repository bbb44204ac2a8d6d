import "../../../ui/record.css";
import "./milestones.css";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../../../lib/problem";
import { useRecordParts } from "../../../lib/record";
import { useOwnTitle } from "../../../lib/title";
import { Button } from "../../../ui/Button";
import { EmptyState } from "../../../ui/layout";
import { Pill } from "../../../ui/marks";
import { PageHead } from "../../../ui/PageHead";
import { MilestoneBody, ProjectLink } from "./components/Detail";
import { STATE_TONE, verbsOf, type Verb } from "./model";
import { useMilestone } from "./queries";
import { useMilestoneVerbs } from "./useMilestoneVerbs";

/** One milestone by itself: where notices lead. */
export default function RecordPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { Files, Story } = useRecordParts();
  const milestone = useMilestone(id);
  const m = milestone.data;
  const [asked, setAsked] = useState<Verb | null>(null);
  const verbs = useMilestoneVerbs(() => setAsked(null));
  useOwnTitle(m?.name);
  const parent = { to: "/projects", label: t("projects.title") };
  if (milestone.error && !m) return <div className="page"><PageHead title={t("milestones.title")} /><EmptyState title={t("milestones.gone")} actions={<Link to="/projects" className="btn">{t("projects.backToList")}</Link>}>{problemText(milestone.error)}</EmptyState></div>;
  if (!m) return <div className="page"><PageHead title="" parent={parent} /></div>;
  const [first] = verbsOf(m);
  const record = { kind: "milestone", id };
  return (
    <div className="page">
      <PageHead title={m.name} parent={parent} marks={<Pill tone={STATE_TONE[m.state]}>{t(`milestones.state.${m.state}`)}</Pill>}
        actions={<><ProjectLink milestone={m} />{first ? <Button kind="primary" busy={verbs.busy} onClick={() => (first === "remind" || first === "rectify" ? verbs.run(m, first) : setAsked(first))}>{t(`milestones.verb.${first}`)}</Button> : null}</>} />
      <div className="record">
        <div className="record-main" style={{ paddingTop: 16 }}>
          <MilestoneBody milestone={m} />
          <section style={{ marginTop: 18 }}><h2 style={{ marginBottom: 8 }}>{t("milestones.papers")}</h2><Files record={record} place="main" /></section>
        </div>
        <aside className="record-rail" aria-label={t("log.story")}><section><div className="section-head" style={{ marginBottom: 8 }}>{t("log.story")}</div><Story record={record} kind="rail" /></section></aside>
      </div>
      {asked ? verbs.dialog(m, asked, []) : null}
    </div>
  );
}
