import "../plans.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { peopleSource } from "../../../../api/matches";
import { can, useMe } from "../../../../api/me";
import { formatInstant, formatInstantShort } from "../../../../lib/format";
import { serverToday } from "../../../../lib/now";
import { Checkbox } from "../../../../ui/inputs";
import { Facts, InlineNotice, Timeline, type TimelineEntry } from "../../../../ui/layout";
import { Person } from "../../../../ui/marks";
import { useChosen } from "../../../../ui/pick";
import { doneSteps, lacks, withStep } from "../model";
import { useSurveyOf, useWrite } from "../queries";
import type { Plan } from "../types";
import { Deadline } from "./Deadline";

/** What the customer said, why it came to that, what is done, and by what one shall see that it is right. */
export function Body({ plan: p }: { plan: Plan }) {
  const { t } = useTranslation();
  const missing = p.state === "draft" ? lacks(p) : [];
  return (
    <>
      {missing.length > 0 ? <div style={{ paddingTop: 14 }}><InlineNotice tone="warn">{t("plans.lacks", { what: missing.map((m) => t(`plans.lack.${m}`)).join(t("ui.comma")) })}</InlineNotice></div> : null}
      {p.complaint ? <section className="record-section"><header><h2>{t("plans.words")}</h2><SurveyLink plan={p} /></header><blockquote className="plan-words">{p.complaint}</blockquote></section> : null}
      <section className="record-section"><header><h2>{t("plans.rootCause")}</h2></header><p className={p.root_cause ? "plan-text" : "t3"}>{p.root_cause || t("plans.notWritten")}</p></section>
      <Steps plan={p} />
      <section className="record-section"><header><h2>{t("plans.metric")}</h2></header><p className={p.metric ? "plan-text" : "t3"}>{p.metric || t("plans.notWritten")}</p></section>
      {p.outcome ? <section className="record-section"><header><h2>{t("plans.outcome")}</h2></header><p className="plan-text">{p.outcome}</p></section> : null}
    </>
  );
}

function SurveyLink({ plan: p }: { plan: Plan }) {
  const { t } = useTranslation();
  const survey = useSurveyOf(p.survey_id, can(useMe(), "survey:read")).data;
  if (!survey) return null;
  return <Link to={`/surveys/${survey.id}`} className="push f12">{survey.score === null ? t("plans.survey") : t("plans.surveyOf", { score: (survey.score / 100).toFixed(2) })}</Link>;
}

function Steps({ plan: p }: { plan: Plan }) {
  const { t } = useTranslation();
  const people = useChosen([{ source: peopleSource, ids: [...new Set(p.steps.map((s) => s.owner_id))] }]);
  const write = useWrite({ handled: false });
  const today = serverToday();
  const marks = p.actions.includes("update") && p.state !== "draft";
  return (
    <section className="record-section">
      <header><h2>{t("plans.steps")}</h2>{p.steps.length > 0 ? <span className="t3 f12 num">{t("plans.stepsDone", { done: doneSteps(p), all: p.steps.length })}</span> : null}</header>
      {p.steps.length === 0 ? <p className="t3">{t("plans.notWritten")}</p> : null}
      <ol>
        {p.steps.map((s, i) => (
          <li key={i} className="step-line">
            <Checkbox checked={!!s.done_on} disabled={!marks || write.isPending} aria-label={t("plans.markDone", { name: s.text })} onChange={() => write.mutate({ on: p, input: withStep(p, i, s.done_on ? "" : today) })} />
            <span className={s.done_on ? "t3" : ""}>{s.text}</span>
            <Person name={people.find((x) => x.id === s.owner_id)?.name ?? "–"} />
            <span className={`num nowrap ${!s.done_on && s.due_on < today ? "bad-t" : "t2"}`}>{s.done_on ? t("plans.doneOn", { date: s.done_on }) : s.due_on}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function PlanFacts({ plan: p }: { plan: Plan }) {
  const { t } = useTranslation();
  const none = t("ui.none");
  return (
    <Facts labelWidth={88} items={[
      { label: t("plans.customer"), value: <Link to={`/customers/${p.customer.id}`}>{p.customer.name}</Link> },
      { label: t("plans.project"), value: p.project ? <Link to={`/projects/${p.project.id}`}>{p.project.name}</Link> : none },
      { label: t("plans.contact"), value: p.contact ? <Person name={p.contact.name} /> : none },
      { label: t("plans.sourceLabel"), value: t(`plans.source.${p.source}`) },
      { label: t("plans.severityLabel"), value: t(`plans.severity.${p.severity}`) },
      { label: t("plans.owner"), value: p.owner ? <Person name={p.owner.name} /> : <span className="warn-t">{t("plans.nobody")}</span> },
      { label: t("plans.respondBy"), value: <span className="num">{formatInstant(p.respond_by)}</span> },
      { label: t("plans.resolveBy"), value: <Deadline plan={p} /> },
    ]} />
  );
}

/** What happened with a plan, the newest first. */
export function Story({ plan: p }: { plan: Plan }) {
  const { t } = useTranslation();
  const done = p.steps.filter((s) => s.done_on).sort((a, b) => b.done_on.localeCompare(a.done_on));
  const entries: TimelineEntry[] = [
    ...(p.closed_at ? [{ id: "ended", title: t(`plans.state.${p.state}`), detail: p.outcome, time: formatInstantShort(p.closed_at) }] : []),
    ...done.map((s, i) => ({ id: `step-${i}`, title: s.text, time: s.done_on })),
    { id: "opened", title: t(`plans.began.${p.source}`), time: formatInstantShort(p.created_at) },
  ];
  return <Timeline entries={entries} />;
}
