import { useTranslation } from "react-i18next";
import { formatInstantShort } from "../../../../lib/format";
import { useNow } from "../../../../ui/ClockTrack";
import { hoursLeft } from "../model";
import type { Plan } from "../types";

const SOON_HOURS = 24;

/** By when a plan must be resolved, and how much of that is left. */
export function Deadline({ plan: p }: { plan: Plan }) {
  const { t } = useTranslation();
  const left = hoursLeft(p, useNow(60_000));
  const day = <span className="num">{formatInstantShort(p.resolve_by).slice(0, -6)}</span>;
  if (left === null) return <span className="t3">{day}</span>;
  const span = (hours: number): string => (hours < 48 ? t("plans.hours", { count: hours }) : t("plans.days", { count: Math.floor(hours / 24) }));
  return <span className="row gap8">{day}<span className={`f12 nowrap ${left < 0 ? "bad-t" : left < SOON_HOURS ? "warn-t" : "t3"}`}>{left < 0 ? t("plans.late", { span: span(-left) }) : t("plans.left", { span: span(left) })}</span></span>;
}
