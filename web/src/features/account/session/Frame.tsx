import "./session.css";
import { Moon, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { setLanguage } from "../../../lib/i18n";
import { setTheme, useTheme } from "../../../lib/theme";
import { Mark } from "../../../ui/Brand";
import { IconButton } from "../../../ui/Button";
import { Bridge } from "./Bridge";

/** The drawing and the sentence at the left, one form at the right. */
export function Frame({ children }: { children: ReactNode }) {
  const { t, i18n } = useTranslation();
  useTheme();
  const dark = document.documentElement.dataset.theme === "dark";
  return (
    <div className="login">
      <section className="login-art" aria-label={t("app.name")}>
        <div className="login-name">
          <Mark size={30} inverse />
          {t("app.name")}
        </div>
        <p className="login-line">{t("login.line")}</p>
        <p className="login-text">{t("login.text")}</p>
        <Bridge />
      </section>
      <main className="login-side">
        {children}
        <div className="login-foot">
          <button type="button" lang="zh-CN" aria-pressed={i18n.language === "zh"} onClick={() => void setLanguage("zh")}>{t("shell.chinese")}</button>
          <button type="button" lang="en" aria-pressed={i18n.language === "en"} onClick={() => void setLanguage("en")}>{t("shell.english")}</button>
          <IconButton icon={dark ? Sun : Moon} size="small" label={t(dark ? "shell.theme.light" : "shell.theme.dark")} onClick={() => setTheme(dark ? "light" : "dark")} />
        </div>
      </main>
    </div>
  );
}
