import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatInstant, formatInstantShort, groupHash } from "../../../../lib/format";
import { Facts, Timeline } from "../../../../ui/layout";
import { Person } from "../../../../ui/marks";
import { steps } from "../model";
import type { Survey } from "../types";

/** Who was asked about what, by whom, and what proves the answer. */
export function SurveyFacts({ survey: s }: { survey: Survey }) {
  const { t } = useTranslation();
  const none = t("ui.none");
  const items = [
    { label: t("surveys.customer"), value: <Link to={`/customers/${s.customer.id}`}>{s.customer.name}</Link> },
    { label: t("surveys.project"), value: s.project ? <Link to={`/projects/${s.project.id}`}>{s.project.name}</Link> : none },
    ...(s.milestone ? [{ label: t("surveys.milestone"), value: <Link to={`/milestones/${s.milestone.id}`}>{s.milestone.name}</Link> }] : []),
    { label: t("surveys.contact"), value: s.contact ? <Person name={s.contact.name} /> : none },
    { label: t("surveys.causeLabel"), value: t(`surveys.cause.${s.cause}`) },
    { label: t("surveys.purposeLabel"), value: t(`surveys.purpose.${s.purpose}`) },
    { label: t("surveys.owner"), value: s.owner ? <Person name={s.owner.name} /> : none },
    { label: t("surveys.dueOn"), value: <span className="num">{s.due_on}</span> },
    ...(s.expires_at && s.answered_at === null ? [{ label: t("surveys.expiresAt"), value: <span className="num">{formatInstant(s.expires_at)}</span> }] : []),
    ...(s.ip ? [{ label: t("surveys.from"), value: <span className="t2 num">{s.ip}</span> }] : []),
    ...(s.agent ? [{ label: t("surveys.agent"), value: <span className="t2">{s.agent}</span> }] : []),
    ...(s.content_hash ? [{ label: t("surveys.hash"), value: <span className="mono t2">{groupHash(s.content_hash)}</span> }] : []),
  ];
  return <Facts labelWidth={88} items={items} />;
}

/** What happened with it. */
export function Steps({ survey: s }: { survey: Survey }) {
  const { t } = useTranslation();
  return <Timeline entries={steps(s).map((e) => ({ id: e.id, title: t(`surveys.step.${e.id}`, { name: s.contact?.name ?? s.customer.name }), time: formatInstantShort(e.at) }))} />;
}
