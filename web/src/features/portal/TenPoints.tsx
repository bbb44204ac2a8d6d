import { useId } from "react";
import { useTranslation } from "react-i18next";
import { TEN } from "./survey";

interface TenPointsProps {
  label: string;
  value: number | undefined;
  invalid?: boolean;
  onChange: (value: number) => void;
}

/** Nought to ten. Radio buttons underneath, so that arrow keys and screen readers work. */
export function TenPoints({ label, value, invalid, onChange }: TenPointsProps) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className={`ten ${invalid ? "invalid" : ""}`}>
      <legend>{label}</legend>
      <span className="ten-row">
        {TEN.map((n) => (
          <label key={n} className={n === value ? "on" : ""}>
            <input type="radio" name={name} value={n} checked={n === value} aria-label={t("portal.survey.ten", { score: n })} onChange={() => onChange(n)} />
            <span className="num" aria-hidden>{n}</span>
          </label>
        ))}
      </span>
      <span className="row ends t3"><span>{t("portal.survey.never")}</span><span>{t("portal.survey.surely")}</span></span>
    </fieldset>
  );
}
