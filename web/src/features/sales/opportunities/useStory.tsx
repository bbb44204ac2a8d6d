import { ArrowRight, FileCheck, Flag } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { StoryEntry } from "../../../lib/record";
import { hms } from "../../../ui/clock";
import { useStages } from "./queries";
import type { Opportunity } from "./types";

/** What an opportunity itself has to tell: the stages it reached, the needs report, how it ended. */
export function useStory(o: Opportunity | undefined): StoryEntry[] {
  const { t } = useTranslation();
  const stages = useStages(o?.id ?? "");
  return useMemo(() => {
    if (!o) return [];
    const stays = stages.data ?? [];
    const moves: StoryEntry[] = stays.map((s, i) => ({
      id: `stage-${s.entered_at}`,
      at: s.entered_at,
      icon: ArrowRight,
      title: i === 0 ? <>{s.actor.name ? <b>{s.actor.name} </b> : null}{t("opportunities.story.began", { stage: t(`opportunities.stage.${s.stage}`) })}</> : <>{s.actor.name ? <b>{s.actor.name} </b> : null}{t("opportunities.story.moved", { from: t(`opportunities.stage.${stays[i - 1]?.stage ?? ""}`) })} <b>{t(`opportunities.stage.${s.stage}`)}</b></>,
      quote: s.reason || undefined,
    }));
    if (o.report_submitted_at) moves.push({ id: "report", at: o.report_submitted_at, icon: FileCheck, tone: "ok", title: t("opportunities.story.report", { span: o.first_visit_at ? hms(new Date(o.report_submitted_at).getTime() - new Date(o.first_visit_at).getTime()).slice(0, -3) : "" }) });
    if (o.closed_at) moves.push({ id: "closed", at: o.closed_at, icon: Flag, title: t(`opportunities.outcome.${o.outcome}`) });
    return moves;
  }, [o, stages.data, t]);
}
