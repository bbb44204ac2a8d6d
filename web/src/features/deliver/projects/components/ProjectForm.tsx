import "../../../../ui/record.css";
import { useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { peopleSource } from "../../../../api/matches";
import { useCustomerMatches } from "../../../../api/customers";
import { useSettled } from "../../../../lib/hooks";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Field } from "../../../../ui/Field";
import { MoneyInput, TextArea, TextInput, WanNote } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Picker } from "../../../../ui/Picker";
import { PickSelect } from "../../../../ui/PickSelect";
import { Select } from "../../../../ui/Select";
import { formFaults, type FaultName, type ProjectForm } from "../form";
import { TYPES } from "../model";

interface ProjectFormProps {
  initial: ProjectForm;
  /** A project that is there keeps its customer; its manager has a verb of his own. */
  fresh: boolean;
  /** The contract decides about the amount. */
  amountFixed?: boolean;
  busy: boolean;
  error: Error | null;
  onSubmit: (form: ProjectForm) => void;
  onCancel: () => void;
}

/** Where the server puts its faults. */
const WIRE: Record<FaultName, string[]> = { customer: ["customer_id"], name: ["name"], amount: ["amount", "amount.amount"], finish: ["planned_finish"] };

/** What a person writes of a project. */
export function ProjectFormView({ initial, fresh, amountFixed, busy, error, onSubmit, onCancel }: ProjectFormProps) {
  const { t } = useTranslation();
  const ref = useRef<HTMLFormElement>(null);
  const [form, setForm] = useState(initial);
  const [tried, setTried] = useState(false);
  const faults = formFaults(form);
  const refused = fieldErrors(error);
  const set = (patch: Partial<ProjectForm>): void => setForm((now) => ({ ...now, ...patch }));
  const fault = (name: FaultName): string | undefined => (tried && faults[name] ? t(faults[name]) : WIRE[name].map((path) => refused[path]).find(Boolean));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length === 0) onSubmit(form);
    else requestAnimationFrame(() => ref.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  const count = tried ? Object.keys(faults).length : Object.keys(refused).length;
  return (
    <div className="scroll">
      <div className="form-page">
        {count > 0 || error ? <div style={{ marginBottom: 14 }}><InlineNotice tone="bad">{count > 0 ? t("form.notSaved", { count }) : error ? problemText(error) : ""}</InlineNotice></div> : null}
        <form ref={ref} noValidate onSubmit={submit}>
          <section>
            <h2>{t("projects.what")}</h2>
            <div className="form-grid">
              {fresh ? <CustomerField value={form.customer} error={fault("customer")} onChange={(customer) => set({ customer })} /> : null}
              <Field label={t("projects.name")} required error={fault("name")} className="wide">{(c) => <TextInput {...c} maxLength={200} value={form.name} onChange={(e) => set({ name: e.target.value })} />}</Field>
              <Field label={t("projects.typeLabel")}>{(c) => <Select {...c} label={t("projects.typeLabel")} placeholder={t("ui.choose")} value={form.type} options={TYPES.map((v) => ({ value: v, label: t(`projects.type.${v}`) }))} onChange={(type) => set({ type })} />}</Field>
              {amountFixed ? null : <Field label={t("projects.amountShort")} error={fault("amount")} note={<WanNote fen={form.amount} />}>{(c) => <MoneyInput {...c} value={form.amount} onChange={(amount) => set({ amount })} onValidity={(amountValid) => set({ amountValid })} />}</Field>}
              {fresh ? <Field label={t("projects.manager")} note={t("projects.managerNote")}>{(c) => <PickSelect {...c} label={t("projects.manager")} placeholder={t("ui.choose")} value={form.manager} source={peopleSource} onChange={(manager) => set({ manager })} />}</Field> : null}
            </div>
          </section>
          <section>
            <h2>{t("projects.when")}</h2>
            <div className="form-grid">
              <Field label={t("projects.plannedStart")}>{(c) => <DatePicker {...c} label={t("projects.plannedStart")} value={form.start} onChange={(start) => set({ start })} />}</Field>
              <Field label={t("projects.plannedFinish")} error={fault("finish")} note={t("projects.finishNote")}>{(c) => <DatePicker {...c} label={t("projects.plannedFinish")} value={form.finish} onChange={(finish) => set({ finish })} />}</Field>
              <Field label={t("opportunities.note")} className="wide">{(c) => <TextArea {...c} rows={3} maxLength={4000} value={form.note} onChange={(e) => set({ note: e.target.value })} />}</Field>
            </div>
          </section>
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
    <Field label={t("projects.customer")} required error={error} note={t("opportunities.customerNote")} className="wide">
      {(control) => (
        <Picker {...control} label={t("projects.customer")} chosen={value?.name ?? ""} onText={setText} onPick={(o) => onChange({ id: o.value, name: o.label })}
          options={matches.map((m) => ({ value: m.id, label: m.name, render: <span className="row gap8"><span className="ell">{m.name}</span><span className="t3 f12">{m.line}</span></span> }))} />
      )}
    </Field>
  );
}
