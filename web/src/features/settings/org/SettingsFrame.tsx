import "./org.css";
import "./rules/rules.css";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { Tabs } from "../../../ui/layout";
import { PageHead } from "../../../ui/PageHead";

export type SettingsPage = "people" | "departments" | "roles" | "fields" | "rules" | "calendar";
const PAGES: SettingsPage[] = ["people", "departments", "roles", "fields", "rules", "calendar"];
/** Pages that not everybody opens. */
const NEEDS: Partial<Record<SettingsPage, string>> = { roles: "role:read", fields: "customfield:manage", rules: "setting:read" };

/** Head and tabs that the settings pages share. */
export function SettingsFrame({ page, actions, children }: { page: SettingsPage; actions?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useMe();
  return (
    <div className="page">
      <PageHead title={t("settings.title")} actions={actions} />
      <Tabs label={t("settings.title")} value={page} onChange={(id) => void navigate({ to: `/settings/${id}` })} tabs={PAGES.filter((id) => can(me, NEEDS[id])).map((id) => ({ id, label: t(`${id}.title`) }))} />
      {children}
    </div>
  );
}
