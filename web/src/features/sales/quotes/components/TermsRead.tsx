import { useTranslation } from "react-i18next";
import { formatWan } from "../../../../lib/format";
import { FACTS, ratioMillionths, ratioPercent, splitFen } from "../../../../lib/terms";
import { Facts } from "../../../../ui/layout";
import { PartsBar } from "../../../../ui/PartsBar";
import { percentShown } from "../bill";
import type { Quote } from "../types";

/** What an offer says besides its lines, when it may not be changed. */
export function TermsRead({ quote: q }: { quote: Quote }) {
  const { t } = useTranslation();
  const nodes = q.terms.nodes;
  const amounts = q.amount ? splitFen(q.amount.amount, nodes.map((n) => ratioMillionths(n.ratio))) : [];
  const told = FACTS.flatMap((g) => g.facts).flatMap(({ name, kind }) => {
    const value = q.terms[name as keyof Quote["terms"]];
    if (value === undefined || value === null) return [];
    const text = kind === "flag" ? t(value ? "terms.yes" : "terms.no") : kind === "percent" ? `${ratioPercent(String(value))}%` : `${String(value)} ${t(`terms.unit.${name}`)}`;
    return [{ label: t(`terms.fact.${name}`), value: <span className="num">{text}</span> }];
  });
  const half = Math.ceil(told.length / 2);
  return (
    <>
      <section>
        <h2>{t("terms.payments")}</h2>
        <PartsBar legend={false} parts={nodes.map((n, i) => ({ id: String(i), label: n.name ?? "", weight: ratioMillionths(n.ratio), value: "" }))} />
        <div className="sideways" tabIndex={0} role="region" aria-label={t("terms.payments")}>
          <table className="plain">
            <thead><tr><th scope="col">#</th><th scope="col">{t("terms.name")}</th><th scope="col">{t("terms.triggerLabel")}</th><th scope="col" className="right">{t("terms.share")}</th>{q.amount ? <th scope="col" className="right">{t("terms.amount")}</th> : null}</tr></thead>
            <tbody>{nodes.map((n, i) => <tr key={i}><td className="t3 num">{i + 1}</td><td className="m">{n.name || t(`terms.kind.${n.kind}`)}</td><td className="t2">{t("terms.after", { trigger: t(`terms.trigger.${n.trigger}`), count: n.term_days })}</td><td className="right num">{ratioPercent(n.ratio)}%</td>{q.amount ? <td className="right num">{formatWan(amounts[i] ?? 0)}</td> : null}</tr>)}</tbody>
          </table>
        </div>
      </section>
      <section>
        <h2>{t("quotes.terms.offer")}</h2>
        <div className="two-facts tops">
          <Facts labelWidth={132} items={[{ label: t("quotes.validity"), value: <span className="num">{q.validity_days} {t("quotes.dayUnit")}</span> }, { label: t("quotes.basisLabel"), value: t(`quotes.basis.${q.basis}`) }, { label: t("quotes.standard"), value: q.standard }, { label: t("quotes.terms.newLineTax"), value: <span className="num">{percentShown(q.tax_rate)}%</span> }, ...told.slice(0, half)]} />
          <Facts labelWidth={132} items={told.slice(half)} />
        </div>
        {q.note ? <p className="t2" style={{ whiteSpace: "pre-wrap", marginTop: 8 }}>{q.note}</p> : null}
      </section>
    </>
  );
}
