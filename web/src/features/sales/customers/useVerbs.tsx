import { useNavigate } from "@tanstack/react-router";
import { Ban, Link2, MapPin, MessageSquare, Pencil, RotateCcw, TrendingUp, UserRound } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import type { Customer } from "../../../api/types";
import { commands, type Command } from "../../../lib/commands";
import { useLatest } from "../../../lib/hooks";
import type { LogStart } from "../../../lib/record";
import type { MenuItem } from "../../../ui/Menu";
import { toastDone } from "../../../ui/toast";
import { EngageDialog } from "./components/EngageDialog";
import { StandingDialog } from "./components/StandingDialog";

export interface Verbs {
  menu: MenuItem[];
  /** What is being asked, if anything. */
  dialog: ReactNode;
  engage: () => void;
}

/** Everything one may do with a customer: one list for menu, shortcut and palette. */
export function useVerbs(c: Customer | undefined, onLog: (start: LogStart) => void): Verbs {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<"engage" | "blacklist" | "restore" | null>(null);
  const may = (verb: string): boolean => c?.actions.includes(verb) ?? false;
  const items: MenuItem[] = c
    ? [
        ...(can(me, "activity:log")
          ? [
              { id: "visit", label: t("customers.verb.visit"), icon: MapPin, shortcut: "g v", perform: () => onLog({ kind: "visit" }) },
              { id: "log", label: t("customers.verb.log"), icon: MessageSquare, shortcut: "g l", perform: () => onLog({ kind: "call" }) },
            ]
          : []),
        ...(can(me, "opportunity:create") && c.status !== "blacklisted" ? [{ id: "opportunity", label: t("customers.verb.opportunity"), icon: TrendingUp, perform: () => void navigate({ to: "/opportunities/new", search: { customer: c.id } as never }) }] : []),
        { id: "edit", label: t("customers.edit"), icon: Pencil, shortcut: "e", separated: true, disabled: !may("update"), perform: () => void navigate({ to: `/customers/${c.id}/edit` }) },
        ...(may("engage") ? [{ id: "engage", label: t("customers.verb.engage"), icon: UserRound, shortcut: "o", perform: () => setAsking("engage") }] : []),
        { id: "copy", label: t("ui.copyLink"), icon: Link2, perform: () => void navigator.clipboard.writeText(`${location.origin}/customers/${c.id}`).then(() => toastDone(t("ui.copied"))) },
        ...(may("blacklist") ? [{ id: "blacklist", label: t("customers.verb.blacklist"), icon: Ban, danger: true, separated: true, perform: () => setAsking("blacklist") }] : []),
        ...(may("restore") ? [{ id: "restore", label: t("customers.verb.restore"), icon: RotateCcw, separated: true, perform: () => setAsking("restore") }] : []),
      ]
    : [];

  const latest = useLatest(items);
  // Verbs are registered again when what they are called or whether they may be done has changed.
  const shape = items.map((i) => `${i.id} ${i.disabled ? "no" : ""}`).join();
  const name = c?.name;
  useEffect(() => {
    const run = (id: string) => () => latest.current.find((i) => i.id === id)?.perform();
    return commands.register(latest.current.map((i): Command => ({ id: `customer.${i.id}`, label: String(i.label), icon: i.icon, shortcut: i.shortcut, group: t("customers.actionsOn", { name }), enabled: () => i.disabled !== true, perform: run(i.id) })));
  }, [shape, name, t, latest]);

  const close = (): void => setAsking(null);
  const dialog = !c || asking === null ? null : asking === "engage" ? <EngageDialog customer={c} onClose={close} /> : <StandingDialog customer={c} verb={asking} onClose={close} />;
  return { menu: items, dialog, engage: () => setAsking("engage") };
}
