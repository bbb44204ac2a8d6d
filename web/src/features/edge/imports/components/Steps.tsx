import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import { STEPS } from "../model";

/** Where an import stands: `at` counts from 0; what lies before it is done. */
export function Steps({ at, note }: { at: number; note?: string }) {
  const { t } = useTranslation();
  return (
    <div className="import-steps" tabIndex={0} role="group" aria-label={t("imports.steps")}>
      <ol>
        {STEPS.map((step, i) => (
          <li key={step} className={i < at ? "done" : i === at ? "now" : ""} aria-current={i === at ? "step" : undefined}>
            <i>{i < at ? <Check role="img" aria-label={t("imports.done")} /> : i + 1}</i>
            <span>{t(`imports.step.${step}`)}</span>
          </li>
        ))}
      </ol>
      {note ? <span className="t2 f12 push">{note}</span> : null}
    </div>
  );
}
