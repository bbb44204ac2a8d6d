import { Outlet, useMatches } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePageTitle } from "../lib/title";
import { LeaveGuard } from "./LeaveGuard";

/** Around every page: its title in the tab, spoken once when the page changes. */
export function Root() {
  return (
    <>
      <RouteAnnouncer />
      <Outlet />
      <LeaveGuard />
    </>
  );
}

function RouteAnnouncer() {
  const { t, i18n } = useTranslation();
  const key = useMatches({ select: (matches) => matches.findLast((m) => m.staticData.title !== undefined)?.staticData.title });
  const own = usePageTitle();
  const [spoken, setSpoken] = useState("");
  const first = useRef(true);
  const title = own ?? (key ? t(key) : "");
  useEffect(() => {
    document.title = title ? `${title} · ${t("app.name")}` : t("app.name");
    if (first.current) first.current = false;
    else setSpoken(title);
  }, [title, t, i18n.language]);
  return <div className="sr" aria-live="polite">{spoken}</div>;
}
