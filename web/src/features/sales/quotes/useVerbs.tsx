import { useNavigate } from "@tanstack/react-router";
import { Download, FileDown, GitBranch, Link2, Send, Undo2, Upload, XCircle } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Command } from "../../../lib/commands";
import { useLatest } from "../../../lib/hooks";
import { Problem, problemText } from "../../../lib/problem";
import type { MenuItem } from "../../../ui/Menu";
import { toastBad, toastDone } from "../../../ui/toast";
import { VerbDialog, type Asked } from "./components/VerbDialog";
import { useAct } from "./queries";
import type { Next } from "./model";
import type { Quote } from "./types";

export interface Verbs {
  menu: MenuItem[];
  dialog: ReactNode;
  /** Does the next step, or leads to where it is done. */
  run: (next: Next) => void;
  busy: boolean;
  /** What a submission was refused for. */
  refused: Problem | null;
  dismiss: () => void;
}

interface VerbInput {
  quote: Quote | undefined;
  /** Sends what is still on its way and answers the version to act on. */
  flush?: () => Promise<number | null>;
  onTab: (tab: string) => void;
  onImport?: () => void;
}

/** Everything one may do with a quote: one list for menu, shortcut and palette. */
export function useVerbs({ quote: q, flush, onTab, onImport }: VerbInput): Verbs {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const act = useAct();
  const [asking, setAsking] = useState<Asked | null>(null);
  const [refused, setRefused] = useState<Problem | null>(null);
  const may = (verb: string): boolean => q?.actions.includes(verb) ?? false;
  const tell = (error: Error): void => (error instanceof Problem && error.fields.length > 0 ? setRefused(error) : toastBad(problemText(error)));

  const direct = async (verb: "submit" | "request-approval" | "revise"): Promise<void> => {
    if (!q) return;
    setRefused(null);
    const version = flush ? await flush() : q.version;
    if (version === null) return;
    act.mutate({ on: { id: q.id, version: Math.max(version, q.version) }, act: { verb } }, {
      onError: tell,
      onSuccess: (saved) => {
        const done = verb === "revise" && q.state === "accepted" ? "reviseAccepted" : verb;
        toastDone(t(`quotes.verb.${done}Done`, { name: saved.title, revision: saved.revision }));
        if (verb === "revise") void navigate({ to: `/quotes/${saved.id}` });
      },
    });
  };
  const run = (next: Next): void => {
    if (next === "submit") void direct("submit");
    if (next === "request_approval") void direct("request-approval");
    if (next === "revise") void direct("revise");
    if (next === "tech_review") onTab("reviews");
    if (next === "cost_estimate") onTab("cost");
    if (next === "send" || next === "accept") setAsking(next);
    if (next === "decide") void navigate({ to: "/approvals" });
    if (next === "contract" && q) void navigate({ to: "/contracts/new", search: { quote: q.id } as never });
  };
  const download = (path: string) => (): void => {
    const link = document.createElement("a");
    link.href = `/api/v1/quotes/${q?.id ?? ""}/${path}`;
    link.download = "";
    link.click();
  };

  const items: MenuItem[] = q
    ? [
        ...(onImport && may("update") ? [{ id: "import", label: t("quotes.import"), icon: Upload, shortcut: "i", perform: onImport }] : []),
        { id: "export", label: t("quotes.exportBill"), icon: Download, perform: download("boq") },
        { id: "pdf", label: t("quotes.pdf"), icon: FileDown, perform: download("pdf") },
        { id: "copy", label: t("ui.copyLink"), icon: Link2, perform: () => void navigator.clipboard.writeText(`${location.origin}/quotes/${q.id}`).then(() => toastDone(t("ui.copied"))) },
        ...(may("revise") ? [{ id: "revise", label: t("quotes.verb.reviseTo", { revision: q.revision + 1 }), icon: GitBranch, separated: true, perform: () => run("revise") }] : []),
        ...(may("send") ? [{ id: "send", label: t("quotes.verb.send"), icon: Send, perform: () => setAsking("send") }] : []),
        ...(may("reject") ? [{ id: "reject", label: t("quotes.verb.reject"), icon: XCircle, perform: () => setAsking("reject") }] : []),
        ...(may("withdraw") ? [{ id: "withdraw", label: t("quotes.verb.withdraw"), icon: Undo2, danger: true, separated: true, perform: () => setAsking("withdraw") }] : []),
      ]
    : [];

  const latest = useLatest(items);
  const shape = items.map((i) => i.id).join();
  const name = q?.title;
  useEffect(() => {
    const perform = (id: string) => () => latest.current.find((i) => i.id === id)?.perform();
    return commands.register(latest.current.map((i): Command => ({ id: `quote.${i.id}`, label: String(i.label), icon: i.icon, shortcut: i.shortcut, group: t("quotes.actionsOn", { name }), perform: perform(i.id) })));
  }, [shape, name, t, latest]);

  const dialog = q && asking ? <VerbDialog quote={q} verb={asking} onClose={() => setAsking(null)} /> : null;
  return { menu: items, dialog, run, busy: act.isPending, refused, dismiss: () => setRefused(null) };
}
