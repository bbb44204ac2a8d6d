import { useNavigate } from "@tanstack/react-router";
import { ArrowLeft, ArrowRight, CircleX, FileText, Link2, MessageSquare, Pause, Pencil, Play, RotateCcw, Trash2, UserRound, Users } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Command } from "../../../lib/commands";
import { useLatest } from "../../../lib/hooks";
import { useRecordParts, type LogStart } from "../../../lib/record";
import type { MenuItem } from "../../../ui/Menu";
import { toastDone } from "../../../ui/toast";
import { SolutionDialog } from "./components/SolutionDialog";
import { VerbDialog, type Asked } from "./components/VerbDialog";
import { useAct } from "./queries";
import type { Opportunity } from "./types";

export interface Verbs {
  menu: MenuItem[];
  /** What is being asked, if anything. */
  dialog: ReactNode;
  advance: () => void;
  resume: () => void;
  ask: (verb: Asked) => void;
  joinTeam: () => void;
  giveSolution: () => void;
  busy: boolean;
}

type Asking = Asked | "team" | "solution" | null;

/** Everything one may do with an opportunity: one list for menu, shortcut and palette. */
export function useVerbs(o: Opportunity | undefined, onLog: (start: LogStart) => void): Verbs {
  const { t } = useTranslation();
  const { TeamDialog } = useRecordParts();
  const navigate = useNavigate();
  const act = useAct();
  const [asking, setAsking] = useState<Asking>(null);
  const may = (verb: string): boolean => o?.actions.includes(verb) ?? false;
  const missing = o?.gate?.missing.length ?? 0;

  const advance = (): void => {
    if (!o) return;
    act.mutate({ on: o, act: { verb: "advance" } }, {
      onSuccess: (saved) => {
        const undo = saved.actions.includes("regress") ? () => act.mutate({ on: saved, act: { verb: "regress", reason: t("ui.undo") } }) : undefined;
        toastDone(t("opportunities.advanced", { name: o.name, stage: t(`opportunities.stage.${saved.stage}`) }), undo);
      },
    });
  };
  const resume = (): void => {
    if (o) act.mutate({ on: o, act: { verb: "resume" } }, { onSuccess: () => toastDone(t("opportunities.resumed", { name: o.name })) });
  };

  const items: MenuItem[] = o
    ? [
        { id: "log", label: t("log.title"), icon: MessageSquare, shortcut: "g l", perform: () => onLog({ kind: "call" }) },
        { id: "edit", label: t("opportunities.edit"), icon: Pencil, shortcut: "e", disabled: !may("update"), perform: () => void navigate({ to: `/opportunities/${o.id}/edit` }) },
        { id: "report", label: t("opportunities.report.title"), icon: FileText, shortcut: "w", perform: () => void navigate({ to: `/opportunities/${o.id}/needs-report` }) },
        { id: "team", label: t("opportunities.team.manage"), icon: Users, shortcut: "shift+t", disabled: !may("update"), perform: () => setAsking("team") },
        ...(o.outcome === "open" ? [{ id: "advance", label: t("opportunities.verb.advance"), icon: ArrowRight, shortcut: "shift+s", separated: true, disabled: !may("advance") || missing > 0, reason: missing > 0 ? t("opportunities.lacks", { count: missing }) : undefined, perform: advance }] : []),
        ...(may("regress") ? [{ id: "regress", label: t("opportunities.verb.regress"), icon: ArrowLeft, perform: () => setAsking("regress") }] : []),
        ...(may("hold") ? [{ id: "hold", label: t("opportunities.verb.hold"), icon: Pause, shortcut: "h", perform: () => setAsking("hold") }] : []),
        ...(may("resume") ? [{ id: "resume", label: t("opportunities.verb.resume"), icon: Play, shortcut: "h", perform: resume }] : []),
        ...(may("transfer") ? [{ id: "transfer", label: t("opportunities.verb.transfer"), icon: UserRound, shortcut: "o", perform: () => setAsking("transfer") }] : []),
        ...(may("reopen") ? [{ id: "reopen", label: t("opportunities.verb.reopen"), icon: RotateCcw, perform: () => setAsking("reopen") }] : []),
        { id: "copy", label: t("ui.copyLink"), icon: Link2, perform: () => void navigator.clipboard.writeText(`${location.origin}/opportunities/${o.id}`).then(() => toastDone(t("ui.copied"))) },
        ...(may("lose") ? [{ id: "lose", label: t("opportunities.verb.lose"), icon: CircleX, danger: true, separated: true, perform: () => setAsking("lose") }] : []),
        ...(may("void") ? [{ id: "void", label: t("opportunities.verb.void"), icon: Trash2, danger: true, perform: () => setAsking("void") }] : []),
      ]
    : [];

  const latest = useLatest(items);
  // Verbs are registered again when what they are called or whether they may be done has changed.
  const shape = items.map((i) => `${i.id} ${i.disabled ? (i.reason ?? "no") : ""}`).join();
  const name = o?.name;
  useEffect(() => {
    const run = (id: string) => () => latest.current.find((i) => i.id === id)?.perform();
    return commands.register(latest.current.map((i): Command => ({ id: `opportunity.${i.id}`, label: String(i.label), icon: i.icon, shortcut: i.shortcut, reason: i.reason, group: t("opportunities.actionsOn", { name }), enabled: () => i.disabled !== true, perform: run(i.id) })));
  }, [shape, name, t, latest]);

  const close = (): void => setAsking(null);
  const dialog = !o || asking === null ? null : asking === "team" ? <TeamDialog record={{ kind: "opportunity", id: o.id }} name={o.name} onClose={close} /> : asking === "solution" ? <SolutionDialog opportunity={o} onClose={close} /> : <VerbDialog opportunity={o} verb={asking} onClose={close} />;
  return { menu: items, dialog, advance, resume, ask: setAsking, joinTeam: () => setAsking("team"), giveSolution: () => setAsking("solution"), busy: act.isPending };
}
