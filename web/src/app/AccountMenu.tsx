import { useNavigate } from "@tanstack/react-router";
import { KeyRound, LogOut } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../api/me";
import { setLanguage, type Language } from "../lib/i18n";
import { setTheme, useTheme, type Theme } from "../lib/theme";
import { Menu, type MenuItem } from "../ui/Menu";
import { Avatar } from "../ui/marks";
import { useKeepPreference, useSignOut } from "./queries";

const LANGUAGES: { id: Language; label: string }[] = [{ id: "zh", label: "shell.chinese" }, { id: "en", label: "shell.english" }];
const THEMES: Theme[] = ["light", "dark", "system"];

/** The avatar: language, theme, security, sign out. */
export function AccountMenu() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const theme = useTheme();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const keep = useKeepPreference();
  const language = (id: Language): void => {
    void setLanguage(id);
    keep.mutate({ language: id });
  };
  const changeTheme = (name: Theme): void => {
    setTheme(name);
    keep.mutate({ theme: name });
  };
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);

  const items: MenuItem[] = [
    ...LANGUAGES.map((l) => ({ id: l.id, label: t(l.label), checked: i18n.language === l.id, perform: () => language(l.id) })),
    ...THEMES.map((name, i) => ({ id: name, label: t(`shell.theme.${name}`), checked: theme === name, separated: i === 0, perform: () => changeTheme(name) })),
    { id: "profile", label: t("profile.title"), icon: KeyRound, separated: true, perform: () => void navigate({ to: "/profile" }) },
    { id: "signout", label: t("shell.signOut"), icon: LogOut, perform: () => signOut.mutate() },
  ];
  return (
    <>
      <button type="button" ref={anchor} className="avatar-btn" aria-haspopup="menu" aria-expanded={open} aria-label={t("shell.account", { name: me.name })} onClick={() => setOpen(!open)}>
        <Avatar name={me.name} size="large" />
      </button>
      {open ? (
        <Menu anchor={anchor} items={items} label={t("shell.account", { name: me.name })} onClose={() => setOpen(false)}
          head={<div className="menu-head"><b style={{ color: "var(--text)", fontSize: 13 }}>{me.name}</b><br />{me.roles.map((r) => r.name).join(t("ui.comma"))}</div>} />
      ) : null}
    </>
  );
}
