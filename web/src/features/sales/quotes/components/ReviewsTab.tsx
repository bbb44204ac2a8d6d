import { CircleCheck, CircleX, History } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant, shortHash } from "../../../../lib/format";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Field } from "../../../../ui/Field";
import { TextArea } from "../../../../ui/inputs";
import { EmptyState, Facts, InlineNotice } from "../../../../ui/layout";
import { Pill } from "../../../../ui/marks";
import { toastDone } from "../../../../ui/toast";
import { newestReviews } from "../model";
import { useAct } from "../queries";
import type { Quote, Review } from "../types";

const FINDINGS = ["scope", "parameters", "standards", "risks"] as const;

/** What the reviewers said, and the form of the technical one whose turn it is. */
export function ReviewsTab({ quote: q }: { quote: Quote }) {
  const { t } = useTranslation();
  const mayReview = q.actions.includes("tech_review");
  if (q.reviews.length === 0 && !mayReview) return <div className="quote-work"><EmptyState title={t("quotes.review.none")}>{t("quotes.review.noneText")}</EmptyState></div>;
  return (
    <div className="quote-doc">
      {mayReview ? <TechForm key={q.version} quote={q} /> : null}
      {q.reviews.length > 0 ? <section><h2>{t("quotes.review.history")}</h2>{newestReviews(q.reviews).map((r) => <Card key={`${r.part} ${r.at}`} review={r} />)}</section> : null}
    </div>
  );
}

function Card({ review: r }: { review: Review }) {
  const { t } = useTranslation();
  const Icon = !r.passed ? CircleX : r.counts ? CircleCheck : History;
  const written = FINDINGS.filter((f) => r.findings[f]);
  return (
    <article className="review-card">
      <div className="row gap8 wrap">
        <Icon className={!r.passed ? "bad-t" : r.counts ? "ok-t" : "t3"} aria-hidden />
        <span className="m">{t(`quotes.part.${r.part}`)} {t(r.passed ? "quotes.part.passed" : "quotes.part.refused")}</span>
        {r.passed && !r.counts ? <Pill>{t("quotes.review.voided")}</Pill> : null}
        <span className="t3 f12 num">{r.reviewer.name} {formatInstant(r.at)}</span>
        <span className="mono t3 push" title={r.hash}>{shortHash(r.hash)}</span>
      </div>
      {r.note ? <p style={{ marginTop: 4 }}>{r.note}</p> : null}
      {written.length > 0 ? <Facts labelWidth={72} items={written.map((f) => ({ label: t(`quotes.review.${f}`), value: <span className="t2">{r.findings[f]}</span> }))} /> : null}
    </article>
  );
}

function TechForm({ quote: q }: { quote: Quote }) {
  const { t } = useTranslation();
  const act = useAct();
  const [findings, setFindings] = useState<Record<string, string>>({});
  const [note, setNote] = useState("");
  const [refusing, setRefusing] = useState(false);
  const refused = fieldErrors(act.error);
  const decide = (pass: boolean): void => {
    setRefusing(!pass);
    if (!pass && note.trim() === "") return;
    const written = Object.fromEntries(Object.entries(findings).map(([k, v]) => [k, v.trim()]).filter(([, v]) => v !== ""));
    act.mutate({ on: q, act: { verb: "tech-review", pass, note: note.trim(), findings: written } }, { onSuccess: () => toastDone(t(pass ? "quotes.review.passed" : "quotes.review.sentBack", { name: q.title })) });
  };
  return (
    <section>
      <h2>{t("quotes.review.write")}</h2>
      <div className="form-row">
        {FINDINGS.map((f) => (
          <Field key={f} label={t(`quotes.review.${f}`)} error={refused[`findings.${f}`]}>
            {(control) => <TextArea {...control} rows={2} maxLength={2000} placeholder={t(`quotes.review.${f}Hint`)} value={findings[f] ?? ""} onChange={(e) => setFindings((now) => ({ ...now, [f]: e.target.value }))} />}
          </Field>
        ))}
      </div>
      <div style={{ marginTop: 12 }}>
        <Field label={t("quotes.opinion")} note={t("quotes.opinionNote")} error={refusing && note.trim() === "" ? t("quotes.opinionNeeded") : refused.note}>
          {(control) => <TextArea {...control} rows={2} maxLength={2000} value={note} onChange={(e) => setNote(e.target.value)} />}
        </Field>
      </div>
      {act.error && Object.keys(refused).length === 0 ? <div style={{ marginTop: 8 }}><InlineNotice tone="bad">{problemText(act.error)}</InlineNotice></div> : null}
      <div className="form-foot">
        <Button kind="primary" busy={act.isPending} onClick={() => decide(true)}>{t("quotes.review.pass")}</Button>
        <Button disabled={act.isPending} onClick={() => decide(false)}>{t("quotes.sendBack")}</Button>
        <span className="t3 f12">{t("quotes.hashIs")} <span className="mono">{q.hash.slice(0, 12)}</span></span>
      </div>
    </section>
  );
}
