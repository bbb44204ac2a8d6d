import "../ui/shell.css";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { WifiOff } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useViewsOf } from "../api/savedViews";
import { useCommands } from "../lib/commands";
import { useOnline } from "../lib/hooks";
import { useShortcuts } from "../lib/useShortcuts";
import { RecordPartsContext } from "../lib/record";
import { SavedViewsContext } from "../lib/savedViews";
import { HeadEnd } from "../ui/PageHead";
import { AccountMenu } from "./AccountMenu";
import { BottomBar } from "./BottomBar";
import { Bell } from "../features/work/notifications/Bell";
import { recordParts } from "./recordParts";
import { Sidebar } from "./Sidebar";
import { useAppCommands } from "./useAppCommands";

const Palette = lazy(() => import("./Palette"));
const COLLAPSED = "gongqiao.sidebar";

/** The frame of the desk: sidebar, page, palette. */
export default function Shell() {
  const { t } = useTranslation();
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem(COLLAPSED) === "collapsed");
  const [drawer, setDrawer] = useState(false);
  const [palette, setPalette] = useState(false);
  const page = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (s) => s.location.pathname });

  useShortcuts();
  useAppCommands();
  useCommands(
    useMemo(
      () => [
        { id: "app.palette", label: t("palette.open"), shortcut: "mod+k", perform: () => setPalette((open) => !open) },
        { id: "app.sidebar", label: t("shell.toggleSidebar"), shortcut: "mod+b", group: t("palette.app"), perform: () => setCollapsed((now) => !now) },
      ],
      [t],
    ),
  );
  useEffect(() => localStorage.setItem(COLLAPSED, collapsed ? "collapsed" : "open"), [collapsed]);
  useEffect(() => {
    setDrawer(false);
    // A new page starts at its beginning for keyboard and screen reader as well.
    page.current?.focus({ preventScroll: true });
  }, [path]);

  return (
    <HeadEnd value={<><Bell /><AccountMenu /></>}>
      <div className={`shell ${collapsed ? "collapsed" : ""} ${drawer ? "drawer" : ""}`}>
        <a className="btn skip" href="#page">{t("shell.skip")}</a>
        {drawer ? <button type="button" className="scrim" aria-label={t("ui.close")} onClick={() => setDrawer(false)} /> : null}
        <Sidebar onSearch={() => setPalette(true)} />
        <main ref={page} id="page" className="main" tabIndex={-1}>
          <OfflineStrip />
          <SavedViewsContext value={useViewsOf}><RecordPartsContext value={recordParts}><Outlet /></RecordPartsContext></SavedViewsContext>
          <BottomBar onMenu={() => setDrawer(true)} onSearch={() => setPalette(true)} />
        </main>
        {palette ? <Suspense><Palette onClose={() => setPalette(false)} /></Suspense> : null}
      </div>
    </HeadEnd>
  );
}

function OfflineStrip() {
  const { t } = useTranslation();
  if (useOnline()) return null;
  return (
    <div className="notice warn strip" role="status">
      <WifiOff aria-hidden />
      <span>{t("shell.offline")}</span>
    </div>
  );
}
