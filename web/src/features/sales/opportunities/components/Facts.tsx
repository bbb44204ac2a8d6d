import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatInstant, formatWan } from "../../../../lib/format";
import { useCustomFields } from "../../../../api/customFields";
import { useCustomFacts } from "../../../../ui/CustomFields";
import { Facts } from "../../../../ui/layout";
import { Person, Restricted } from "../../../../ui/marks";
import type { Opportunity } from "../types";

/** What is known of an opportunity, in two columns. */
export function PanelFacts({ opportunity: o }: { opportunity: Opportunity }) {
  const { t, i18n } = useTranslation();
  const label = i18n.language === "zh" ? 68 : 80;
  const none = t("ui.none");
  const amount = o.amount ? <b className="num">{t("opportunities.wan", { amount: formatWan(o.amount.amount) })}</b> : <Restricted />;
  const chance = <span className="num nowrap">{o.probability}%{o.weighted ? <span className="t3"> {t("opportunities.weightedIs", { amount: formatWan(o.weighted.amount) })}</span> : null}</span>;
  const left = [
    { label: t("opportunities.amountShort"), value: amount },
    { label: t("opportunities.chance"), value: chance },
    { label: t("opportunities.score"), value: <span className="num">{o.score.toFixed(1)} <span className="t3">{t("opportunities.gradeOnly", { grade: o.grade })}</span></span> },
    { label: t("opportunities.owner"), value: <Person name={o.owner.name} /> },
  ];
  const right = [
    { label: t("opportunities.expected"), value: <span className="num">{o.expected_sign_date || none}</span> },
    { label: t("opportunities.tenderMode"), value: o.tender_mode ? t(`opportunities.mode.${o.tender_mode}`, { defaultValue: o.tender_mode }) : none },
    { label: t("opportunities.sourceLabel"), value: o.source ? t(`opportunities.source.${o.source}`, { defaultValue: o.source }) : none },
    { label: t("opportunities.customer"), value: <Link to={`/customers/${o.customer.id}`} className="ell">{o.customer.name}</Link> },
  ];
  return (
    <>
      <div className="two-facts tops"><Facts labelWidth={label} items={left} /><Facts labelWidth={label} items={right} /></div>
      {o.tender_at ? <Facts labelWidth={label} items={[{ label: t("opportunities.tenderAt"), value: <span className="num">{formatInstant(o.tender_at)}</span> }]} /> : null}
      {o.note ? <p className="t2" style={{ marginTop: 6, whiteSpace: "pre-wrap" }}>{o.note}</p> : null}
    </>
  );
}

/** What the page has not said elsewhere. */
export function RailFacts({ opportunity: o }: { opportunity: Opportunity }) {
  const { t } = useTranslation();
  const words = (name: string, value: string): string => (value ? t(`opportunities.${name}.${value}`, { defaultValue: value }) : t("ui.none"));
  const items = [
    { label: t("opportunities.number"), value: <span className="num">{o.number}</span> },
    { label: t("opportunities.typeLabel"), value: words("type", o.project_type) },
    { label: t("opportunities.region"), value: o.region || t("ui.none") },
    { label: t("opportunities.sourceLabel"), value: words("source", o.source) },
    { label: t("opportunities.tenderMode"), value: words("mode", o.tender_mode) },
    { label: t("opportunities.entity"), value: <span className="ell">{[o.entity.name, o.department.name].filter(Boolean).join(" · ")}</span> },
  ];
  const added = useCustomFacts()(useCustomFields("opportunity"), o.custom);
  return (
    <>
      <Facts labelWidth={88} items={[...items, ...added]} />
      {o.note ? <p className="t2" style={{ marginTop: 6, whiteSpace: "pre-wrap" }}>{o.note}</p> : null}
    </>
  );
}
