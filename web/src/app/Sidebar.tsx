import { Link, useRouterState } from "@tanstack/react-router";
import { Pin, Search } from "lucide-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../api/me";
import { useAllViews } from "../api/savedViews";
import { formatCount } from "../lib/format";
import type { NavEntry } from "../lib/module";
import { Mark } from "../ui/Brand";
import { KeyCap } from "../ui/KeyCap";
import { belongsTo, GROUPS, navFor, pageOfList } from "./navigation";
import { useNavCount } from "./queries";

export function Sidebar({ onSearch }: { onSearch: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <nav className="side no-print" aria-label={t("shell.navigation")}>
      <div className="brand">
        <Mark />
        <span>{t("app.name")}</span>
        <small className="ell">{me.group_name}</small>
      </div>
      <button type="button" className="jump" onClick={onSearch}>
        <Search aria-hidden />
        <span>{t("palette.jump")}</span>
        <KeyCap>Ctrl K</KeyCap>
      </button>
      {GROUPS.filter((group) => group !== "bottom").map((group) => {
        const entries = navFor(me, group);
        return entries.length === 0 ? null : (
          <Fragment key={group}>
            {group === "top" ? null : <div className="side-group">{t(`shell.group.${group}`)}</div>}
            {entries.map((entry) => <SideItem key={entry.to} entry={entry} reader={me.id} />)}
          </Fragment>
        );
      })}
      <PinnedViews />
      <div className="side-end">
        {navFor(me, "bottom").map((entry) => <SideItem key={entry.to} entry={entry} reader={me.id} />)}
      </div>
    </nav>
  );
}

/** Views that the reader keeps at hand. */
function PinnedViews() {
  const { t } = useTranslation();
  const me = useMe();
  const here = useRouterState({ select: (state) => (state.location.search as Record<string, string>).view });
  const pinned = useAllViews().views.flatMap((view) => {
    const to = view.pinned && view.own ? pageOfList(me, view.list) : undefined;
    return to ? [{ view, to }] : [];
  });
  if (pinned.length === 0) return null;
  return (
    <>
      <div className="side-group">{t("shell.group.pinned")}</div>
      {pinned.map(({ view, to }) => (
        <Link key={view.id} to={to} search={{ view: view.id } as never} className={`side-item ${here === view.id ? "active" : ""}`} activeProps={{}} title={view.name}>
          <Pin aria-hidden />
          <span className="label ell">{view.name}</span>
        </Link>
      ))}
    </>
  );
}

function SideItem({ entry, reader }: { entry: NavEntry; reader: string }) {
  const { t } = useTranslation();
  const count = useNavCount(entry.count?.({ id: reader }));
  const label = t(entry.label);
  const here = useRouterState({ select: (state) => belongsTo(state.location.pathname, entry) });
  return (
    <Link to={entry.to} className={`side-item ${here ? "active" : ""}`} aria-current={here ? "page" : undefined} activeProps={{}} title={label}>
      <entry.icon aria-hidden />
      <span className="label">{label}</span>
      {!count ? null : <span className="side-count">{formatCount(count)}</span>}
    </Link>
  );
}
