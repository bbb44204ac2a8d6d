import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatYuan } from "../../../../lib/format";
import { Button } from "../../../../ui/Button";
import { EmptyState } from "../../../../ui/layout";
import { Restricted } from "../../../../ui/marks";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { percentShown, percentValue } from "../bill";
import { TAX_RATES } from "../model";
import type { Bill, Edit, Line } from "../types";

interface TaxTabProps {
  bill: Bill;
  lines: Line[];
  editable: boolean;
  edit: (edits: Edit[]) => void;
}

/** How the price is made up, and what each tax rate brings. */
export function TaxTab({ bill, lines, editable, edit }: TaxTabProps) {
  const { t } = useTranslation();
  const [rate, setRate] = useState("9");
  const { totals, taxes } = bill;
  if (!totals) return <div className="quote-work"><EmptyState title={t("quotes.totals")}><Restricted /></EmptyState></div>;
  const parts = ["measured", "measures", "other", "statutory", "provisional"] as const;
  const apply = (): void => {
    const value = percentValue(rate);
    const others = lines.filter((l) => percentShown(l.tax_rate) !== rate);
    edit(others.map((l) => ({ op: "set", line_id: l.id, field: "tax_rate", value })));
    toastDone(t("quotes.tax.applied", { count: others.length, rate }), () => edit(others.map((l) => ({ op: "set", line_id: l.id, field: "tax_rate", value: l.tax_rate }))));
  };
  return (
    <div className="quote-doc">
      <section>
        <h2>{t("quotes.tax.makeUp")} <span className="t3 f12" style={{ fontWeight: 400, marginLeft: 8 }}>{t(`quotes.basis.${bill.basis}`)}</span></h2>
        <table className="plain cost-table">
          <thead><tr><th scope="col">{t("quotes.tax.part")}</th><th scope="col" className="right">{t("quotes.tax.yuan")}</th></tr></thead>
          <tbody>
            {parts.map((p) => <tr key={p}><td>{t(`quotes.category.${p}`)}</td><td className="right num">{formatYuan(totals[p].amount)}</td></tr>)}
            <tr><td className="sb">{t("quotes.tax.net")}</td><td className="right num sb">{formatYuan(totals.net.amount)}</td></tr>
            <tr><td>{t("quotes.vat")}</td><td className="right num">{formatYuan(totals.vat.amount)}</td></tr>
            <tr><td className="sb">{t("quotes.grossYuan")}</td><td className="right num sb">{formatYuan(totals.gross.amount)}</td></tr>
          </tbody>
        </table>
      </section>
      <section>
        <h2>{t("quotes.tax.byRate")}</h2>
        <table className="plain cost-table">
          <thead><tr><th scope="col">{t("quotes.taxRate")}</th><th scope="col" className="right">{t("quotes.tax.lineCount")}</th><th scope="col" className="right">{t("quotes.tax.net")}</th><th scope="col" className="right">{t("quotes.vat")}</th></tr></thead>
          <tbody>{taxes.map((x) => <tr key={x.rate}><td className="num">{percentShown(x.rate)}%</td><td className="right num t2">{lines.filter((l) => percentShown(l.tax_rate) === percentShown(x.rate)).length}</td><td className="right num">{formatYuan(x.net.amount)}</td><td className="right num">{formatYuan(x.vat.amount)}</td></tr>)}</tbody>
        </table>
        {editable && lines.length > 0 ? <div className="form-foot"><span className="t2">{t("quotes.tax.setAll")}</span><span style={{ width: 96 }}><Select label={t("quotes.taxRate")} value={rate} onChange={setRate} options={TAX_RATES.map((r) => ({ value: r, label: `${r}%` }))} /></span><Button onClick={apply}>{t("quotes.tax.apply")}</Button></div> : null}
      </section>
    </div>
  );
}
