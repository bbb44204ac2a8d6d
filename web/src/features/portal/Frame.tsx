import { WifiOff } from "lucide-react";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useOnline } from "../../lib/hooks";
import { languages, setLanguage } from "../../lib/i18n";
import { Mark } from "../../ui/Brand";

interface FrameProps {
  /** Of the tab. */
  title: string;
  children: ReactNode;
  /** What can be done, within reach of a thumb. */
  foot?: ReactNode;
  /** What is recorded of who answers here. */
  note?: string;
}

/** Around every page of the portal: one column, the offline notice, brand and language at the end. */
export function Frame({ title, children, foot, note }: FrameProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = title ? `${title} · ${t("app.name")}` : t("app.name");
  }, [title, t]);
  return (
    <main className="portal">
      <Offline />
      <div className="grow">{children}</div>
      <footer>
        <span className="row gap6"><Mark size={18} /><b>{t("app.name")}</b></span>
        <Languages />
        {note ? <p>{note}</p> : null}
      </footer>
      {foot ? <div className="portal-foot">{foot}</div> : null}
    </main>
  );
}

function Languages() {
  const { t, i18n } = useTranslation();
  return (
    <span className="row gap12" role="group" aria-label={t("portal.language")}>
      {languages.map((l) => <button key={l} type="button" lang={l === "zh" ? "zh-CN" : "en"} className="link" aria-pressed={i18n.language === l} onClick={() => void setLanguage(l)}>{t(l === "zh" ? "portal.chinese" : "portal.english")}</button>)}
    </span>
  );
}

/** What was typed is safe; the answer waits for the network. */
function Offline() {
  const { t } = useTranslation();
  if (useOnline()) return null;
  return <div className="notice warn strip" role="status"><WifiOff aria-hidden /><span>{t("portal.offline")}</span></div>;
}
