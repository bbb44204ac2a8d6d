import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Customer } from "../../../../api/types";
import { ProgressBar } from "../../../../ui/marks";
import { missingFields } from "../model";

/** How complete the record is, what is missing, and the way to fill it in. */
export function Completeness({ customer: c }: { customer: Customer }) {
  const { t } = useTranslation();
  if (c.completeness >= 100) return null;
  return (
    <div className="panel-sunken">
      <div className="row gap8">
        <span className="m">{t("customers.completenessIs", { percent: c.completeness })}</span>
        <span className="push" />
        {c.actions.includes("update") ? <Link to={`/customers/${c.id}/edit`} className="btn small">{t("customers.complete")}</Link> : null}
      </div>
      <div style={{ margin: "6px 0 8px" }}><ProgressBar share={c.completeness / 100} tone={c.completeness < 60 ? "warn" : "accent"} label={t("customers.completeness")} /></div>
      <div className="f12 t3">{t("customers.missing", { fields: missingFields(c).map((m) => t(`customers.field.${m}`)).join(t("ui.comma")) })}</div>
    </div>
  );
}
