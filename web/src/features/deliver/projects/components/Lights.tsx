import { useTranslation } from "react-i18next";
import { formatDateShort } from "../../../../lib/format";
import { StatusDot } from "../../../../ui/marks";
import { COLOUR_TONE, LIGHTS } from "../model";
import type { Light, Project } from "../types";

const TEXT: Record<string, string> = { ok: "ok-t", warn: "warn-t", bad: "bad-t", mute: "t3" };

/** The four lights, each with its word and why it shows what it shows. */
export function Lights({ project: p }: { project: Project }) {
  const { t } = useTranslation();
  const finish = p.completed_on || p.forecast_finish;
  const under: Partial<Record<(typeof LIGHTS)[number], string>> = {
    progress: finish ? t(p.completed_on ? "projects.completedIs" : "projects.forecastIs", { date: formatDateShort(finish) }) + (p.baseline_finish ? t("projects.baselineIs", { date: formatDateShort(p.baseline_finish) }) : "") : "",
  };
  return (
    <div className="lights">
      {LIGHTS.map((name) => (
        <section key={name} aria-label={t(`projects.lightOf.${name}`)}>
          <div className="row gap8"><span className="t3 f12">{t(`projects.light.${name}`)}</span><Word light={p.light_reasons[name]} /></div>
          <div className="why">{t(reasonKey(p.light_reasons[name]), { ...p.light_reasons[name].params })}</div>
          {under[name] ? <div className="t3 f12 num">{under[name]}</div> : null}
        </section>
      ))}
    </div>
  );
}

/** "project.health.on_schedule" names its sentence here. */
const reasonKey = (light: Light): string => `projects.reason.${light.code.split(".").at(-1) ?? ""}`;

function Word({ light }: { light: Light }) {
  const { t } = useTranslation();
  const tone = COLOUR_TONE[light.colour];
  return <StatusDot tone={tone}><span className={`m ${TEXT[tone] ?? ""}`}>{t(`projects.colour.${light.colour}`)}</span></StatusDot>;
}
