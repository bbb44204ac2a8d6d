import { useTranslation } from "react-i18next";
import { formatWan } from "../../../../lib/format";
import { ratioPercent } from "../../../../lib/terms";
import { Restricted } from "../../../../ui/marks";
import { amendedPrice } from "../model";
import type { Amendment, Contract } from "../types";

/** What an amendment makes of its contract: each agreed thing before and after. */
export function BeforeAfter({ contract: c, amendment: a }: { contract: Contract; amendment: Amendment }) {
  const { t } = useTranslation();
  const price = amendedPrice(c, a);
  const signed = a.state === "signed";
  const days = c.duration_days ? { before: signed ? c.duration_days - a.duration_change : c.duration_days, after: signed ? c.duration_days : c.duration_days + a.duration_change } : null;
  const terms = (nodes: { name?: string; kind: string; ratio: string }[]): string => nodes.map((n) => `${n.name || t(`terms.kind.${n.kind}`)} ${ratioPercent(n.ratio)}%`).join(t("ui.comma"));
  const plus = (n: number, text: string): string => (n > 0 ? `+${text}` : text);
  return (
    <section className="record-section">
      <header><h2>{t("contracts.whatChanges")}</h2>{a.note ? <span className="t2 f12">{a.note}</span> : null}</header>
      <div className="sideways" tabIndex={0} role="region" aria-label={t("contracts.whatChanges")}>
        <table className="plain before-after">
          <thead><tr><th scope="col" /><th scope="col" className="right">{t("contracts.before")}</th><th scope="col" className="right">{t("contracts.after")}</th><th scope="col" className="right">{t("contracts.change")}</th></tr></thead>
          <tbody>
            <tr><td>{t("contracts.priceWan")}</td>{price ? <><td className="right num">{formatWan(price.before)}</td><td className="right num sb">{formatWan(price.after)}</td><td className="right num">{plus(price.after - price.before, formatWan(price.after - price.before))}</td></> : <td className="right" colSpan={3}><Restricted /></td>}</tr>
            {a.tax_lines.map((l, i) => <tr key={i}><td className="t2">{t("contracts.taxLine", { name: l.name.endsWith("%") ? "" : l.name, rate: ratioPercent(l.rate) })}</td><td /><td /><td className="right num t2">{l.amount ? plus(l.amount.amount, formatWan(l.amount.amount)) : <Restricted />}</td></tr>)}
            <tr><td>{t("contracts.durationDays")}</td><td className="right num">{days ? days.before : "–"}</td><td className="right num sb">{days ? days.after : "–"}</td><td className="right num">{a.duration_change === 0 ? "–" : plus(a.duration_change, String(a.duration_change).replace("-", "−"))}</td></tr>
            <tr><td>{t("terms.payments")}</td>{a.terms ? <><td className="right t2" style={{ whiteSpace: "normal" }}>{signed ? "" : terms(c.terms.nodes)}</td><td className="right" style={{ whiteSpace: "normal" }}>{terms(a.terms.nodes)}</td><td className="right t2">{t("contracts.rewritten")}</td></> : <><td /><td /><td className="right t3">{t("contracts.unchanged")}</td></>}</tr>
          </tbody>
        </table>
      </div>
    </section>
  );
}
