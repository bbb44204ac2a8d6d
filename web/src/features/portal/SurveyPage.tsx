import { CircleCheck } from "lucide-react";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useOnline } from "../../lib/hooks";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { TextArea } from "../../ui/inputs";
import { InlineNotice } from "../../ui/layout";
import { keepDraft, readKept } from "./draft";
import { Frame } from "./Frame";
import { troubleOf } from "./model";
import { Nothing, Waiting } from "./Nothing";
import type { PortalPageProps } from "./address";
import { useOpenSurvey, useSurvey, useSurveyAnswer } from "./queries";
import { Stars } from "./Stars";
import { silent, surveyAnswer, surveyDraft, unanswered, type SurveyDraft } from "./survey";
import { TenPoints } from "./TenPoints";
import type { SurveyQuestion, SurveyView } from "./types";

/** /s/<token>: what a contact thinks of us, asked and answered once. */
export default function SurveyPage({ token }: PortalPageProps) {
  const survey = useSurvey(token);
  const refresh = (): void => void survey.refetch();
  if (survey.data) return survey.data.answered ? <Thanks view={survey.data} /> : <Survey token={token} view={survey.data} onRefresh={refresh} />;
  return survey.error ? <Nothing error={survey.error} onRetry={refresh} /> : <Waiting />;
}

function Head({ view: v }: { view: SurveyView }) {
  return (
    <header className="portal-head">
      {v.project ? <div className="t3">{v.customer}</div> : null}
      <h1>{v.project || v.customer}</h1>
      {v.milestone ? <div className="t3">{v.milestone}</div> : null}
    </header>
  );
}

interface SurveyProps {
  token: string;
  view: SurveyView;
  /** Asks the server again: what was shown has changed, or was answered elsewhere. */
  onRefresh: () => void;
}

/** The questions. What was answered stays on any failure. */
function Survey({ token, view, onRefresh }: SurveyProps) {
  const { t } = useTranslation();
  const online = useOnline();
  const answer = useSurveyAnswer(token);
  const { mutate: open } = useOpenSurvey(token);
  const [draft, setDraft] = useState<SurveyDraft>(() => surveyDraft(readKept(token)));
  const [tried, setTried] = useState(false);
  useEffect(() => open(), [open]);
  const change = (patch: Partial<SurveyDraft>): void => {
    const next = { ...draft, ...patch };
    setDraft(next);
    keepDraft(token, next);
  };
  const missing = tried ? unanswered(view.questions, draft) : [];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    const first = unanswered(view.questions, draft)[0] ?? (silent(draft) ? "comment" : undefined);
    if (first !== undefined) {
      document.getElementById(`ask-${first}`)?.scrollIntoView({ block: "center" });
      return;
    }
    answer.mutate(surveyAnswer(view.questions, draft, view.content_hash), { onError: (error) => ["changed", "answered", "gone"].includes(troubleOf(error)) && onRefresh() });
  };
  const foot = (
    <>
      {answer.error ? <InlineNotice tone="bad">{t(`portal.trouble.${troubleOf(answer.error)}`)}</InlineNotice> : null}
      {missing.length > 0 ? <p className="field-note error" role="alert">{t("portal.survey.missing", { count: missing.length })}</p> : null}
      <Button type="submit" form="survey" size="thumb" wide kind="primary" busy={answer.isPending} disabled={!online}>{t("portal.survey.send")}</Button>
    </>
  );
  return (
    <Frame title={t("portal.survey.title")} note={t("portal.recorded")} foot={foot}>
      <Head view={view} />
      <form id="survey" noValidate onSubmit={submit}>
        <section>
          <h2>{t("portal.survey.title")}</h2>
          <p className="t2 words">{t("portal.survey.intro")}</p>
          <ol className="asks">
            {view.questions.map((q) => <li key={q.code} id={`ask-${q.code}`}><Ask question={q} value={draft.answers[q.code]} invalid={missing.includes(q.code)} onChange={(n) => change({ answers: { ...draft.answers, [q.code]: n } })} /></li>)}
          </ol>
        </section>
        <Words draft={draft} tried={tried} onChange={change} />
        <section><p className="t3 f12">{t("portal.to", { name: view.contact })}</p></section>
      </form>
    </Frame>
  );
}

interface AskProps {
  question: SurveyQuestion;
  value: number | undefined;
  invalid: boolean;
  onChange: (value: number) => void;
}

function Ask({ question: q, value, invalid, onChange }: AskProps) {
  const { i18n } = useTranslation();
  const label = i18n.language === "zh" ? q.zh : q.en;
  if (q.kind === "nps") return <TenPoints label={label} value={value} invalid={invalid} onChange={onChange} />;
  return <Stars label={label} value={value ?? 0} invalid={invalid} onChange={onChange} />;
}

function Words({ draft, tried, onChange }: { draft: SurveyDraft; tried: boolean; onChange: (patch: Partial<SurveyDraft>) => void }) {
  const { t } = useTranslation();
  return (
    <section id="ask-comment">
      <Field label={t("portal.survey.comment")} error={tried && silent(draft) ? t("portal.fault.text") : undefined}>
        {(c) => <TextArea {...c} rows={3} maxLength={2000} value={draft.comment} onChange={(e) => onChange({ comment: e.target.value })} />}
      </Field>
      <label className="complain"><input type="checkbox" checked={draft.complaint} onChange={(e) => onChange({ complaint: e.target.checked })} /><span>{t("portal.survey.complaint")}</span></label>
    </section>
  );
}

function Thanks({ view }: { view: SurveyView }) {
  const { t } = useTranslation();
  return (
    <Frame title={t("portal.survey.thanks")}>
      <Head view={view} />
      <section><div className="portal-done ok" role="status"><CircleCheck aria-hidden /><div><h2>{t("portal.survey.thanks")}</h2><p>{t("portal.survey.after")}</p></div></div></section>
    </Frame>
  );
}
