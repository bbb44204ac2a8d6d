import { useTranslation } from "react-i18next";
import { PASSING, points, shortestWay } from "../model";
import type { Score } from "../types";

interface ScoreHeadProps {
  score: Score;
  /** What it would be after the refusals that are being written. */
  after?: number;
}

const SHADES = [1, 0.87, 0.74, 0.61, 0.48];

/** The score as a figure and as a bar of its sections, beside the line that it has to reach. */
export function ScoreHead({ score, after }: ScoreHeadProps) {
  const { t } = useTranslation();
  const shown = after ?? score.score;
  const passed = shown >= PASSING;
  const way = shortestWay(score);
  return (
    <div className="score-head">
      <div>
        <div className="t3 f12">{t(after === undefined || after === score.score ? "handovers.completeness" : "handovers.afterRefusals")}</div>
        <div className="row" style={{ alignItems: "baseline" }}><span className={`score-figure ${passed ? "" : "warn-t"}`}>{points(shown)}</span><span className="t3">{t(passed ? "handovers.ofTenPassed" : "handovers.ofTenBelow")}</span></div>
      </div>
      <div className="grow score-scale">
        <div className="track" role="meter" aria-label={t("handovers.completeness")} aria-valuemin={0} aria-valuemax={10} aria-valuenow={shown} aria-valuetext={t("handovers.meter", { score: points(shown), passing: points(PASSING) })}>
          {score.sections.map((s, i) => <i key={s.key} style={{ width: `${s.points * 10}%`, background: passed ? "var(--ok)" : "var(--warn)", opacity: SHADES[i % SHADES.length] }} />)}
          <em style={{ left: `${PASSING * 10}%` }} />
        </div>
        <div className="scale f12" aria-hidden><span className="t3">0</span><span className="m num" style={{ left: `${PASSING * 10}%` }}>{t("handovers.line", { passing: points(PASSING) })}</span><span className="t3">10</span></div>
      </div>
      {way.keys.length > 0 ? (
        <div className="right">
          <div className="t3 f12">{t("handovers.shortest")}</div>
          <div className="nowrap"><span className="num m">+{points(way.gain)}</span> {t("handovers.leadsTo")} <span className="num m ok-t">{points(way.reached)}</span></div>
        </div>
      ) : null}
    </div>
  );
}
