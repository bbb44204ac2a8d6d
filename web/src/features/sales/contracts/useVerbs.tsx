import { useNavigate } from "@tanstack/react-router";
import { BadgeCheck, Ban, CircleStop, FilePlus, Link2, Pause, Pencil, Undo2 } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Command } from "../../../lib/commands";
import { useLatest } from "../../../lib/hooks";
import { Problem, problemText } from "../../../lib/problem";
import type { RuleFinding } from "../../../lib/record";
import type { MenuItem } from "../../../ui/Menu";
import { toastBad, toastDone } from "../../../ui/toast";
import { VerbDialog, type Asked } from "./components/VerbDialog";
import { WaiveDialog } from "./components/WaiveDialog";
import type { Next } from "./model";
import { useAct } from "./queries";
import type { Contract } from "./types";

/** Where a refused verb is mended: the tab of the record. */
const MENDED: Record<string, string> = { "contract.payments_incomplete": "terms", "contract.rules_broken": "overview", "contract.no_text": "files", "contract.signatory_missing": "overview" };

export interface Verbs {
  menu: MenuItem[];
  dialog: ReactNode;
  run: (next: Next) => void;
  waive: ((finding: RuleFinding) => void) | undefined;
  busy: boolean;
  refused: { text: string; to: string | undefined } | null;
  dismiss: () => void;
}

/** Everything one may do with a contract: one list for menu, shortcut and palette. */
export function useVerbs(c: Contract | undefined, onTab: (tab: string) => void): Verbs {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const act = useAct();
  const [asking, setAsking] = useState<Asked | null>(null);
  const [waiving, setWaiving] = useState<RuleFinding | null>(null);
  const [refused, setRefused] = useState<Verbs["refused"]>(null);
  const may = (verb: string): boolean => c?.actions.includes(verb) ?? false;

  const direct = (verb: "submit" | "close" | "start-signing"): void => {
    if (!c) return;
    setRefused(null);
    act.mutate({ on: c, act: verb === "start-signing" ? { verb, mode: "paper" } : { verb } }, {
      onSuccess: (saved) => toastDone(t(`contracts.done.${verb}`, { name: saved.title })),
      onError: (error) => {
        const code = error instanceof Problem ? error.code : "";
        if (code in MENDED) setRefused({ text: problemText(error), to: MENDED[code] });
        else toastBad(problemText(error));
      },
    });
  };
  const run = (next: Next): void => {
    if (next === "submit" || next === "close") direct(next);
    if (next === "start_signing") direct("start-signing");
    if (next === "sign" || next === "complete" || next === "settle" || next === "resume") setAsking(next);
    if (next === "amendment" && c) void navigate({ to: `/contracts/${c.id}/amendments/${c.amendments.find((a) => a.state === "approved")?.id ?? ""}` });
    if (next === "decide") void navigate({ to: "/approvals" });
    if (next === "edit" && c) void navigate({ to: `/contracts/${c.id}/edit` });
    if (next === "review") {
      onTab("overview");
      requestAnimationFrame(() => document.getElementById("contract-review")?.scrollIntoView({ block: "center" }));
    }
  };
  const amend = (): void => void (c && navigate({ to: `/contracts/${c.id}/amendments/new` }));

  const items: MenuItem[] = c
    ? [
        ...(may("update") ? [{ id: "edit", label: t("contracts.edit"), icon: Pencil, shortcut: "e", perform: () => run("edit") }] : []),
        ...(may("amend") ? [{ id: "amend", label: t("contracts.amend"), icon: FilePlus, perform: amend }] : []),
        { id: "copy", label: t("ui.copyLink"), icon: Link2, perform: () => void navigator.clipboard.writeText(`${location.origin}/contracts/${c.id}`).then(() => toastDone(t("ui.copied"))) },
        ...(may("complete") ? [{ id: "complete", label: t("contracts.verb.complete"), icon: BadgeCheck, separated: true, perform: () => setAsking("complete") }] : []),
        ...(may("recall") ? [{ id: "recall", label: t("contracts.verb.recall"), icon: Undo2, separated: true, perform: () => setAsking("recall") }] : []),
        ...(may("suspend") ? [{ id: "suspend", label: t("contracts.verb.suspend"), icon: Pause, separated: true, perform: () => setAsking("suspend") }] : []),
        ...(may("terminate") ? [{ id: "terminate", label: t("contracts.verb.terminate"), icon: CircleStop, danger: true, separated: true, perform: () => setAsking("terminate") }] : []),
        ...(may("void") ? [{ id: "void", label: t("contracts.verb.void"), icon: Ban, danger: true, separated: true, perform: () => setAsking("void") }] : []),
      ]
    : [];

  const latest = useLatest(items);
  const shape = items.map((i) => i.id).join();
  const name = c?.title;
  useEffect(() => {
    const perform = (id: string) => () => latest.current.find((i) => i.id === id)?.perform();
    return commands.register(latest.current.map((i): Command => ({ id: `contract.${i.id}`, label: String(i.label), icon: i.icon, shortcut: i.shortcut, group: t("contracts.actionsOn", { name }), perform: perform(i.id) })));
  }, [shape, name, t, latest]);

  const dialog = !c ? null : asking ? <VerbDialog contract={c} verb={asking} onClose={() => setAsking(null)} /> : waiving ? <WaiveDialog title={c.title} finding={waiving} onClose={() => setWaiving(null)} onWaive={(act_) => act.mutateAsync({ on: c, act: act_ })} /> : null;
  return { menu: items, dialog, run, waive: may("waive") ? setWaiving : undefined, busy: act.isPending, refused, dismiss: () => setRefused(null) };
}
