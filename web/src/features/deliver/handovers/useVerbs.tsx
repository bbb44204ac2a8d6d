import { BadgeCheck, ClipboardCheck, Link2, Send, Signature, Undo2, UserRound, type LucideIcon } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Command } from "../../../lib/commands";
import { useLatest } from "../../../lib/hooks";
import type { MenuItem } from "../../../ui/Menu";
import { toastDone } from "../../../ui/toast";
import { SignDialog, TechnicalDialog, TransitionDialog } from "./components/Dialogs";
import { useAct } from "./queries";
import type { Handover } from "./types";

type Plain = "submit" | "review" | "accept" | "withdraw-signature";
type Asked = "sign" | "transition" | "technical";

export interface Verbs {
  menu: MenuItem[];
  dialog: ReactNode;
  run: (verb: Plain) => void;
  ask: (verb: Asked) => void;
  busy: boolean;
}

/** Everything one may do with a handover beside its evidence: one list for menu, shortcut and palette. */
export function useVerbs(h: Handover | undefined): Verbs {
  const { t } = useTranslation();
  const act = useAct();
  const [asking, setAsking] = useState<Asked | null>(null);
  const may = (verb: string): boolean => h?.actions.includes(verb) ?? false;
  const run = (verb: Plain): void => {
    if (h) act.mutate({ on: h, act: { verb } }, { onSuccess: () => toastDone(t(`handovers.done.${verb}`, { name: h.name })) });
  };
  const item = (id: string, icon: LucideIcon, perform: () => void, shown: boolean, shortcut?: string): MenuItem[] => (shown ? [{ id, icon, perform, shortcut, label: t(`handovers.verb.${id}`) }] : []);
  const items: MenuItem[] = h
    ? [
        ...item("submit", Send, () => run("submit"), may("submit")),
        ...item("review", ClipboardCheck, () => run("review"), may("review")),
        ...item("sign", Signature, () => setAsking("sign"), may("sign"), "s"),
        ...item("withdraw-signature", Undo2, () => run("withdraw-signature"), may("withdraw-signature")),
        ...item("technical", UserRound, () => setAsking("technical"), may("update")),
        ...item("transition", BadgeCheck, () => setAsking("transition"), may("transition")),
        ...item("accept", BadgeCheck, () => run("accept"), may("accept")),
        { id: "copy", label: t("ui.copyLink"), icon: Link2, separated: true, perform: () => void navigator.clipboard.writeText(`${location.origin}/handovers/${h.id}`).then(() => toastDone(t("ui.copied"))) },
      ]
    : [];
  const latest = useLatest(items);
  const shape = items.map((i) => i.id).join();
  const name = h?.name;
  useEffect(() => {
    const perform = (id: string) => () => latest.current.find((i) => i.id === id)?.perform();
    return commands.register(latest.current.map((i): Command => ({ id: `handover.${i.id}`, label: String(i.label), icon: i.icon, shortcut: i.shortcut, group: t("projects.actionsOn", { name }), perform: perform(i.id) })));
  }, [shape, name, t, latest]);
  const close = (): void => setAsking(null);
  const dialogs = { sign: SignDialog, transition: TransitionDialog, technical: TechnicalDialog };
  const Asking = asking ? dialogs[asking] : null;
  return { menu: items, dialog: h && Asking ? <Asking handover={h} onClose={close} /> : null, run, ask: setAsking, busy: act.isPending };
}
