import { useTranslation } from "react-i18next";
import { formatWan } from "../../../../lib/format";
import { useRecordParts, type RuleFinding } from "../../../../lib/record";
import { FACTS, ratioPercent } from "../../../../lib/terms";
import { Facts } from "../../../../ui/layout";
import { Restricted } from "../../../../ui/marks";
import type { Contract } from "../types";
import { Payments } from "./Payments";

/** Everything that was agreed about paying, the tax parts of the price, and what the rules say. */
export function TermsFacts({ contract: c, onWaive }: { contract: Contract; onWaive?: (finding: RuleFinding) => void }) {
  const { t } = useTranslation();
  const { Findings } = useRecordParts();
  return (
    <>
      <Payments contract={c} />
      <section className="record-section">
        <header><h2>{t("contracts.agreed")}</h2></header>
        <div className="two-facts tops">
          {FACTS.map(({ group, facts }) => {
            const items = facts.flatMap(({ name, kind }) => {
              const value = c.terms[name as keyof Contract["terms"]];
              if (value === undefined || value === null) return [];
              const text = kind === "flag" ? t(value ? "terms.yes" : "terms.no") : kind === "percent" ? `${ratioPercent(String(value))}%` : `${String(value)} ${t(`terms.unit.${name}`)}`;
              return [{ label: t(`terms.fact.${name}`), value: <span className="num">{text}</span> }];
            });
            return items.length === 0 ? null : <div key={group}><div className="section-head" style={{ marginTop: 6 }}>{t(`terms.group.${group}`)}</div><Facts labelWidth={148} items={items} /></div>;
          })}
        </div>
      </section>
      <section className="record-section">
        <header><h2>{t("contracts.taxParts")}</h2></header>
        <table className="plain" style={{ maxWidth: 640 }}>
          <thead><tr><th scope="col">{t("contracts.taxName")}</th><th scope="col" className="right">{t("contracts.taxRate")}</th><th scope="col" className="right">{t("contracts.net")}</th><th scope="col" className="right">{t("contracts.tax")}</th><th scope="col" className="right">{t("contracts.gross")}</th></tr></thead>
          <tbody>{c.tax_lines.map((l, i) => <tr key={i}><td>{l.name}</td><td className="right num">{ratioPercent(l.rate)}%</td>{[l.net, l.tax, l.amount].map((m, j) => <td key={j} className="right num">{m ? formatWan(m.amount) : <Restricted />}</td>)}</tr>)}</tbody>
        </table>
      </section>
      <section className="record-section"><header><h2>{t("contracts.check")}</h2></header><Findings findings={c.check.findings} passed={c.check.passed} onWaive={onWaive} /></section>
    </>
  );
}
