import { CircleCheck, Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatInstantShort } from "../../../../lib/format";
import { StageRing, type StageShape } from "../../../../ui/marks";
import { wayOf, type Leg } from "../model";
import { useStages } from "../queries";
import type { Opportunity } from "../types";

/** The way through the stages: what is done, where it stands, how long each took. */
export function StageBar({ opportunity: o, detailed }: { opportunity: Opportunity; detailed?: boolean }) {
  const { t } = useTranslation();
  const stages = useStages(o.id);
  const way = wayOf(o, stages.data ?? []);
  return (
    <ol className={`way ${detailed ? "detailed" : ""} ${o.on_hold || o.outcome !== "open" ? "still" : ""}`} aria-label={t("opportunities.way")}>
      {way.map((leg, i) => (
        <li key={leg.stage} className={leg.state} aria-current={leg.state === "here" ? "step" : undefined}>
          <i aria-hidden><b style={{ width: `${leg.share * 100}%` }} /></i>
          {detailed ? <Detailed leg={leg} shape={i as StageShape} opportunity={o} /> : <span className="ell">{t(`opportunities.stage.${leg.stage}`)} {leg.state === "here" && o.outcome === "open" ? t("opportunities.dayNo", { count: leg.days + 1 }) : leg.from ? t("opportunities.days", { count: leg.days }) : ""}</span>}
        </li>
      ))}
    </ol>
  );
}

const day = (at: string): string => formatInstantShort(at).slice(0, -6);

function Detailed({ leg, shape, opportunity: o }: { leg: Leg; shape: StageShape; opportunity: Opportunity }) {
  const { t } = useTranslation();
  const name = t(`opportunities.stage.${leg.stage}`);
  const next = leg.state === "ahead" && o.gate?.to === leg.stage;
  const all = (o.gate?.met.length ?? 0) + (o.gate?.missing.length ?? 0);
  return (
    <>
      <span className="row gap6">
        {leg.state === "done" ? <><CircleCheck className="s acc-t" aria-hidden /><span className="m">{name}</span></> : <StageRing shape={shape}><span className={leg.state === "here" ? "sb" : "t2"}>{name}</span></StageRing>}
        {next && (o.gate?.missing.length ?? 0) > 0 ? <Lock className="s t3" aria-hidden /> : null}
      </span>
      <span className="t3 f12 num">
        {leg.state === "done" && leg.from && leg.to ? t("opportunities.stay", { from: day(leg.from), to: day(leg.to), days: t("opportunities.days", { count: leg.days }) }) : null}
        {leg.state === "here" ? `${t("opportunities.dayNo", { count: leg.days + 1 })}${leg.usual ? t("opportunities.usual", { count: leg.usual }) : ""}` : null}
        {next ? t("opportunities.conditions", { met: o.gate?.met.length ?? 0, all }) : null}
      </span>
    </>
  );
}
