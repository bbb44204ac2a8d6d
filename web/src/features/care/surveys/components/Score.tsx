import "../surveys.css";
import { useTranslation } from "react-i18next";
import { points, scoreTone } from "../model";

const STAR = "M12 3.2l2.7 5.6 6.1.8-4.5 4.2 1.1 6.1-5.4-3-5.4 3 1.1-6.1L3.2 9.6l6.1-.8z";

/** Points of five as stars, the last one filled as far as it counts. The number stands beside: these are for the eye. */
export function StarRow({ value }: { value: number }) {
  return (
    <span className="stars-row" aria-hidden>
      {[0, 1, 2, 3, 4].map((i) => {
        const part = Math.min(1, Math.max(0, value - i));
        return (
          <svg key={i} viewBox="0 0 24 24" fill="none" strokeLinejoin="round">
            {part > 0 ? <path d={STAR} fill="var(--accent)" style={{ clipPath: `inset(0 ${(1 - part) * 100}% 0 0)` }} /> : null}
            <path d={STAR} stroke="var(--accent)" strokeWidth="1.6" />
          </svg>
        );
      })}
    </span>
  );
}

/** What an answer comes to, out of five. */
export function Score({ hundredths, small }: { hundredths: number; small?: boolean }) {
  const { t } = useTranslation();
  const tone = scoreTone(hundredths);
  return <span className="score"><b className={tone === "bad" ? "bad-t" : ""} aria-label={t("surveys.ofFive", { score: points(hundredths) })}>{points(hundredths)}</b>{small ? null : <small className="t3">/ 5</small>}<StarRow value={hundredths / 100} /></span>;
}
