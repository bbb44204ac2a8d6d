import "../../../ui/record.css";
import "./opportunities.css";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatInstantShort } from "../../../lib/format";
import { problemText } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { TextArea } from "../../../ui/inputs";
import { EmptyState, Facts, InlineNotice } from "../../../ui/layout";
import { Pill } from "../../../ui/marks";
import { PageHead } from "../../../ui/PageHead";
import { toastDone } from "../../../ui/toast";
import { ReportDone, ReportTrack } from "./components/ReportClock";
import { SECTIONS } from "./model";
import { useOpportunity, useReport, useSubmitReport } from "./queries";
import type { Report } from "./types";
import { useDraft, type Draft } from "./useDraft";

/** The needs report of a first visit: six sections, kept as they are written, and the clock beside them. */
export default function ReportPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const opportunity = useOpportunity(id);
  const report = useReport(id);
  const name = opportunity.data?.name ?? "";
  const parent = { to: `/opportunities/${id}`, label: name || t("opportunities.title") };
  const error = report.error ?? opportunity.error;
  if (!report.data) {
    return <div className="page"><PageHead title={t("opportunities.report.title")} parent={parent} />{error ? <EmptyState title={t("opportunities.gone")} actions={<Link to="/opportunities" className="btn">{t("opportunities.backToList")}</Link>}>{problemText(error)}</EmptyState> : null}</div>;
  }
  return <Writing key={report.data.id} report={report.data} parent={parent} />;
}

function Writing({ report, parent }: { report: Report; parent: { to: string; label: string } }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const submit = useSubmitReport(report.id);
  const draft = useDraft(report);
  const writable = report.actions.includes("update");
  const missing = SECTIONS.filter((s) => (draft.sections[s] ?? "").trim() === "");
  const send = async (): Promise<void> => {
    const version = await draft.flush();
    if (version === null) return;
    submit.mutate(version, {
      onSuccess: () => {
        toastDone(t("opportunities.report.submitted"));
        void navigate({ to: parent.to });
      },
    });
  };
  return (
    <div className="page">
      <PageHead title={t("opportunities.report.title")} parent={parent} marks={report.status === "submitted" ? <Pill tone={report.on_time ? "ok" : "bad"}>{t(report.on_time ? "opportunities.report.onTime" : "opportunities.report.late")}</Pill> : null}
        actions={writable ? <><span className="t3 f12 num hide-phone" role="status"><SaveState draft={draft} /></span><Button kind="primary" disabled={missing.length > 0 || !report.actions.includes("submit")} busy={submit.isPending} onClick={() => void send()}>{t("opportunities.report.submit")}</Button></> : null} />
      {submit.error ? <InlineNotice tone="bad" strip>{problemText(submit.error)}</InlineNotice> : null}
      {draft.stale ? <InlineNotice tone="warn" strip action={<Button size="small" onClick={draft.takeNewer}>{t("opportunities.takeNewer")}</Button>}>{t("opportunities.report.stale")}</InlineNotice> : null}
      <div className="report-grid">
        <div className="scroll">
          {SECTIONS.map((section, i) => (
            <div key={section} className="report-section">
              <Field label={`${i + 1}  ${t(`opportunities.section.${section}`)}`} required note={writable ? t(`opportunities.hint.${section}`) : undefined} aside={<span className="num">{(draft.sections[section] ?? "").length} / 8000</span>}>
                {(control) => <TextArea {...control} rows={4} maxLength={8000} readOnly={!writable} value={draft.sections[section] ?? ""} onChange={(e) => draft.write(section, e.target.value)} onBlur={() => void draft.flush()} />}
              </Field>
            </div>
          ))}
        </div>
        <ReportRail report={report} missing={missing} />
      </div>
    </div>
  );
}

function SaveState({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  if (draft.failure) return <span className="bad-t">{t("opportunities.report.failed", { text: draft.failure })}</span>;
  if (draft.saving) return <>{t("opportunities.report.saving")}</>;
  return draft.savedAt ? <>{t("opportunities.report.savedAt", { time: draft.savedAt })}</> : null;
}

/** When it is due, what is still empty. */
function ReportRail({ report: r, missing }: { report: Report; missing: readonly string[] }) {
  const { t } = useTranslation();
  const facts = [
    { label: t("opportunities.report.visitedAt"), value: r.visited_at ? <span className="num">{formatInstantShort(r.visited_at)}</span> : t("ui.none") },
    { label: t("opportunities.report.due"), value: r.due_at ? <span className="num">{formatInstantShort(r.due_at)}</span> : t("ui.none") },
  ];
  return (
    <aside className="report-rail" aria-label={t("opportunities.report.clock")}>
      <h2 style={{ marginBottom: 6 }}>{t("opportunities.report.clock")}</h2>
      {r.status === "submitted" ? <ReportDone report={r} /> : r.visited_at && r.due_at ? <ReportTrack from={r.visited_at} to={r.due_at} /> : <p className="t2">{t("opportunities.report.noVisit")}</p>}
      <div style={{ margin: "12px 0" }}><Facts items={facts} labelWidth={72} /></div>
      {r.status === "submitted" ? <p className="t3 f12">{t("opportunities.report.readOnly")}</p> : (
        <>
          <p className={missing.length > 0 ? "warn-t" : "ok-t"}>{missing.length > 0 ? t("opportunities.report.lacks", { count: missing.length }) : t("opportunities.report.allFilled")}</p>
          <ul className="t2">{missing.map((s) => <li key={s}>{t(`opportunities.section.${s}`)}</li>)}</ul>
        </>
      )}
    </aside>
  );
}
