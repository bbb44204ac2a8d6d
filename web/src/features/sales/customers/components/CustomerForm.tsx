import "../../../../ui/record.css";
import { useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { useSettled } from "../../../../lib/hooks";
import { Button } from "../../../../ui/Button";
import { Field } from "../../../../ui/Field";
import { MoneyInput, TagInput, TextInput, WanNote } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { formFaults, normalizeCode, TYPES, type CustomerForm } from "../model";
import { DuplicateNotice } from "./DuplicateNotice";

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
  const text = (name: "name" | "short_name" | "uscc" | "city" | "industry" | "address", wide = false) => (
    <Field label={t(`customers.${name === "short_name" ? "shortName" : name}`)} required={name === "name"} error={fault(name)} note={name === "uscc" ? t("customers.usccNote") : undefined} className={wide ? "wide" : ""}>
      {(control) => <TextInput {...control} value={form[name]} onChange={(e) => set(name, e.target.value)} onBlur={() => leave(name)} />}
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
              <Field label={t("customers.typeLabel")} required error={fault("type")}>
                {(control) => <Select {...control} label={t("customers.typeLabel")} placeholder={t("ui.choose")} value={form.type} options={TYPES.map((v) => ({ value: v, label: t(`customers.type.${v}`) }))} onChange={(v) => set("type", v)} />}
              </Field>
              {text("short_name")}
              {text("industry")}
              {text("city")}
              {text("address")}
            </div>
          </section>
          <section>
            <h2>{t("customers.business")}</h2>
            <div className="form-grid">
              <Field label={t("customers.creditLimitShort")} note={<WanNote fen={form.credit_limit} />} error={refused.credit_limit}>
                {(control) => <MoneyInput {...control} value={form.credit_limit} onChange={(fen) => set("credit_limit", fen)} />}
              </Field>
              <Field label={t("customers.manualTags")} note={t("customers.manualTagsNote")}>
                {(control) => <TagInput {...control} value={form.manual_tags} onChange={(tags) => set("manual_tags", tags)} placeholder={t("ui.addTag")} />}
              </Field>
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
