import { Link } from "@tanstack/react-router";
import { Menu, Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMe } from "../api/me";
import { navFor } from "./navigation";

/** The thumb's reach on a phone: the first pages, search, and everything else. */
export function BottomBar({ onMenu, onSearch }: { onMenu: () => void; onSearch: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const entries = [...navFor(me, "top"), ...navFor(me, "sales")].slice(0, 2);
  return (
    <nav className="bottom-bar no-print" aria-label={t("shell.quick")}>
      {entries.map((entry) => (
        <Link key={entry.to} to={entry.to} activeOptions={{ includeSearch: false }}>
          <entry.icon aria-hidden />
          {t(entry.label)}
        </Link>
      ))}
      <button type="button" onClick={onSearch}>
        <Search aria-hidden />
        {t("ui.search")}
      </button>
      <button type="button" onClick={onMenu}>
        <Menu aria-hidden />
        {t("shell.all")}
      </button>
    </nav>
  );
}
