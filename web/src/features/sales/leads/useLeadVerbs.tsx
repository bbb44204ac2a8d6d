import { useNavigate } from "@tanstack/react-router";
import { ArrowRight, CircleX, ClipboardCheck, MessageSquare, Pencil, Undo2, UserRound } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Command } from "../../../lib/commands";
import { useLatest } from "../../../lib/hooks";
import type { LogStart } from "../../../lib/record";
import type { MenuItem } from "../../../ui/Menu";
import { toastDone } from "../../../ui/toast";
import { ConvertDialog } from "./components/ConvertDialog";
import { LeadDialog } from "./components/LeadDialog";
import { QualifyDialog } from "./components/QualifyDialog";
import { nameOf } from "./model";
import { useLeadAct } from "./queries";
import type { Lead } from "./types";

export type Asked = "assign" | "qualify" | "convert" | "disqualify" | "reveal";

/** Everything one may do with a lead: one list for menu, shortcut and palette. */
export function useLeadVerbs(lead: Lead | undefined, onLog: (start: LogStart) => void): { menu: MenuItem[]; dialog: ReactNode; ask: (verb: Asked) => void } {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const act = useLeadAct({ handled: false });
  const [asking, setAsking] = useState<Asked | null>(null);
  const may = (verb: string): boolean => lead?.actions.includes(verb) ?? false;
  const name = lead ? nameOf(lead) : "";
  const recycle = (): void => {
    if (lead) act.mutate({ on: lead, act: { verb: "recycle" } }, { onSuccess: () => toastDone(t("leads.done.recycle", { name })) });
  };
  const items: MenuItem[] = lead
    ? [
        { id: "log", label: t("log.title"), icon: MessageSquare, shortcut: "g l", perform: () => onLog({ kind: "call" }) },
        ...(may("update") ? [{ id: "edit", label: t("leads.edit"), icon: Pencil, shortcut: "e", perform: () => void navigate({ to: `/leads/${lead.id}/edit` }) }] : []),
        ...(may("assign") ? [{ id: "assign", label: t("leads.verb.assign"), icon: UserRound, shortcut: "o", perform: () => setAsking("assign") }] : []),
        ...(may("qualify") ? [{ id: "qualify", label: t("leads.verb.qualify"), icon: ClipboardCheck, shortcut: "shift+s", perform: () => setAsking("qualify") }] : []),
        ...(may("convert") ? [{ id: "convert", label: t("leads.verb.convert"), icon: ArrowRight, shortcut: "shift+s", perform: () => setAsking("convert") }] : []),
        ...(may("recycle") ? [{ id: "recycle", label: t("leads.verb.recycle"), icon: Undo2, perform: recycle }] : []),
        ...(may("disqualify") ? [{ id: "disqualify", label: t("leads.verb.disqualify"), icon: CircleX, danger: true, separated: true, perform: () => setAsking("disqualify") }] : []),
      ]
    : [];
  const latest = useLatest(items);
  const shape = items.map((i) => i.id).join();
  useEffect(() => {
    const run = (id: string) => () => latest.current.find((i) => i.id === id)?.perform();
    return commands.register(latest.current.map((i): Command => ({ id: `lead.${i.id}`, label: String(i.label), icon: i.icon, shortcut: i.shortcut, group: t("leads.actionsOn", { name }), perform: run(i.id) })));
  }, [shape, name, t, latest]);
  const close = (): void => setAsking(null);
  const dialogs: Record<Asked, (on: Lead) => ReactNode> = {
    assign: (on) => <LeadDialog lead={on} verb="assign" onClose={close} />,
    disqualify: (on) => <LeadDialog lead={on} verb="disqualify" onClose={close} />,
    reveal: (on) => <LeadDialog lead={on} verb="reveal" onClose={close} />,
    qualify: (on) => <QualifyDialog lead={on} onClose={close} />,
    convert: (on) => <ConvertDialog lead={on} onClose={close} />,
  };
  return { menu: items, dialog: lead && asking ? dialogs[asking](lead) : null, ask: setAsking };
}
