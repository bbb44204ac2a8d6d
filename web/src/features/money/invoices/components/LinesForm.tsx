import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatYuan } from "../../../../lib/format";
import { Button, IconButton } from "../../../../ui/Button";
import { MoneyInput, TextInput } from "../../../../ui/inputs";
import { Select } from "../../../../ui/Select";
import { emptyLine, ITEMS, taxOf, totals, type LineForm } from "../model";

interface LinesFormProps {
  lines: LineForm[];
  onChange: (lines: LineForm[]) => void;
  error: (field: string) => string | undefined;
}

/** The lines of an invoice: entered without tax, the tax rounded line by line. */
export function LinesForm({ lines, onChange, error }: LinesFormProps) {
  const { t } = useTranslation();
  const sum = totals(lines);
  const set = (at: number, patch: Partial<LineForm>): void => onChange(lines.map((l, i) => (i === at ? { ...l, ...patch } : l)));
  return (
    <section>
      <div className="row gap8"><h2>{t("invoices.lines")}</h2><span className="t3 f12">{t("invoices.linesNote")}</span><Button className="push" size="small" kind="quiet" icon={Plus} onClick={() => onChange([...lines, emptyLine(lines.at(-1)?.rate)])}>{t("invoices.addLine")}</Button></div>
      <div className="invoice-lines" tabIndex={0} role="region" aria-label={t("invoices.lines")}>
        <table className="plain">
          <thead><tr><th scope="col">#</th><th scope="col">{t("invoices.goods")}</th><th scope="col">{t("invoices.item")}</th><th scope="col">{t("invoices.unit")}</th><th scope="col" className="right">{t("invoices.quantity")}</th><th scope="col" className="right">{t("invoices.netYuan")}</th><th scope="col" className="right">{t("invoices.rate")}</th><th scope="col" className="right">{t("invoices.taxYuan")}</th><th scope="col" className="right">{t("invoices.grossYuan")}</th><th scope="col"><span className="sr">{t("invoices.removeLine")}</span></th></tr></thead>
          <tbody>
            {lines.map((l, i) => {
              const bad = (field: string): boolean => error(`lines[${i}].${field}`) !== undefined;
              return (
                <tr key={i}>
                  <td className="t3 num">{i + 1}</td>
                  <td className="name"><TextInput aria-label={t("invoices.goods")} aria-invalid={bad("name")} value={l.name} maxLength={120} onChange={(e) => set(i, { name: e.target.value })} /></td>
                  <td className="item"><Select label={t("invoices.item")} value={l.item} options={ITEMS.map((v) => ({ value: v, label: t(`invoices.items.${v}`) }))} onChange={(v) => set(i, { item: v as LineForm["item"] })} /></td>
                  <td className="unit"><TextInput aria-label={t("invoices.unit")} value={l.unit} maxLength={20} onChange={(e) => set(i, { unit: e.target.value })} /></td>
                  <td className="unit"><TextInput alignRight aria-label={t("invoices.quantity")} value={l.quantity} maxLength={14} onChange={(e) => set(i, { quantity: e.target.value })} /></td>
                  <td className="money"><MoneyInput aria-label={t("invoices.netYuan")} aria-invalid={bad("net")} value={l.net} onChange={(net) => set(i, { net })} /></td>
                  <td className="unit"><TextInput alignRight unit="%" aria-label={t("invoices.rate")} aria-invalid={bad("rate")} value={l.rate} maxLength={6} onChange={(e) => set(i, { rate: e.target.value })} /></td>
                  <td className="right num">{formatYuan(taxOf(l))}</td>
                  <td className="right num m">{formatYuan((l.net ?? 0) + taxOf(l))}</td>
                  <td>{lines.length > 1 ? <IconButton icon={Trash2} size="small" label={t("invoices.removeLine")} onClick={() => onChange(lines.filter((_, at) => at !== i))} /> : null}</td>
                </tr>
              );
            })}
            <tr className="sum"><td /><td colSpan={4}>{t("invoices.sum")}</td><td className="right num">{formatYuan(sum.net)}</td><td /><td className="right num">{formatYuan(sum.tax)}</td><td className="right num">{formatYuan(sum.gross)}</td><td /></tr>
          </tbody>
        </table>
      </div>
      {error("lines") ? <p className="bad-t f12">{error("lines")}</p> : null}
    </section>
  );
}
