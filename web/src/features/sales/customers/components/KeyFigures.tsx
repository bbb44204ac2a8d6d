import { useTranslation } from "react-i18next";
import type { ReactNode } from "react";
import type { Customer } from "../../../../api/types";
import { formatWan } from "../../../../lib/format";
import { Restricted } from "../../../../ui/marks";
import { isMasked } from "../model";

type Field = "contract_total" | "receivable" | "credit_limit";

/** Totals over the whole group, in 万元. */
export function KeyFigures({ customer: c }: { customer: Customer }) {
  const { t } = useTranslation();
  const money = (field: Field): ReactNode => (isMasked(c, field) ? <Restricted /> : <>{c[field] ? formatWan(c[field].amount) : "–"}<small>{t("ui.wan")}</small></>);
  const overdue = c.overdue && c.overdue.amount > 0 ? <span className="bad-t">{t("customers.overdueIs", { amount: formatWan(c.overdue.amount) })}</span> : t("customers.nothingOverdue");
  return (
    <div className="key-figures">
      <Figure label={t("customers.contractTotalShort")} value={money("contract_total")} below={t("customers.acrossEntities", { count: c.engagements.length })} />
      <Figure label={t("customers.receivableShort")} value={money("receivable")} below={isMasked(c, "overdue") ? "" : overdue} />
      <Figure label={t("customers.creditLimitShort")} value={money("credit_limit")} below={t("customers.creditNote")} />
      <Figure label={t("customers.grade")} value={c.grade ?? "–"} below={t("customers.gradeNote")} />
      <Figure label={t("customers.completeness")} value={<>{c.completeness}<small>%</small></>} below={c.missing.length > 0 ? t("customers.missingCount", { count: c.missing.length }) : t("customers.nothingMissing")} />
    </div>
  );
}

function Figure({ label, value, below }: { label: string; value: ReactNode; below: ReactNode }) {
  return (
    <div className="key-figure">
      <div className="t3 f12">{label}</div>
      <b>{value}</b>
      <div className="f12 t3 num">{below}</div>
    </div>
  );
}
