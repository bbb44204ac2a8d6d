import { CalendarClock, CircleCheck, Flag, MessageSquareWarning, ShieldOff } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { StoryEntry } from "../../../lib/record";
import type { Project } from "./types";

/** What a project itself has to tell: its beginning, revisions, milestones that stand, the waiver. */
export function useStory(p: Project | undefined): StoryEntry[] {
  const { t } = useTranslation();
  return useMemo(() => {
    if (!p) return [];
    const began: StoryEntry = { id: "began", at: p.created_at, icon: Flag, title: t("projects.story.began") };
    const revisions = p.revisions.map((r): StoryEntry => ({ id: r.id, at: r.at, icon: CalendarClock, title: <>{r.by ? <b>{r.by.name} </b> : null}{t("projects.story.revised", { date: r.forecast_finish || t("ui.none") })}</>, quote: r.reason || undefined }));
    const settled = p.milestones.filter((m) => m.settled_at !== null).map((m): StoryEntry => ({ id: m.id, at: m.settled_at ?? "", icon: CircleCheck, tone: "ok", title: t(m.state === "deemed_confirmed" ? "projects.story.deemed" : "projects.story.confirmed", { name: m.name }), detail: m.score > 0 ? t("projects.story.scored", { score: m.score }) : undefined }));
    const minded = p.milestones.filter((m) => m.state === "rejected" || m.state === "confirmed_with_remarks").map((m): StoryEntry => ({ id: `${m.id}-minded`, at: m.updated_at, icon: MessageSquareWarning, title: `${m.name} ${t(`milestones.state.${m.state}`)}` }));
    const waived: StoryEntry[] = p.waiver ? [{ id: "waived", at: p.waiver.at, icon: ShieldOff, title: t("projects.story.waived"), quote: p.waiver.reason }] : [];
    return [began, ...revisions, ...settled, ...minded, ...waived];
  }, [p, t]);
}
