import { CircleCheck, CircleX, Info, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Finding } from "../types";

const ICON = { pass: CircleCheck, info: Info, warn: TriangleAlert, block: CircleX };
const TONE = { pass: "ok-t", info: "t3", warn: "warn-t", block: "bad-t" };
const ORDER = ["block", "warn", "info", "pass"];

/** Tells a day and an amount, not what is wanted and what is. */
const TAX_POINT = "INV-015";

/** The compliance checks of an invoice, what keeps it back first. */
export function Checks({ findings }: { findings: Finding[] }) {
  const { t } = useTranslation();
  const count = (s: Finding["severity"]): number => findings.filter((f) => f.severity === s).length;
  const sorted = [...findings].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || a.rule.localeCompare(b.rule));
  return (
    <section>
      <div className="row gap8"><div className="section-head">{t("invoices.checks")}</div><span className="push f12 t2"><span className={count("block") > 0 ? "bad-t" : ""}>{t("invoices.blocked", { count: count("block") })}</span> · {t("invoices.warned", { count: count("warn") })} · {t("invoices.passed", { count: count("pass") })}</span></div>
      <ul className="invoice-checks">
        {sorted.map((f, i) => {
          const Icon = ICON[f.severity];
          const compared = f.rule === TAX_POINT ? [f.limit ? t("invoices.taxPoint", { on: f.limit, overdue: f.value }) : ""] : [f.limit ? t("invoices.wanted", { limit: f.limit }) : "", f.value ? t("invoices.says", { value: f.value }) : ""];
          const detail = [f.rule, ...compared].filter(Boolean).join(" · ");
          return <li key={i}><Icon className={`s ${TONE[f.severity]}`} role="img" aria-label={t(`invoices.severity.${f.severity}`)} /><span><b className={f.severity === "pass" ? "plain-b" : ""}>{t(`invoices.rule.${f.rule}`, { defaultValue: f.rule })}</b><span className="t3 f12">{detail}</span></span></li>;
        })}
      </ul>
    </section>
  );
}
