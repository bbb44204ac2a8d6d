import { useTranslation } from "react-i18next";
import { formatDateShort } from "../../lib/format";
import { markOf } from "./model";
import type { Step } from "./types";

/** All milestones from the first to the last, the one in question in bold. */
export function Way({ steps, open }: { steps: Step[]; open: boolean }) {
  const { t } = useTranslation();
  return (
    <ol className="portal-way" aria-label={t("portal.way")}>
      {steps.map((s, i) => {
        const mark = markOf(s, open);
        return (
          <li key={`${s.name}${i}`} className={mark} aria-current={s.asked ? "step" : undefined}>
            <i aria-hidden>{mark === "done" ? <svg width="12" height="12" viewBox="0 0 12 12"><path d="M2.5 6.2l2.4 2.4 4.6-5" fill="none" stroke="#fff" strokeWidth="1.6" /></svg> : null}</i>
            <span className="name">{s.name}</span>
            <span className="when num">{mark === "asked" ? t("portal.waits") : mark === "answered" ? t("portal.answered") : mark === "done" ? t("portal.confirmedOn", { date: formatDateShort(s.on) }) : formatDateShort(s.on)}</span>
          </li>
        );
      })}
    </ol>
  );
}
