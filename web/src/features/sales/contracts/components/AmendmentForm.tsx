import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { formatWan } from "../../../../lib/format";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { useRecordParts } from "../../../../lib/record";
import { draftOf } from "../../../../lib/terms";
import { Button } from "../../../../ui/Button";
import { Field } from "../../../../ui/Field";
import { Checkbox, MoneyInput, TextArea, TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { amendmentFaults, type AmendmentForm } from "../form";
import type { Contract } from "../types";
import { ClauseEditor } from "./ClauseEditor";

interface AmendmentFormProps {
  contract: Contract;
  initial: AmendmentForm;
  busy: boolean;
  error: Error | null;
  onSubmit: (form: AmendmentForm) => void;
  onCancel: () => void;
}

/** What an amendment changes: the price, the days, how it is paid, the text. What is left empty stays. */
export function AmendmentFormView({ contract: c, initial, busy, error, onSubmit, onCancel }: AmendmentFormProps) {
  const { t } = useTranslation();
  const { TermsForm } = useRecordParts();
  const [form, setForm] = useState(initial);
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<AmendmentForm>): void => setForm((now) => ({ ...now, ...patch }));
  const keys = amendmentFaults(form);
  const faults = tried ? Object.fromEntries(Object.entries(keys).map(([place, key]) => [place, t(key)])) : {};
  const refused = fieldErrors(error);
  const after = (c.amount?.amount ?? 0) + (form.change ?? 0);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(keys).length === 0) onSubmit(form);
  };
  return (
    <div className="scroll form-page contract-form">
      <form noValidate onSubmit={submit}>
        <section>
          <div className="form-grid">
            <Field label={t("contracts.amendmentName")} required className="wide" error={faults.title ?? refused.title}>{(control) => <TextInput {...control} maxLength={200} value={form.title} onChange={(e) => set({ title: e.target.value })} />}</Field>
            <Field label={t("contracts.priceChange")} note={c.amount ? t("contracts.becomes", { before: formatWan(c.amount.amount), after: formatWan(after) }) : undefined} error={faults.change ?? refused.price_change ?? refused["price_change.amount"]}>{(control) => <MoneyInput {...control} value={form.change} onChange={(change) => set({ change })} />}</Field>
            <Field label={t("contracts.taxRate")}>{(control) => <Select {...control} label={t("contracts.taxRate")} value={form.rate} onChange={(rate) => set({ rate, taxName: "" })} options={[...new Set([...c.tax_lines.map((l) => String(Number(l.rate) * 100)), "13", "9", "6", "3", form.rate])].map((r) => ({ value: r, label: `${r}%` }))} />}</Field>
            <Field label={t("contracts.durationChange")} note={t("contracts.durationNote")} error={faults.days ?? refused.duration_change}>{(control) => <TextInput {...control} alignRight inputMode="numeric" unit={t("contracts.dayUnit")} value={form.days} onChange={(e) => set({ days: e.target.value })} />}</Field>
            <Field label={t("contracts.note")}>{(control) => <TextArea {...control} maxLength={4000} value={form.note} onChange={(e) => set({ note: e.target.value })} />}</Field>
          </div>
        </section>
        <section>
          <Checkbox checked={form.terms !== null} onChange={(e) => set({ terms: e.target.checked ? draftOf(c.terms) : null })}>{t("contracts.changeTerms")}</Checkbox>
          {form.terms ? <div style={{ marginTop: 12 }}><TermsForm value={form.terms} onChange={(terms) => set({ terms })} faults={faults} price={c.amount ? after : undefined} detailed /></div> : null}
        </section>
        <section><h2>{t("contracts.tab.clauses")}</h2><ClauseEditor clauses={form.clauses} faults={faults} onChange={(clauses) => set({ clauses })} /></section>
        {error ? <div style={{ marginBottom: 12 }}><InlineNotice tone="bad">{problemText(error)} {Object.values(refused).join(" ")}</InlineNotice></div> : null}
        <div className="row gap8"><Button kind="primary" type="submit" busy={busy}>{t("ui.save")}</Button><Button onClick={onCancel}>{t("ui.cancel")}</Button></div>
      </form>
    </div>
  );
}
