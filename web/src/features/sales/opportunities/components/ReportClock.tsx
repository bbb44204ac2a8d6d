import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatInstantShort } from "../../../../lib/format";
import { clockTone, hms } from "../../../../ui/clock";
import { ClockTrack, useLeftText, useNow } from "../../../../ui/ClockTrack";
import { REPORT_MARKS } from "../model";
import type { Opportunity, Report } from "../types";

interface TrackProps {
  from: string;
  to: string;
}

/** The 48 hours after a first visit, ticking. */
export function ReportTrack({ from, to }: TrackProps) {
  const { t } = useTranslation();
  const now = useNow();
  const left = useLeftText();
  const due = new Date(to).getTime();
  const tone = clockTone(new Date(from).getTime(), now, REPORT_MARKS);
  return (
    <>
      <div className="row">
        <span className="t3 f12 num">{t("home.visitedAt", { at: formatInstantShort(from) })}{t("dv.and")}{t("home.dueAt", { at: formatInstantShort(to) })}</span>
        <span className={`push clock-left ${tone === "accent" ? "" : `${tone}-t`}`} role="timer">{now > due ? left(to, now) : hms(due - now)}</span>
      </div>
      <ClockTrack from={from} to={to} now={now} marks={REPORT_MARKS} start={t("home.visit")} label={t("opportunities.report.clock")} />
    </>
  );
}

/** The running clock on the record's page, with the way to the report. */
export function ReportClock({ opportunity: o }: { opportunity: Opportunity }) {
  const { t } = useTranslation();
  return (
    <section style={{ marginTop: 18 }} aria-label={t("opportunities.report.clock")}>
      <div className="row gap8"><h2>{t("opportunities.report.clock")}</h2><Link to={`/opportunities/${o.id}/needs-report`} className="push f12">{t("opportunities.remedyLink.report")}</Link></div>
      <ReportTrack from={o.first_visit_at ?? ""} to={o.report_due_at ?? ""} />
    </section>
  );
}

/** A report that is in: when, and whether in time. */
export function ReportDone({ report: r }: { report: Report }) {
  const { t } = useTranslation();
  return <p className={r.on_time ? "ok-t" : "bad-t"}>{t(r.on_time ? "opportunities.report.onTime" : "opportunities.report.late")}{t("ui.comma")}<span className="num">{formatInstantShort(r.submitted_at ?? "")}</span></p>;
}
