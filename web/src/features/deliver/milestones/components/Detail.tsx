import { useTranslation } from "react-i18next";
import { Link } from "@tanstack/react-router";
import { formatInstant, formatInstantShort, shortHash } from "../../../../lib/format";
import { problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Facts, InlineNotice } from "../../../../ui/layout";
import { Pill } from "../../../../ui/marks";
import { signedDays, slip, STATE_TONE, verbsOf, type Verb } from "../model";
import { useMilestone } from "../queries";
import type { Answer, Link as SentTo, Milestone } from "../types";

/** One milestone over its project: days, what was shown, whom we asked, what he said. */
export function DetailDialog({ id, onVerb, onClose }: { id: string; onVerb: (verb: Verb) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const milestone = useMilestone(id);
  const m = milestone.data;
  const verbs = m ? [...verbsOf(m), ...(m.actions.includes("update") ? ["update" as const] : [])] : [];
  return (
    <Dialog wide title={m?.name ?? t("milestones.title")} onClose={onClose} note={m ? `${m.project_number} ${m.project.name}` : ""}
      actions={<>{verbs.toReversed().map((verb, i) => <Button key={verb} kind={i === verbs.length - 1 ? "primary" : "plain"} onClick={() => onVerb(verb)}>{t(`milestones.verb.${verb}`)}</Button>)}{verbs.length === 0 ? <Button onClick={onClose}>{t("ui.close")}</Button> : null}</>}>
      {milestone.error && !m ? <InlineNotice tone="bad">{problemText(milestone.error)}</InlineNotice> : null}
      {m ? <MilestoneBody milestone={m} /> : <div style={{ height: 240 }} />}
    </Dialog>
  );
}

/** What is known of a milestone, on its page and over its project. */
export function MilestoneBody({ milestone: m }: { milestone: Milestone }) {
  const { t, i18n } = useTranslation();
  const width = i18n.language === "zh" ? 68 : 84;
  const none = t("ui.none");
  const days = signedDays(slip(m));
  return (
    <div className="col gap12">
      <div className="row gap8"><Pill tone={STATE_TONE[m.state]}>{t(`milestones.state.${m.state}`)}</Pill>{m.round > 1 ? <span className="t3 f12">{t("milestones.round", { round: m.round })}</span> : null}</div>
      <div className="two-facts" style={{ alignItems: "start" }}>
        <Facts labelWidth={width} items={[{ label: t("milestones.baseline"), value: <span className="num">{m.baseline_on || none}</span> }, { label: t("milestones.planned"), value: <span className="num">{m.planned_on}</span> }, { label: t("milestones.weight"), value: <span className="num">{m.weight}</span> }]} />
        <Facts labelWidth={width} items={[{ label: t("milestones.forecast"), value: <span className="num">{m.forecast_on}</span> }, { label: t("milestones.actual"), value: <span className="num">{m.actual_on || none}</span> }, { label: t("milestones.slip"), value: <span className="num">{days ? t("milestones.days", { days }) : none}</span> }]} />
      </div>
      {m.statement || m.files.length > 0 ? <Shown milestone={m} /> : null}
      {m.answers.toReversed().map((a) => <AnswerPart key={a.at} answer={a} />)}
      {m.links.length > 0 ? <Links links={m.links} /> : null}
      {m.dates.length > 1 ? <Dates milestone={m} /> : null}
    </div>
  );
}

function Shown({ milestone: m }: { milestone: Milestone }) {
  const { t } = useTranslation();
  return (
    <section>
      <h2 className="section-head">{t("milestones.shown")}</h2>
      {m.statement ? <p style={{ whiteSpace: "pre-wrap" }}>{m.statement}</p> : null}
      <div className="row gap12 wrap f12">{m.files.map((f) => <a key={f.id} href={`/api/v1/documents/${f.id}/content`} download>{f.name}</a>)}</div>
    </section>
  );
}

function AnswerPart({ answer: a }: { answer: Answer }) {
  const { t } = useTranslation();
  const tone = { confirm: "ok", confirm_with_remarks: "warn", reject: "bad" } as const;
  return (
    <section className="ms-answer">
      <div className="row gap8 wrap"><Pill tone={tone[a.action]}>{t(`milestones.answer.${a.action}`)}</Pill><b>{a.contact.name}</b><span className="t3 f12 num">{formatInstant(a.at)}</span>{a.score > 0 ? <span className="f12 num">{t("milestones.scoreIs", { score: a.score })}</span> : null}</div>
      {a.text ? <p style={{ whiteSpace: "pre-wrap", marginTop: 4 }}>{a.text}</p> : null}
      <div className="t3 f11 num" style={{ marginTop: 2 }}>{[t("milestones.proof", { hash: shortHash(a.content_hash) }), a.ip ?? ""].filter(Boolean).join(" · ")}</div>
    </section>
  );
}

function Links({ links }: { links: SentTo[] }) {
  const { t } = useTranslation();
  return (
    <section>
      <h2 className="section-head">{t("milestones.links")}</h2>
      {links.toReversed().map((l) => (
        <div key={l.id} className="row gap8 f12" style={{ minHeight: 26 }}>
          <span>{l.contact.name}</span>
          <span className="t3 num">{formatInstantShort(l.issued_at)}</span>
          <span className={`push ${l.open ? "warn-t" : "t3"}`}>{l.used_at ? t("milestones.linkUsed") : l.open ? t("milestones.linkOpen", { until: formatInstantShort(l.expires_at) }) : t("milestones.linkShut")}</span>
        </div>
      ))}
    </section>
  );
}

function Dates({ milestone: m }: { milestone: Milestone }) {
  const { t } = useTranslation();
  return (
    <section>
      <h2 className="section-head">{t("milestones.dates")}</h2>
      {m.dates.toReversed().map((d) => (
        <div key={d.at} className="ms-dates f12">
          <span className="t3 num">{formatInstantShort(d.at)}</span>
          <span className="num">{t("milestones.dateIs", { planned: d.planned_on, forecast: d.forecast_on })}</span>
          <span className="t2">{[d.by.name, d.reason].filter(Boolean).join(t("ui.comma"))}</span>
        </div>
      ))}
    </section>
  );
}

/** The way back to where the milestone belongs. */
export function ProjectLink({ milestone: m }: { milestone: Milestone }) {
  return <Link to={`/projects/${m.project.id}`} className="btn">{m.project.name}</Link>;
}
