import { useTranslation } from "react-i18next";
import { daysBetween, formatDateShort, localDate } from "../../../lib/format";

const HOUR = 3_600_000;

/** How long ago, as one says it: 12 分钟前, 3 小时前, 昨天, 11-18. */
export function useAgo(): (at: string, now: number) => string {
  const { t } = useTranslation();
  return (at, now) => {
    const since = now - new Date(at).getTime();
    const days = daysBetween(localDate(new Date(at)), localDate(new Date(now)));
    if (since < HOUR) return t("approvals.ago.minutes", { count: Math.max(1, Math.floor(since / 60_000)) });
    if (days === 0) return t("approvals.ago.hours", { count: Math.floor(since / HOUR) });
    return days === 1 ? t("approvals.ago.yesterday") : formatDateShort(localDate(new Date(at)), new Date(now));
  };
}
