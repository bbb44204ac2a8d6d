import "./clock.css";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { clockTone, leftUntil, markShares, passed } from "./clock";
import { serverNow } from "../lib/now";

/** The time of now, again every `ms` while the page is in sight. */
export function useNow(ms = 1000): number {
  const [now, setNow] = useState(() => serverNow());
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && setNow(serverNow()), ms);
    return () => clearInterval(timer);
  }, [ms]);
  return now;
}

/** "剩 19 天 15 时", "剩 0:48:12", "超时 3:10:00". */
export function useLeftText(): (due: string, now: number) => string {
  const { t } = useTranslation();
  return (due, now) => {
    const left = leftUntil(new Date(due).getTime(), now);
    const span = left.clock ?? t("clock.days", { count: left.days, hours: left.hours });
    return t(left.over ? "clock.over" : "clock.left", { span });
  };
}

interface ClockTrackProps {
  /** RFC 3339. */
  from: string;
  to: string;
  now: number;
  /** Hours after the start that are marked. */
  marks: number[];
  /** Under the start. */
  start: string;
  /** Says the whole for a screen reader. */
  label: string;
}

/** A limit as a track with its own marks; it turns to a warning and then to an alarm as they pass. */
export function ClockTrack({ from, to, now, marks, start, label }: ClockTrackProps) {
  const [a, b] = [new Date(from).getTime(), new Date(to).getTime()];
  const share = passed(a, b, now);
  const at = markShares(a, b, marks);
  return (
    <div className="clock-track" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)}>
      <span className="bar">
        <i className={share < 1 ? clockTone(a, now, marks) : "bad"} style={{ width: `${share * 100}%` }} />
        {at.map((s) => <em key={s} style={{ left: `${s * 100}%` }} />)}
      </span>
      <span className="clock-marks f11 t3 num" aria-hidden>
        <span>{start}</span>
        {at.map((s, i) => <span key={s} style={{ left: `${s * 100}%` }}>{marks[i]} h</span>)}
      </span>
    </div>
  );
}
