import "../../../../ui/record.css";
import { Link } from "@tanstack/react-router";
import { useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useCustomerMatches } from "../../../../api/customers";
import { useCustomFields } from "../../../../api/customFields";
import { useSettled } from "../../../../lib/hooks";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { CustomInputs } from "../../../../ui/CustomFields";
import { DatePicker } from "../../../../ui/DatePicker";
import { Field } from "../../../../ui/Field";
import { MoneyInput, TextArea, TextInput, WanNote } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Picker } from "../../../../ui/Picker";
import { Select } from "../../../../ui/Select";
import { formFaults, type FaultName, type OpportunityForm } from "../form";
import { PROJECT_TYPES, SOURCES, TENDER_MODES } from "../model";
import { ClashNotice } from "./ClashNotice";

interface OpportunityFormProps {
  /** The record being changed, which does not clash with itself. */
  self?: string;
  initial: OpportunityForm;
  /** The amount is that of the accepted quote. */
  quoted?: boolean;
  busy: boolean;
  error: Error | null;
  onSubmit: (form: OpportunityForm) => void;
  onCancel: () => void;
}

/** Where the server puts its faults. */
const WIRE: Record<FaultName, string[]> = { customer: ["customer_id"], name: ["name"], amount: ["amount", "amount.amount"], expected: ["expected_sign_date"], source: ["source"], tender: ["tender_at"] };

/** What a person writes of an opportunity. Faults show when a field is left, and all of them on submit. */
export function OpportunityFormView({ self, initial, quoted = false, busy, error, onSubmit, onCancel }: OpportunityFormProps) {
  const { t } = useTranslation();
  const ref = useRef<HTMLFormElement>(null);
  const [form, setForm] = useState(initial);
  const [left, setLeft] = useState<ReadonlySet<FaultName>>(new Set());
  const [tried, setTried] = useState(false);
  const added = useCustomFields("opportunity");
  const faults = formFaults(form);
  const refused = fieldErrors(error);
  const set = (patch: Partial<OpportunityForm>): void => setForm((now) => ({ ...now, ...patch }));
  const leave = (name: FaultName): void => setLeft((now) => new Set([...now, name]));
  const fault = (name: FaultName): string | undefined => {
    const key = tried || left.has(name) ? faults[name] : undefined;
    return key ? t(key) : WIRE[name].map((path) => refused[path]).find(Boolean);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length === 0) onSubmit(form);
    else requestAnimationFrame(() => ref.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  const choices = (name: string, values: readonly string[]) => values.map((value) => ({ value, label: t(`opportunities.${name}.${value}`) }));
  const count = tried ? Object.keys(faults).length : Object.keys(refused).length;
  return (
    <div className="scroll">
      <div className="form-page">
        {count > 0 || error ? <div style={{ marginBottom: 14 }}><InlineNotice tone="bad">{count > 0 ? t("form.notSaved", { count }) : error ? problemText(error) : ""}</InlineNotice></div> : null}
        <form ref={ref} noValidate onSubmit={submit}>
          <section>
            <h2>{t("opportunities.business")}</h2>
            <div className="form-grid">
              <CustomerField value={form.customer} error={fault("customer")} onChange={(customer) => set({ customer })} />
              <Field label={t("opportunities.name")} required error={fault("name")} className="wide">{(c) => <TextInput {...c} maxLength={200} value={form.name} onChange={(e) => set({ name: e.target.value })} onBlur={() => leave("name")} />}</Field>
              <div className="wide"><ClashNotice self={self} customer={form.customer?.id ?? ""} name={useSettled(form.name.trim(), 300)} /></div>
              <Field label={t("opportunities.amountShort")} required error={fault("amount")} note={quoted ? t("opportunities.amountQuoted") : <WanNote fen={form.amount} />}>{(c) => <MoneyInput {...c} disabled={quoted} value={form.amount} onChange={(amount) => set({ amount })} onValidity={(amountValid) => set({ amountValid })} />}</Field>
              <Field label={t("opportunities.sourceLabel")} required error={fault("source")}>{(c) => <Select {...c} label={t("opportunities.sourceLabel")} placeholder={t("ui.choose")} value={form.source} options={choices("source", SOURCES)} onChange={(source) => set({ source })} />}</Field>
              <Field label={t("opportunities.typeLabel")}>{(c) => <Select {...c} label={t("opportunities.typeLabel")} placeholder={t("ui.choose")} value={form.project_type} options={choices("type", PROJECT_TYPES)} onChange={(project_type) => set({ project_type })} />}</Field>
              <Field label={t("opportunities.region")}>{(c) => <TextInput {...c} maxLength={60} value={form.region} onChange={(e) => set({ region: e.target.value })} />}</Field>
            </div>
          </section>
          <section>
            <h2>{t("opportunities.timing")}</h2>
            <div className="form-grid">
              <Field label={t("opportunities.expected")} required error={fault("expected")}>{(c) => <DatePicker {...c} label={t("opportunities.expected")} value={form.expected} onChange={(expected) => set({ expected })} />}</Field>
              <Field label={t("opportunities.tenderMode")}>{(c) => <Select {...c} label={t("opportunities.tenderMode")} placeholder={t("ui.choose")} value={form.tender_mode} options={choices("mode", TENDER_MODES)} onChange={(tender_mode) => set({ tender_mode })} />}</Field>
              <Field label={t("opportunities.tenderAt")} error={fault("tender")}>{(c) => <DatePicker {...c} label={t("opportunities.tenderAt")} value={form.tenderDate} onChange={(tenderDate) => set({ tenderDate })} />}</Field>
              <Field label={t("opportunities.tenderTime")}>{(c) => <TextInput {...c} type="time" value={form.tenderTime} onChange={(e) => set({ tenderTime: e.target.value })} onBlur={() => leave("tender")} />}</Field>
              <Field label={t("opportunities.note")} className="wide">{(c) => <TextArea {...c} rows={3} maxLength={4000} value={form.note} onChange={(e) => set({ note: e.target.value })} />}</Field>
            </div>
          </section>
          {added.length > 0 ? (
            <section>
              <h2>{t("form.added")}</h2>
              <div className="form-grid"><CustomInputs fields={added} values={form.custom} errors={refused} onChange={(custom) => set({ custom })} /></div>
            </section>
          ) : null}
          <div className="row gap8">
            <Button kind="primary" type="submit" busy={busy}>{t("ui.save")}</Button>
            <Button kind="quiet" onClick={onCancel}>{t("ui.cancel")}</Button>
          </div>
        </form>
      </div>
    </div>
  );
}

interface CustomerFieldProps {
  value: { id: string; name: string } | null;
  error?: string;
  onChange: (customer: { id: string; name: string }) => void;
}

/** The customer, found by words or pinyin initials. */
function CustomerField({ value, error, onChange }: CustomerFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const matches = useCustomerMatches(useSettled(text.trim(), 150));
  return (
    <Field label={t("opportunities.customer")} required error={error} note={t("opportunities.customerNote")} className="wide">
      {(control) => (
        <Picker {...control} label={t("opportunities.customer")} chosen={value?.name ?? ""} onText={setText} onPick={(o) => onChange({ id: o.value, name: o.label })}
          options={matches.map((m) => ({ value: m.id, label: m.name, render: <span className="row gap8"><span className="ell">{m.name}</span><span className="t3 f12">{m.line}</span></span> }))}
          foot={<Link to="/customers/new" className="f12">{t("opportunities.newCustomer")}</Link>} />
      )}
    </Field>
  );
}
