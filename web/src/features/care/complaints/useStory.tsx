import { CircleCheck, MessageSquareReply, MessageSquareWarning, RotateCcw, Wrench } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { StoryEntry } from "../../../lib/record";
import type { Complaint } from "./types";

/** What a complaint itself has to tell: that it was made, the first answer, what was done, what the customer said to it. */
export function useStory(c: Complaint | undefined): StoryEntry[] {
  const { t } = useTranslation();
  return useMemo(() => {
    if (!c) return [];
    const made: StoryEntry = { id: "made", at: c.created_at, icon: MessageSquareWarning, title: t(`complaints.began.${c.source}`), quote: c.words || undefined };
    const replied: StoryEntry[] = c.responded_at ? [{ id: "replied", at: c.responded_at, icon: MessageSquareReply, tone: "accent", title: t("complaints.told.reply"), quote: c.reply }] : [];
    const answered: StoryEntry[] = c.answered_at ? [{ id: "answered", at: c.answered_at, icon: Wrench, tone: "accent", title: t("complaints.told.remedy"), quote: c.remedy }] : [];
    const ended: StoryEntry[] = c.closed_at ? [{ id: "ended", at: c.closed_at, icon: CircleCheck, tone: "ok", title: t("complaints.told.outcome"), quote: c.outcome }] : [];
    const again: StoryEntry[] = c.state === "reopened" ? [{ id: "again", at: c.updated_at, icon: RotateCcw, title: t("complaints.told.again", { round: c.round }), quote: c.outcome }] : [];
    return [made, ...replied, ...answered, ...ended, ...again];
  }, [c, t]);
}
