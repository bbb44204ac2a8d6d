import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatInstant, formatPercent, shortHash } from "../../../lib/format";
import { useRecordParts } from "../../../lib/record";
import { KeyFigure, MoneyFigure } from "../../../ui/KeyFigure";
import { InlineNotice, Timeline } from "../../../ui/layout";
import { Pill, Restricted } from "../../../ui/marks";
import { labelParts, reviewTab, stateTone } from "./model";
import type { Approval, Task } from "./types";

/** The thing to decide: its facts first, what is unusual about it, its papers, and what happened so far. */
export function Paper({ approval: a }: { approval: Approval }) {
  const { t } = useTranslation();
  const { Panels, Files, href } = useRecordParts();
  const { number, revision, name } = labelParts(a.label);
  const to = href(a.ref);
  const hidden = (name: string): boolean => a.masked.includes(name);
  const share = (name: "margin" | "advance" | "retention") => (hidden(name) ? <Restricted /> : a[name] === null ? "–" : formatPercent(Number(a[name])));
  return (
    <article className="inbox-paper" aria-label={a.label}>
      <header>
        <h2>{[name, revision].filter(Boolean).join(" ")} <Pill tone={stateTone(a.state)}>{t(`approvals.state.${a.state}`)}</Pill></h2>
        <p className="t2 f12 num">{[t(`approvals.kind.${a.ref.kind}`, { defaultValue: a.ref.kind }), number].filter(Boolean).join(" ")} · {t("approvals.submittedBy", { name: a.submitter.name, at: formatInstant(a.created_at) })} · {t("approvals.hash")} <span className="mono" title={a.hash}>{shortHash(a.hash)}</span>{to ? <> · <Link to={to}>{t("approvals.openRecord")}</Link></> : null}</p>
      </header>
      <div className="key-figures">
        <MoneyFigure label={t("approvals.amount")} money={a.amount} />
        {(["margin", "advance", "retention"] as const).map((name) => <KeyFigure key={name} label={t(`approvals.${name}`)} value={share(name)} />)}
      </div>
      {a.payer_risk ? <InlineNotice tone="warn">{t("approvals.payerRisk")}</InlineNotice> : null}
      <Panels record={a.ref} place="decision" actions={a.actions} />
      <div className="inbox-files"><Files record={a.ref} place="rail" /></div>
      <section className="record-section">
        <header><h2>{t("approvals.history")}</h2></header>
        <Timeline entries={[...a.history].reverse().map((e, i) => ({ id: String(i), time: formatInstant(e.at).slice(5), title: <>{e.by ? <b>{e.by.name} </b> : null}{t(`approvals.did.${e.action}`)}{e.role && e.action !== "submit" ? <span className="t3"> {t(`roleNames.${e.role}`, { defaultValue: e.role })}</span> : null}</>, detail: e.comment || undefined }))} />
      </section>
    </article>
  );
}

/** What is to be reviewed, with the way to where the review is written. */
export function ReviewPaper({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { Panels, Files, href } = useRecordParts();
  const record = task.ref;
  const to = record ? href(record) : null;
  const tab = reviewTab(task);
  return (
    <article className="inbox-paper" aria-label={task.ref_label}>
      <header>
        <h2>{task.ref_label}</h2>
        <p className="t2 f12 num">{t(`approvals.review.${task.code.split(".").slice(1).join("_")}`, { defaultValue: task.title })} · {t("approvals.dueAt", { at: formatInstant(task.due_at) })}</p>
        {to ? <p style={{ marginTop: 12 }}><Link to={to} search={(tab ? { tab } : {}) as never} className="btn primary">{t("approvals.goReview")}</Link></p> : null}
      </header>
      {record ? <><Panels record={record} place="decision" /><div className="inbox-files"><Files record={record} place="rail" /></div></> : null}
    </article>
  );
}
