import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../api/me";
import { useCommands, type Command } from "../lib/commands";
import { modules } from "./modules";

/** Pages and verbs of every module that a person may use, as commands. */
export function useAppCommands(): void {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  useCommands(
    useMemo(() => {
      const pages: Command[] = modules.flatMap((m) => m.nav ?? []).filter((n) => can(me, n.permission)).map((n) => ({ id: `go.${n.to}`, label: t(n.label), icon: n.icon, shortcut: n.shortcut, group: t("palette.pages"), perform: () => void navigate({ to: n.to }) }));
      const actions: Command[] = modules.flatMap((m) => m.actions ?? []).filter((a) => can(me, a.permission)).map((a) => ({ id: a.id, label: t(a.label), icon: a.icon, shortcut: a.shortcut, group: t("palette.actions"), perform: () => void navigate({ to: a.to }) }));
      return [...actions, ...pages];
    }, [t, me, navigate]),
  );
}
