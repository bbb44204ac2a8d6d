import { Link } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../api/me";
import type { Me } from "../api/types";
import { formatCount } from "../lib/format";
import type { NavEntry, NavGroup } from "../lib/module";
import { Mark } from "../ui/Brand";
import { KeyCap } from "../ui/KeyCap";
import { modules } from "./modules";

const GROUPS: NavGroup[] = ["top", "sales", "delivery", "teamwork"];

/** Entries a person may open, by group. */
export function navFor(me: Me, group: NavGroup): NavEntry[] {
  return modules.flatMap((m) => m.nav ?? []).filter((n) => n.group === group && can(me, n.permission));
}

export function Sidebar({ onSearch }: { onSearch: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <nav className="side no-print" aria-label={t("shell.navigation")}>
      <div className="brand">
        <Mark />
        <span>{t("app.name")}</span>
        <small className="ell">{me.group_name ?? me.entities[0]?.name}</small>
      </div>
      <button type="button" className="jump" onClick={onSearch}>
        <Search aria-hidden />
        <span>{t("palette.jump")}</span>
        <KeyCap>Ctrl K</KeyCap>
      </button>
      {GROUPS.map((group) => {
        const entries = navFor(me, group);
        return entries.length === 0 ? null : (
          <Fragment key={group}>
            {group === "top" ? null : <div className="side-group">{t(`shell.group.${group}`)}</div>}
            {entries.map((entry) => <SideItem key={entry.to} entry={entry} count={entry.count ? me.counts?.[entry.count] : undefined} />)}
          </Fragment>
        );
      })}
      <div className="side-end">
        {navFor(me, "bottom").map((entry) => <SideItem key={entry.to} entry={entry} />)}
      </div>
    </nav>
  );
}

function SideItem({ entry, count }: { entry: NavEntry; count?: number }) {
  const { t } = useTranslation();
  const label = t(entry.label);
  return (
    <Link to={entry.to} className="side-item" activeProps={{ "aria-current": "page" }} activeOptions={{ includeSearch: false }} title={label}>
      <entry.icon aria-hidden />
      <span className="label">{label}</span>
      {count === undefined ? null : <span className="side-count">{formatCount(count)}</span>}
    </Link>
  );
}
