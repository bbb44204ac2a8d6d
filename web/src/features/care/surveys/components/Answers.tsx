import "../surveys.css";
import { useTranslation } from "react-i18next";
import { Pill } from "../../../../ui/marks";
import { attitude, attitudeTone, points, salesAverage, scoreTone } from "../model";
import type { Question, Survey } from "../types";
import { StarRow } from "./Score";

const SCALE = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** What the customer answered: the verdict, each question as it was asked, and the words as they are. */
export function Answers({ survey: s }: { survey: Survey }) {
  const { t } = useTranslation();
  if (s.score === null) return null;
  const sales = salesAverage(s);
  const kind = s.recommend === null ? null : attitude(s.recommend);
  return (
    <>
      <div className="survey-verdict">
        <div><div className="t3 f12">{t("surveys.score")}</div><b className={scoreTone(s.score) === "bad" ? "bad-t" : ""}>{points(s.score)}<small>/ 5</small></b><StarRow value={s.score / 100} /></div>
        {sales === null ? null : <div><div className="t3 f12">{t("surveys.aboutSales")}</div><b>{points(sales)}<small>/ 5</small></b><StarRow value={sales / 100} /></div>}
        {kind === null ? null : <div><div className="t3 f12">{t("surveys.recommend")}</div><b>{s.recommend}<small>/ 10</small></b><Pill tone={attitudeTone[kind]}>{t(`surveys.attitude.${kind}`)}</Pill></div>}
      </div>
      {s.comment || s.complaint ? (
        <section className="record-section">
          <header><h2>{t("surveys.words")}</h2>{s.complaint ? <Pill tone="bad">{t("surveys.complained")}</Pill> : null}</header>
          <blockquote className="customer-words">{s.comment}</blockquote>
        </section>
      ) : null}
      <section className="record-section">
        <header><h2>{t("surveys.questions")}</h2><span className="t3 f12">{t("surveys.asked", { count: s.questions.length })}</span></header>
        {s.questions.map((q) => <AnswerRow key={q.code} question={q} value={s.answers?.[q.code]} />)}
      </section>
    </>
  );
}

function AnswerRow({ question: q, value }: { question: Question; value: number | undefined }) {
  const { t, i18n } = useTranslation();
  const text = i18n.language === "en" ? q.en : q.zh;
  if (q.kind === "nps") {
    return (
      <div className="answer wide">
        <span>{text}</span>
        <span className="about" />
        <span className="nps-row" role="img" aria-label={t("surveys.ofTen", { score: value ?? "–" })} style={{ gridColumn: "auto / span 2", justifySelf: "end" }}>{SCALE.map((n) => <i key={n} className={n === value ? "on" : ""}>{n}</i>)}</span>
      </div>
    );
  }
  return (
    <div className="answer">
      <span>{text}</span>
      <span className="about">{q.sales ? <Pill outline>{t("surveys.sales")}</Pill> : null}</span>
      <span className="score"><StarRow value={value ?? 0} /><b className={(value ?? 5) < 3 ? "bad-t" : ""} aria-label={t("surveys.ofFive", { score: value ?? "–" })}>{value ?? "–"}</b></span>
      <span className="weight t3 f12 num">{t("surveys.weight", { weight: q.weight })}</span>
    </div>
  );
}
