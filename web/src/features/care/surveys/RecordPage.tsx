import "../../../ui/record.css";
import "./surveys.css";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemText } from "../../../lib/problem";
import { useRecordParts } from "../../../lib/record";
import { useOwnTitle } from "../../../lib/title";
import { EmptyState, InlineNotice } from "../../../ui/layout";
import { Pill } from "../../../ui/marks";
import { PageHead } from "../../../ui/PageHead";
import { Answers } from "./components/Answers";
import { Steps, SurveyFacts } from "./components/Facts";
import { Verbs } from "./components/Verbs";
import { stateTone } from "./model";
import { useSurvey } from "./queries";
import type { Survey } from "./types";

const LIST = "/surveys";

/** One survey: the answers as they are, what is done about them, what happened. */
export default function RecordPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { data: s, error } = useSurvey(id);
  useOwnTitle(s ? `${s.customer.name} ${t("surveys.title")}` : undefined);
  const parent = { to: LIST, label: t("surveys.title") };
  if (error && !s) return <div className="page"><PageHead title={t("surveys.title")} /><EmptyState title={t("surveys.gone")} actions={<Link to={LIST} className="btn">{t("surveys.backToList")}</Link>}>{problemText(error)}</EmptyState></div>;
  if (!s) return <div className="page"><PageHead title="" parent={parent} /></div>;
  return (
    <div className="page">
      <PageHead title={s.customer.name} parent={parent} marks={<><Pill tone={stateTone(s.state)}>{t(`surveys.state.${s.state}`)}</Pill>{s.complaint ? <Pill tone="bad">{t("surveys.complained")}</Pill> : null}</>} actions={<Verbs survey={s} />} />
      <div className="record">
        <div className="record-main"><Body survey={s} /></div>
        <aside className="record-rail" aria-label={t("surveys.rail")}>
          <section><div className="section-head" style={{ marginBottom: 4 }}>{t("surveys.story")}</div><Steps survey={s} /></section>
          <section><SurveyFacts survey={s} /></section>
        </aside>
      </div>
    </div>
  );
}

function Body({ survey: s }: { survey: Survey }) {
  const { t, i18n } = useTranslation();
  const { Panels } = useRecordParts();
  return (
    <>
      {s.score === null ? <div style={{ padding: "14px 0" }}><InlineNotice tone="info">{t(`surveys.waits.${s.state}`, { name: s.contact?.name ?? s.customer.name, date: s.due_on })}</InlineNotice></div> : <Answers survey={s} />}
      {s.score === null && s.questions.length > 0 ? (
        <section className="record-section">
          <header><h2>{t("surveys.questions")}</h2><span className="t3 f12">{t("surveys.asked", { count: s.questions.length })}</span></header>
          <ol>{s.questions.map((q) => <li key={q.code} style={{ padding: "5px 0" }}>{i18n.language === "en" ? q.en : q.zh}{q.sales ? <> <Pill outline>{t("surveys.sales")}</Pill></> : null}</li>)}</ol>
        </section>
      ) : null}
      <Panels record={{ kind: "survey", id: s.id }} place="main" actions={s.actions} />
    </>
  );
}
