import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatYuan } from "../../../../lib/format";
import { Button, IconButton } from "../../../../ui/Button";
import { Field } from "../../../../ui/Field";
import { MoneyInput, TextInput } from "../../../../ui/inputs";
import { deducted, emptyDeduction, type DeductionForm, type InvoiceForm } from "../model";

interface DeductionsFormProps {
  form: InvoiceForm;
  set: (patch: Partial<InvoiceForm>) => void;
  error: (field: string) => string | undefined;
}

/** What was paid to subcontractors and lessens the tax: proved by their invoices, each with the place and name of the works. */
export function DeductionsForm({ form, set, error }: DeductionsFormProps) {
  const { t } = useTranslation();
  const rows = form.deductions;
  return (
    <section>
      <div className="row gap8 wrap">
        <h2 className="nowrap">{t("invoices.deduct.title")}</h2><span className="t3 f12">{t("invoices.deduct.note")}</span>
        <Button className="push" size="small" kind="quiet" icon={Plus} onClick={() => set({ deductions: [...rows, emptyDeduction(form)] })}>{t("invoices.deduct.add")}</Button>
      </div>
      {rows.length === 0 ? (
        <div className="form-row"><Field label={t("invoices.deduct.paid")} note={t("invoices.deduct.paidNote")} error={error("subcontracts")}>{(c) => <MoneyInput {...c} value={form.subcontracts} onChange={(subcontracts) => set({ subcontracts })} />}</Field></div>
      ) : (
        <>
          {rows.map((d, i) => <Row key={i} at={i} row={d} error={error} onChange={(patch) => set({ deductions: rows.map((r, at) => (at === i ? { ...r, ...patch } : r)) })} onRemove={() => set({ deductions: rows.filter((_, at) => at !== i) })} />)}
          <p className="row f12 t2">{t("invoices.deduct.sum")}<b className="push num">{formatYuan(deducted(form))}</b></p>
        </>
      )}
    </section>
  );
}

interface RowProps {
  at: number;
  row: DeductionForm;
  error: (field: string) => string | undefined;
  onChange: (patch: Partial<DeductionForm>) => void;
  onRemove: () => void;
}

function Row({ at, row, error, onChange, onRemove }: RowProps) {
  const { t } = useTranslation();
  const text = (name: "fiscal" | "seller" | "taxNo" | "place" | "works", field: string, max: number, required?: boolean) => (
    <Field label={t(`invoices.deduct.${name}`)} required={required} error={error(`deductions[${at}].${field}`)}>{(c) => <TextInput {...c} value={row[name]} maxLength={max} inputMode={name === "fiscal" ? "numeric" : undefined} onChange={(e) => onChange({ [name]: e.target.value })} />}</Field>
  );
  return (
    <fieldset className="deduction" aria-label={t("invoices.deduct.one", { number: at + 1 })}>
      {text("fiscal", "fiscal_number", 20, true)}
      {text("seller", "seller_name", 200, true)}
      {text("taxNo", "seller_tax_no", 40)}
      {text("place", "works_place", 120)}
      {text("works", "works_name", 80)}
      <Field label={t("invoices.deduct.amount")} required error={error(`deductions[${at}].amount`)}>{(c) => <MoneyInput {...c} value={row.amount} onChange={(amount) => onChange({ amount })} />}</Field>
      <IconButton icon={Trash2} label={t("invoices.deduct.remove", { number: at + 1 })} onClick={onRemove} />
    </fieldset>
  );
}
