import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../api/me";
import { formatInstantShort } from "../../../lib/format";
import { clockTone, hms } from "../../../ui/clock";
import { ClockTrack, useLeftText, useNow } from "../../../ui/ClockTrack";
import { REPORT_MARKS, type Row } from "./model";
import { useClocks } from "./queries";

/** The needs reports that are owed, each with its own track of 48 hours. */
export function Clocks() {
  const { t } = useTranslation();
  const me = useMe();
  const clocks = useClocks(me.id);
  const running = clocks.data ?? [];
  return (
    <section className="home-part" aria-label={t("home.clockTitle")}>
      <header><h2>{t("home.clockTitle")}</h2><span className="t3 f12">{t("home.clockNote")}</span></header>
      {clocks.isSuccess && running.length === 0 ? <p className="t3">{t("home.noClocks")}</p> : null}
      <div className="home-clocks">{running.slice(0, 4).map((o) => <Clock key={o.id} row={o} />)}</div>
    </section>
  );
}

function Clock({ row: o }: { row: Row }) {
  const { t } = useTranslation();
  const now = useNow();
  const left = useLeftText();
  const [from, to] = [o.first_visit_at ?? "", o.report_due_at ?? ""];
  const due = new Date(to).getTime();
  const tone = clockTone(new Date(from).getTime(), now, REPORT_MARKS);
  return (
    <div>
      <div className="row gap8">
        <Link to={`/opportunities/${o.id}/needs-report`} className="m ell quiet-link">{o.name}</Link>
        <span className={`push clock-left nowrap ${tone === "accent" ? "" : `${tone}-t`}`} role="timer" aria-label={left(to, now)}>{now > due ? left(to, now) : hms(due - now)}</span>
      </div>
      <div className="row gap8 f12 t3 num"><span className="ell">{t("home.visitedAt", { at: formatInstantShort(from) })}</span><span className="push nowrap">{t("home.dueAt", { at: formatInstantShort(to) })}</span></div>
      <ClockTrack from={from} to={to} now={now} marks={REPORT_MARKS} start={t("home.visit")} label={`${o.name} ${left(to, now)}`} />
    </div>
  );
}
