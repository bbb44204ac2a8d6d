import { useTranslation } from "react-i18next";
import { formatInstantShort } from "../../../../lib/format";
import { useNow } from "../../../../ui/ClockTrack";
import { nextClock } from "../model";
import type { Complaint } from "../types";

const HOUR = 3_600_000;

/** Which limit runs next, and how much of it is left; of what was answered, whether it was in time. */
export function Deadline({ complaint: c }: { complaint: Complaint }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const next = nextClock(c);
  if (!next) return <span className={c.late.remedy ? "warn-t" : "t3"}>{t(c.late.remedy ? "complaints.mendedLate" : "complaints.mendedInTime")}</span>;
  const left = Date.parse(next.to) - now;
  const hours = Math.floor(Math.abs(left) / HOUR);
  const span = hours < 48 ? t("complaints.hours", { count: hours }) : t("complaints.days", { count: Math.floor(hours / 24) });
  const tone = left < 0 ? "bad-t" : left < Math.min(24 * HOUR, (Date.parse(next.to) - Date.parse(next.from)) / 2) ? "warn-t" : "t2";
  return <span className="row gap6 num" title={formatInstantShort(next.to)}><span className="t2">{t(`complaints.clock.${next.id}`)}</span><span className={`nowrap ${tone}`}>{t(left < 0 ? "complaints.late" : "complaints.left", { span })}</span></span>;
}
