import { useTranslation } from "react-i18next";
import type { ReactNode } from "react";
import { useStory } from "../../../../api/activities";
import type { Customer } from "../../../../api/types";
import { formatInstantShort } from "../../../../lib/format";
import { missingFields } from "../model";

/** Where the customer stands, in five figures. */
export function KeyFigures({ customer: c }: { customer: Customer }) {
  const { t } = useTranslation();
  const activities = useStory({ kind: "customer", id: c.id }).data;
  const missing = missingFields(c);
  const last = activities?.items[0];
  return (
    <div className="key-figures">
      <Figure label={t("customers.grade")} value={c.credit || "–"} below={t("customers.gradeNote")} />
      <Figure label={t("customers.completeness")} value={<>{c.completeness}<small>%</small></>} below={missing.length > 0 ? t("customers.missingCount", { count: missing.length }) : t("customers.nothingMissing")} />
      <Figure label={t("customers.tab.contacts")} value={<>{c.contacts.length}<small>{t("customers.personUnit")}</small></>} below={t("customers.decisionMakers", { count: c.contacts.filter((p) => p.part === "decision_maker").length })} />
      <Figure label={t("customers.tab.activity")} value={<>{activities?.total ?? "–"}<small>{t("customers.recordUnit")}</small></>} below={last ? t("customers.lastOn", { time: formatInstantShort(last.at) }) : t("customers.noneYet")} />
      <Figure label={t("customers.engagedBy")} value={<>{c.engagements.filter((e) => e.relation !== "history").length}<small>{t("customers.entityUnit")}</small></>} below={c.entity.name} />
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
