import { useNavigate } from "@tanstack/react-router";
import { CircleSlash, ClipboardCheck, Link2, MessageSquare, Pause, Pencil, Play, RefreshCw, ShieldOff, UserPlus, UserRound, Users, type LucideIcon } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Command } from "../../../lib/commands";
import { useLatest } from "../../../lib/hooks";
import { useRecordParts, type LogStart } from "../../../lib/record";
import type { MenuItem } from "../../../ui/Menu";
import { toastDone } from "../../../ui/toast";
import { ReviseDialog } from "./components/ReviseDialog";
import { VerbDialog, type Asked } from "./components/VerbDialog";
import { useAct } from "./queries";
import type { Project } from "./types";

/** Verbs that need no answer. */
const PLAIN = ["ready", "accept", "resume"] as const;
type Plain = (typeof PLAIN)[number];
type Asking = Asked | "team" | "revise";

export interface Verbs {
  menu: MenuItem[];
  /** What is being asked, if anything. */
  dialog: ReactNode;
  ask: (verb: Asking) => void;
  /** Does a verb, or asks for what it needs. */
  start: (verb: Asked | Plain) => void;
  busy: boolean;
}

const ICON: Partial<Record<Asked | Plain, LucideIcon>> = { ready: ClipboardCheck, start: Play, accept: ClipboardCheck, complete: ClipboardCheck, close: ClipboardCheck, resume: Play, suspend: Pause, appoint: UserRound, "sales-rep": UserPlus, waive: ShieldOff, cancel: CircleSlash };
const ORDER: (Asked | Plain)[] = ["ready", "start", "accept", "complete", "close", "resume", "appoint", "sales-rep", "waive", "suspend", "cancel"];

/** Everything one may do with a project: one list for menu, shortcut and palette. */
export function useVerbs(p: Project | undefined, onLog: (start: LogStart) => void): Verbs {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const act = useAct();
  const [asking, setAsking] = useState<Asking | null>(null);
  const may = (verb: string): boolean => p?.actions.includes(verb) ?? false;
  const start: Verbs["start"] = (verb) => {
    if (!p) return;
    if ((PLAIN as readonly string[]).includes(verb)) act.mutate({ on: p, act: { verb: verb as Plain } }, { onSuccess: () => toastDone(t(`projects.done.${verb}`, { name: p.name })) });
    else setAsking(verb as Asked);
  };
  const missing = p?.gate.filter((c) => !c.met).length ?? 0;
  const items: MenuItem[] = p
    ? [
        { id: "log", label: t("log.title"), icon: MessageSquare, shortcut: "g l", perform: () => onLog({ kind: "call" }) },
        { id: "edit", label: t("projects.edit"), icon: Pencil, shortcut: "e", disabled: !may("update"), perform: () => void navigate({ to: `/projects/${p.id}/edit` }) },
        { id: "revise", label: t("projects.verb.revise"), icon: RefreshCw, shortcut: "v", disabled: !may("revise"), perform: () => setAsking("revise") },
        { id: "team", label: t("projects.team.manage"), icon: Users, shortcut: "shift+t", disabled: !may("update"), perform: () => setAsking("team") },
        ...ORDER.filter(may).map((verb, i): MenuItem => ({
          id: verb, label: t(`projects.verb.${verb}`), icon: ICON[verb], separated: i === 0 || verb === "cancel", danger: verb === "cancel",
          disabled: verb === "ready" && missing > 0, reason: verb === "ready" && missing > 0 ? t("opportunities.lacks", { count: missing }) : undefined, perform: () => start(verb),
        })),
        { id: "copy", label: t("ui.copyLink"), icon: Link2, separated: true, perform: () => void navigator.clipboard.writeText(`${location.origin}/projects/${p.id}`).then(() => toastDone(t("ui.copied"))) },
      ]
    : [];

  const latest = useLatest(items);
  // Verbs are registered again when what they are called or whether they may be done has changed.
  const shape = items.map((i) => `${i.id} ${i.disabled ? (i.reason ?? "no") : ""}`).join();
  const name = p?.name;
  useEffect(() => {
    const run = (id: string) => () => latest.current.find((i) => i.id === id)?.perform();
    return commands.register(latest.current.map((i): Command => ({ id: `project.${i.id}`, label: String(i.label), icon: i.icon, shortcut: i.shortcut, reason: i.reason, group: t("projects.actionsOn", { name }), enabled: () => i.disabled !== true, perform: run(i.id) })));
  }, [shape, name, t, latest]);

  const close = (): void => setAsking(null);
  return { menu: items, dialog: p && asking ? <Dialogs project={p} asking={asking} onClose={close} /> : null, ask: setAsking, start, busy: act.isPending };
}

function Dialogs({ project, asking, onClose }: { project: Project; asking: Asking; onClose: () => void }) {
  const { TeamDialog } = useRecordParts();
  if (asking === "team") return <TeamDialog record={{ kind: "project", id: project.id }} name={project.name} onClose={onClose} />;
  if (asking === "revise") return <ReviseDialog project={project} onClose={onClose} />;
  return <VerbDialog project={project} verb={asking} onClose={onClose} />;
}
