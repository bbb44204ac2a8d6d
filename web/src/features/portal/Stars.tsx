import { useId } from "react";
import { useTranslation } from "react-i18next";
import { STARS } from "./model";

interface StarsProps {
  label: string;
  /** 0 for none. */
  value: number;
  invalid?: boolean;
  onChange: (value: number) => void;
}

/** Points of five. Radio buttons underneath, so that arrow keys and screen readers work. */
export function Stars({ label, value, invalid, onChange }: StarsProps) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className={`stars ${invalid ? "invalid" : ""}`}>
      <legend>{label}</legend>
      <span className="row">
        {STARS.map((n) => (
          <label key={n}>
            <input type="radio" name={name} value={n} checked={value === n} aria-label={t("portal.stars", { score: n })} onChange={() => onChange(n)} />
            <svg width="26" height="26" viewBox="0 0 24 24" fill={n <= value ? "var(--accent)" : "none"} stroke="var(--accent)" strokeWidth="1.5" strokeLinejoin="round" aria-hidden>
              <path d="M12 3.2l2.7 5.6 6.1.8-4.5 4.2 1.1 6.1-5.4-3-5.4 3 1.1-6.1L3.2 9.6l6.1-.8z" />
            </svg>
          </label>
        ))}
      </span>
    </fieldset>
  );
}
