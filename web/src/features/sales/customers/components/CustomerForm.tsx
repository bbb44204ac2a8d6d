import "../../../../ui/record.css";
import { useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { useSettled } from "../../../../lib/hooks";
import { useCustomFields } from "../../../../api/customFields";
import { CustomInputs } from "../../../../ui/CustomFields";
import { Button } from "../../../../ui/Button";
import { Field } from "../../../../ui/Field";
import { TagInput, TextArea, TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { formFaults, GRADES, normalizeCode, PARTIES, SOURCES, TYPES, type CustomerForm } from "../model";
import { DuplicateNotice } from "./DuplicateNotice";

type TextName = Exclude<keyof CustomerForm, "type" | "party" | "credit" | "source" | "note" | "project_types" | "custom">;

const LABELS: Record<TextName | "type" | "party" | "credit" | "source", string> = {
  name: "customers.name",
  short_name: "customers.shortName",
  uscc: "customers.uscc",
  no_uscc_reason: "customers.noCode",
  region: "customers.region",
  city: "customers.city",
  industry: "customers.industry",
  address: "customers.address",
  website: "customers.website",
  source: "customers.source.label",
  type: "customers.typeLabel",
  party: "customers.partyLabel",
  credit: "customers.grade",
};

interface CustomerFormProps {
  /** The record being changed, which is no duplicate of itself. */
  self?: string;
  initial: CustomerForm;
  busy: boolean;
  error: Error | null;
  onSubmit: (form: CustomerForm) => void;
  onCancel: () => void;
}

/** A customer's own fields. Faults show when a field is left, and all of them on submit. */
export function CustomerFormView({ self, initial, busy, error, onSubmit, onCancel }: CustomerFormProps) {
  const { t } = useTranslation();
  const ref = useRef<HTMLFormElement>(null);
  const [form, setForm] = useState(initial);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [tried, setTried] = useState(false);
  const added = useCustomFields("customer");
  const faults = formFaults(form);
  const refused = fieldErrors(error);
  const set = <K extends keyof CustomerForm>(name: K, value: CustomerForm[K]): void => setForm((now) => ({ ...now, [name]: value }));
  const leave = (name: keyof CustomerForm): void => setLeft((now) => new Set([...now, name]));
  const fault = (name: keyof CustomerForm): string | undefined => {
    const key = tried || left.has(name) ? faults[name] : undefined;
    return key ? t(key) : refused[name];
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length === 0) onSubmit(form);
    else requestAnimationFrame(() => ref.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  const text = (name: TextName, wide = false) => (
    <Field label={t(LABELS[name])} required={name === "name"} error={fault(name)} note={name === "uscc" ? t("customers.usccNote") : undefined} className={wide ? "wide" : ""}>
      {(control) => <TextInput {...control} value={form[name]} onChange={(e) => set(name, e.target.value)} onBlur={() => leave(name)} />}
    </Field>
  );
  const choice = (name: "type" | "party" | "credit" | "source", values: readonly string[], words: (value: string) => string) => (
    <Field label={t(LABELS[name])} error={fault(name)}>
      {(control) => <Select {...control} label={t(LABELS[name])} placeholder={t("ui.choose")} value={form[name]} options={values.map((v) => ({ value: v, label: words(v) }))} onChange={(v) => set(name, v)} />}
    </Field>
  );
  const faultCount = tried ? Object.keys(faults).length : Object.keys(refused).length;
  return (
    <div className="scroll">
      <div className="form-page">
        {faultCount > 0 || (error && faultCount === 0) ? <div style={{ marginBottom: 14 }}><InlineNotice tone="bad">{faultCount > 0 ? t("form.notSaved", { count: faultCount }) : error ? problemText(error) : ""}</InlineNotice></div> : null}
        <form ref={ref} noValidate onSubmit={submit}>
          <section>
            <h2>{t("customers.company")}</h2>
            <div className="form-grid">
              {text("name", true)}
              <div className="wide"><DuplicateNotice self={self} name={useSettled(form.name.trim(), 300)} uscc={useSettled(normalizeCode(form.uscc), 300)} /></div>
              {text("uscc")}
              {form.uscc.trim() === "" ? text("no_uscc_reason") : text("short_name")}
              {form.uscc.trim() === "" ? text("short_name") : null}
              {choice("type", TYPES, (v) => t(`customers.type.${v}`))}
              {choice("party", PARTIES, (v) => t(`customers.party.${v}`))}
              {text("industry")}
              {text("region")}
              {text("city")}
              {text("address")}
              {text("website")}
            </div>
          </section>
          <section>
            <h2>{t("customers.business")}</h2>
            <div className="form-grid">
              {choice("credit", GRADES, (v) => v)}
              {choice("source", SOURCES, (v) => t(`customers.sources.${v}`))}
              <Field label={t("customers.projectTypes")} note={t("customers.projectTypesNote")} className="wide">
                {(control) => <TagInput {...control} value={form.project_types} onChange={(types) => set("project_types", types)} placeholder={t("ui.addTag")} />}
              </Field>
              <Field label={t("customers.remark")} className="wide" error={fault("note")}>
                {(control) => <TextArea {...control} value={form.note} onChange={(e) => set("note", e.target.value)} />}
              </Field>
            </div>
          </section>
          {added.length > 0 ? (
            <section>
              <h2>{t("form.added")}</h2>
              <div className="form-grid"><CustomInputs fields={added} values={form.custom} errors={refused} onChange={(custom) => set("custom", custom)} /></div>
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
