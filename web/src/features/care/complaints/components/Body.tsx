import "../complaints.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import { formatInstantShort } from "../../../../lib/format";
import { Facts } from "../../../../ui/layout";
import { Person, Pill } from "../../../../ui/marks";
import { severityTone, stateTone, wayOf } from "../model";
import type { Complaint } from "../types";

/** How bad it is, and where it stands. */
export function Marks({ complaint: c }: { complaint: Complaint }) {
  const { t } = useTranslation();
  return (
    <>
      <Pill tone={severityTone(c.severity)}>{t(`complaints.severityShort.${c.severity}`)}</Pill>
      <Pill tone={stateTone(c.state)}>{t(`complaints.state.${c.state}`)}</Pill>
      {c.round > 1 ? <Pill outline>{t("complaints.round", { round: c.round })}</Pill> : null}
    </>
  );
}

/** How far it came, what the customer said, and what he was told. */
export function Body({ complaint: c, detailed }: { complaint: Complaint; detailed?: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      {detailed ? <Way complaint={c} /> : null}
      <section className="record-section">
        <header><h2>{t("complaints.words")}</h2></header>
        {c.words ? <blockquote className="complaint-words">{c.words}</blockquote> : <p className="t3">{t("complaints.noWords")}</p>}
      </section>
      <Written title={t("complaints.reply")} text={c.reply} at={c.responded_at} none={t("complaints.none.reply")} />
      <Written title={t("complaints.cause")} text={c.cause} at={null} none={t("complaints.none.cause")} />
      <Written title={t("complaints.remedy")} text={c.remedy} at={c.answered_at} none={t("complaints.none.remedy")} />
      {c.outcome ? <Written title={t(c.state === "closed" ? "complaints.outcome" : "complaints.objection")} text={c.outcome} at={c.closed_at} none="" /> : null}
    </>
  );
}

function Written({ title, text, at, none }: { title: string; text: string; at: string | null; none: string }) {
  return (
    <section className="record-section">
      <header><h2>{title}</h2>{at ? <span className="push t3 f12 num">{formatInstantShort(at)}</span> : null}</header>
      <p className={text ? "complaint-text" : "t3"}>{text || none}</p>
    </section>
  );
}

function Way({ complaint: c }: { complaint: Complaint }) {
  const { t } = useTranslation();
  return (
    <ol className="complaint-way" aria-label={t("complaints.way")}>
      {wayOf(c).map((leg) => (
        <li key={leg.state} className={c.state === "closed" ? "closed" : leg.is} aria-current={leg.is === "here" ? "step" : undefined}>
          <div className={leg.is === "here" ? "sb" : leg.is === "done" ? "" : "t3"}>{t(`complaints.state.${leg.state}`)}</div>
          <div className="t3 f12 num">{leg.at ? formatInstantShort(leg.at) : ""}</div>
        </li>
      ))}
    </ol>
  );
}

/** Whom it is about, who answers, and where it came from. */
export function ComplaintFacts({ complaint: c }: { complaint: Complaint }) {
  const { t } = useTranslation();
  const me = useMe();
  const none = t("ui.none");
  return (
    <Facts labelWidth={88} items={[
      { label: t("complaints.customer"), value: <Link to={`/customers/${c.customer.id}`}>{c.customer.name}</Link> },
      { label: t("complaints.project"), value: c.project ? <Link to={`/projects/${c.project.id}`}>{c.project.name}</Link> : none },
      { label: t("complaints.contact"), value: c.contact ? <Person name={c.contact.name} /> : none },
      { label: t("complaints.severityLabel"), value: t(`complaints.severity.${c.severity}`) },
      { label: t("complaints.handler"), value: c.handler ? <Person name={c.handler.name} /> : <span className="warn-t">{t("complaints.nobody")}</span> },
      { label: t("complaints.owner"), value: c.owner ? <Person name={c.owner.name} /> : none },
      { label: t("complaints.sourceLabel"), value: c.survey_id && can(me, "survey:read") ? <Link to={`/surveys/${c.survey_id}`}>{t(`complaints.source.${c.source}`)}</Link> : t(`complaints.source.${c.source}`) },
      { label: t("complaints.plan"), value: c.improvement_plan_id ? can(me, "improvement:read") ? <Link to={`/improvement-plans/${c.improvement_plan_id}`}>{t("complaints.openPlan")}</Link> : t("complaints.planned") : none },
    ]} />
  );
}
