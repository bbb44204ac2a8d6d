import "../../../../ui/record.css";
import "../contracts.css";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useCustomerMatches } from "../../../../api/customers";
import { useSettled } from "../../../../lib/hooks";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { useRecordParts } from "../../../../lib/record";
import { TEMPLATES } from "../../../../lib/terms";
import { Button } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Field } from "../../../../ui/Field";
import { MoneyInput, TextArea, TextInput, WanNote } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Picker } from "../../../../ui/Picker";
import { Select } from "../../../../ui/Select";
import { filledTaxes, formFaults, type ContractForm } from "../form";
import { durationDays, PRICING, TYPES } from "../model";
import { ClauseEditor } from "./ClauseEditor";
import { PartyFields } from "./PartyFields";
import { TaxFields } from "./TaxFields";

interface ContractFormProps {
  initial: ContractForm;
  busy: boolean;
  error: Error | null;
  submitLabel: string;
  onSubmit: (form: ContractForm) => void;
  onCancel: () => void;
}

/** What a person writes of a contract. Out of a quote, customer, price and tax are the quote's and stand fast. */
export function ContractFormView({ initial, busy, error, submitLabel, onSubmit, onCancel }: ContractFormProps) {
  const { t } = useTranslation();
  const { TermsForm } = useRecordParts();
  const [form, setForm] = useState(initial);
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<ContractForm>): void => setForm((now) => ({ ...now, ...patch }));
  const taxes = filledTaxes(form.taxes, form.price);
  const whole = { ...form, taxes };
  const keys = formFaults(whole);
  const faults = tried ? Object.fromEntries(Object.entries(keys).map(([place, key]) => [place, t(key)])) : {};
  const refused = fieldErrors(error);
  const fault = (...places: string[]): string | undefined => places.map((p) => faults[p] ?? refused[p]).find(Boolean);
  const days = durationDays(form.start, form.finish);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(keys).length === 0) onSubmit(whole);
  };
  return (
    <div className="scroll form-page contract-form">
      <form noValidate onSubmit={submit}>
        <section>
          <h2>{t("contracts.business")}</h2>
          <div className="form-grid">
            <Field label={t("contracts.name")} required className="wide" error={fault("title")}>{(control) => <TextInput {...control} maxLength={200} value={form.title} onChange={(e) => set({ title: e.target.value })} />}</Field>
            {form.quoteId === "" ? <CustomerField value={form.customer} error={fault("customer", "customer_id")} onChange={(customer) => set({ customer })} /> : <Field label={t("contracts.customer")} note={t("contracts.fromQuote")}>{(control) => <TextInput {...control} readOnly value={form.customer?.name ?? ""} />}</Field>}
            <Field label={t("contracts.typeLabel")} required error={fault("type")} note={t("contracts.typeNote")}>{(control) => <Select {...control} label={t("contracts.typeLabel")} value={form.type} onChange={(type) => set({ type })} options={TYPES.map((x) => ({ value: x, label: t(`contracts.type.${x}`) }))} />}</Field>
            <Field label={t("contracts.pricingLabel")} required>{(control) => <Select {...control} label={t("contracts.pricingLabel")} value={form.pricing} onChange={(pricing) => set({ pricing })} options={PRICING.map((x) => ({ value: x, label: t(`contracts.pricing.${x}`) }))} />}</Field>
            <Field label={t("contracts.price")} required={form.quoteId === ""} note={form.quoteId === "" ? <WanNote fen={form.price} /> : t("contracts.fromQuote")} error={fault("price")}>{(control) => form.quoteId === "" ? <MoneyInput {...control} value={form.price} onChange={(price) => set({ price })} /> : <TextInput {...control} readOnly alignRight unit={t("ui.yuan")} value={form.price === null ? "" : (form.price / 100).toLocaleString("en-US", { minimumFractionDigits: 2 })} />}</Field>
            <Field label={t("contracts.start")} error={fault("start_on")}>{(control) => <DatePicker {...control} label={t("contracts.start")} value={form.start} onChange={(start) => set({ start })} />}</Field>
            <Field label={t("contracts.finish")} note={days === null ? undefined : t("contracts.daysNote", { count: days })} error={fault("finish", "finish_on")}>{(control) => <DatePicker {...control} label={t("contracts.finish")} value={form.finish} onChange={(finish) => set({ finish })} />}</Field>
          </div>
        </section>
        {form.quoteId === "" ? <section><h2>{t("contracts.taxParts")}</h2><TaxFields taxes={taxes} price={form.price} error={fault("taxes", "tax_lines")} onChange={(next) => set({ taxes: next })} /></section> : null}
        <section><h2>{t("contracts.parties")}</h2><PartyFields form={form} faults={faults} onChange={set} /></section>
        <section>
          {form.terms.nodes.length === 0 ? <div className="row gap8 wrap" style={{ marginBottom: 10 }}><span className="t2">{t("terms.start")}</span>{Object.entries(TEMPLATES).map(([name, make]) => <Button key={name} size="small" onClick={() => set({ terms: make() })}>{t(`terms.template.${name}`)}</Button>)}</div> : null}
          <TermsForm value={form.terms} onChange={(terms) => set({ terms })} faults={faults} price={form.price ?? undefined} detailed />
        </section>
        <section><h2>{t("contracts.tab.clauses")}</h2><ClauseEditor clauses={form.clauses} faults={faults} onChange={(clauses) => set({ clauses })} /></section>
        <section><Field label={t("contracts.note")}>{(control) => <TextArea {...control} maxLength={4000} value={form.note} onChange={(e) => set({ note: e.target.value })} />}</Field></section>
        {error ? <div style={{ marginBottom: 12 }}><InlineNotice tone="bad">{problemText(error)} {Object.values(refused).join(" ")}</InlineNotice></div> : tried && Object.keys(keys).length > 0 ? <div style={{ marginBottom: 12 }}><InlineNotice tone="bad">{t("terms.check")}</InlineNotice></div> : null}
        <div className="row gap8"><Button kind="primary" type="submit" busy={busy}>{submitLabel}</Button><Button onClick={onCancel}>{t("ui.cancel")}</Button></div>
      </form>
    </div>
  );
}

function CustomerField({ value, error, onChange }: { value: ContractForm["customer"]; error?: string; onChange: (customer: ContractForm["customer"]) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const matches = useCustomerMatches(useSettled(text.trim(), 150));
  return (
    <Field label={t("contracts.customer")} required error={error} note={t("contracts.customerNote")}>
      {(control) => <Picker {...control} label={t("contracts.customer")} chosen={value?.name ?? ""} onText={setText} onPick={(o) => onChange({ id: o.value, name: o.label })} options={matches.map((m) => ({ value: m.id, label: m.name, render: <span className="row gap8"><span className="ell">{m.name}</span><span className="t3 f12">{m.line}</span></span> }))} />}
    </Field>
  );
}
