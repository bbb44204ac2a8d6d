import "../complaints.css";
import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatInstantShort } from "../../../../lib/format";
import { clockTone } from "../../../../ui/clock";
import { ClockTrack, useLeftText, useNow } from "../../../../ui/ClockTrack";
import { clocksOf, type Clock } from "../model";
import type { Complaint } from "../types";

/** The limits of a complaint: the first answer and the remedy, each on its track. */
export function Clocks({ complaint: c }: { complaint: Complaint }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="section-head" style={{ marginBottom: 8 }}>{t("complaints.clocksTitle")}</div>
      {clocksOf(c).map((k) => (k.done || c.state === "closed" ? <Kept key={k.id} clock={k} /> : <Running key={k.id} clock={k} />))}
    </>
  );
}

function Kept({ clock: k }: { clock: Clock }) {
  const { t } = useTranslation();
  return (
    <div className="complaint-clock row gap8">
      <CircleCheck className={`s ${k.late ? "warn-t" : "ok-t"}`} aria-hidden />
      <span>{t(`complaints.clock.${k.id}`)}</span>
      <span className={k.late ? "warn-t" : "t2"}>{t(k.late ? "complaints.keptLate" : "complaints.keptInTime")}</span>
      <span className="push t3 f12 num nowrap">{k.done ? formatInstantShort(k.done) : ""}</span>
    </div>
  );
}

function Running({ clock: k }: { clock: Clock }) {
  const { t } = useTranslation();
  const now = useNow();
  const left = useLeftText();
  const name = t(`complaints.clock.${k.id}`);
  const over = Date.parse(k.to) < now;
  const tone = over ? "bad-t" : clockTone(Date.parse(k.from), now, k.marks) === "warn" ? "warn-t" : "t2";
  return (
    <div className="complaint-clock">
      <div className="row gap8"><span>{name}</span><span className={`push num nowrap ${tone}`} role="timer" aria-label={left(k.to, now)}>{left(k.to, now)}</span></div>
      <div className="t3 f12 num">{t("complaints.until", { at: formatInstantShort(k.to) })}</div>
      <ClockTrack from={k.from} to={k.to} now={now} marks={k.marks} start="" label={`${name} ${left(k.to, now)}`} />
    </div>
  );
}
