import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatWan, formatYuan } from "../../../../lib/format";
import { Button, IconButton } from "../../../../ui/Button";
import { MoneyInput, TextInput } from "../../../../ui/inputs";
import { Select } from "../../../../ui/Select";
import { newTax, taxSum, type TaxDraft } from "../form";
import { taxIn } from "../model";

const RATES = ["13", "9", "6", "5", "3", "1", "0"];

interface TaxFieldsProps {
  taxes: TaxDraft[];
  price: number | null;
  error?: string;
  onChange: (taxes: TaxDraft[]) => void;
}

/** The parts of a price under their tax rates; they sum to it. A single part is the whole price by itself. */
export function TaxFields({ taxes, price, error, onChange }: TaxFieldsProps) {
  const { t } = useTranslation();
  const set = (key: string, patch: Partial<TaxDraft>): void => onChange(taxes.map((l) => (l.key === key ? { ...l, ...patch } : l)));
  const left = (price ?? 0) - taxSum(taxes);
  return (
    <>
      {taxes.map((l, i) => (
        <div key={l.key} className="tax-edit">
          <TextInput aria-label={t("contracts.taxName")} placeholder={t("contracts.taxName")} maxLength={60} value={l.name} onChange={(e) => set(l.key, { name: e.target.value })} />
          <Select label={t("contracts.taxRate")} value={l.rate} onChange={(rate) => set(l.key, { rate })} options={[...new Set([...RATES, l.rate])].map((r) => ({ value: r, label: `${r}%` }))} />
          {taxes.length === 1 ? <span className="num t2 right">{l.amount === null ? "" : t("contracts.taxOf", { tax: formatYuan(taxIn(l.amount, Number(l.rate))) })}</span> : <MoneyInput aria-invalid={error !== undefined} value={l.amount} onChange={(amount) => set(l.key, { amount })} />}
          {taxes.length > 1 ? <IconButton size="small" icon={Trash2} label={t("contracts.removeTax", { number: i + 1 })} onClick={() => onChange(taxes.filter((x) => x.key !== l.key))} /> : <span />}
        </div>
      ))}
      <div className="row gap12"><Button kind="quiet" size="small" icon={Plus} onClick={() => onChange([...taxes, newTax({ rate: "6", amount: left > 0 ? left : null })])}>{t("contracts.addTax")}</Button>{taxes.length > 1 && left !== 0 ? <span className="bad-t f12 num" role="status">{t("contracts.taxLeft", { amount: formatWan(left) })}</span> : null}</div>
      {error ? <p className="bad-t f12" role="alert">{error}</p> : null}
    </>
  );
}
