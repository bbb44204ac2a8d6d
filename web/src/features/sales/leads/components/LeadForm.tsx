import "../../../../ui/record.css";
import { Link } from "@tanstack/react-router";
import { useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSettled } from "../../../../lib/hooks";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Field } from "../../../../ui/Field";
import { TextArea, TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { formFaults, SOURCES, type FaultName, type LeadForm } from "../model";
import { useLeadTwins } from "../queries";
import type { NewLead } from "../types";

interface LeadFormProps {
  /** The record being changed: its source stays, and it is no twin of itself. */
  self?: string;
  initial: LeadForm;
  busy: boolean;
  error: Error | null;
  onSubmit: (form: LeadForm) => void;
  onCancel: () => void;
}

const LABELS = { company: "leads.company", uscc: "leads.uscc", contact_name: "leads.contact", mobile: "leads.mobile", email: "leads.email", region: "leads.region" };

/** What a person writes of a lead. */
export function LeadFormView({ self, initial, busy, error, onSubmit, onCancel }: LeadFormProps) {
  const { t } = useTranslation();
  const ref = useRef<HTMLFormElement>(null);
  const [form, setForm] = useState(initial);
  const [tried, setTried] = useState(false);
  const faults = formFaults(form);
  const refused = fieldErrors(error);
  const set = (patch: Partial<LeadForm>): void => setForm((now) => ({ ...now, ...patch }));
  const fault = (name: FaultName | keyof typeof LABELS): string | undefined => {
    const key = tried ? (faults as Record<string, string | undefined>)[name] : undefined;
    return key ? t(key) : refused[name];
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length === 0) onSubmit(form);
    else requestAnimationFrame(() => ref.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  const text = (name: keyof typeof LABELS, max: number, wide = false) => (
    <Field label={t(LABELS[name])} error={fault(name)} className={wide ? "wide" : ""}>{(c) => <TextInput {...c} maxLength={max} value={form[name]} onChange={(e) => set({ [name]: e.target.value })} />}</Field>
  );
  const count = tried ? Object.keys(faults).length : Object.keys(refused).length;
  return (
    <div className="scroll">
      <div className="form-page">
        {count > 0 || error ? <div style={{ marginBottom: 14 }}><InlineNotice tone="bad">{count > 0 ? t("form.notSaved", { count }) : error ? problemText(error) : ""}</InlineNotice></div> : null}
        <form ref={ref} noValidate onSubmit={submit}>
          <section>
            <h2>{t("leads.who")}</h2>
            <div className="form-grid">
              {text("company", 200, true)}
              <div className="wide"><Twins self={self} company={useSettled(form.company.trim(), 300)} mobile={useSettled(form.mobile.trim(), 300)} source={form.source} /></div>
              <Field label={t("leads.sourceLabel")} required error={fault("source")}>
                {(c) => (self ? <TextInput {...c} readOnly value={t(`opportunities.source.${form.source}`, { defaultValue: form.source })} /> : <Select {...c} label={t("leads.sourceLabel")} placeholder={t("ui.choose")} value={form.source} options={SOURCES.map((v) => ({ value: v, label: t(`opportunities.source.${v}`) }))} onChange={(source) => set({ source })} />)}
              </Field>
              {text("region", 60)}
              {text("contact_name", 60)}
              {text("mobile", 30)}
              {text("email", 254)}
              {text("uscc", 40)}
              <Field label={t("leads.note")} className="wide" error={refused.note}>{(c) => <TextArea {...c} rows={3} maxLength={4000} value={form.note} onChange={(e) => set({ note: e.target.value })} />}</Field>
            </div>
          </section>
          <div className="row gap8"><Button kind="primary" type="submit" busy={busy}>{t("ui.save")}</Button><Button kind="quiet" onClick={onCancel}>{t("ui.cancel")}</Button></div>
        </form>
      </div>
    </div>
  );
}

/** Says while one types that the group may have this lead already. */
function Twins({ self, company, mobile, source }: { self?: string; company: string; mobile: string; source: string }) {
  const { t } = useTranslation();
  const found = useLeadTwins({ company, mobile, source: (source || "referral") as NewLead["source"] }).data;
  const visible = found?.visible.filter((twin) => twin.id !== self) ?? [];
  if (company.length < 2 || !found || (visible.length === 0 && (!found.hidden || self))) return null;
  return (
    <InlineNotice tone="warn">
      {found.hidden && !self ? <p>{t("leads.twin.hidden")}</p> : null}
      {visible.length > 0 ? <p>{t("leads.twin.visible")}</p> : null}
      {visible.map((twin) => <p key={twin.id}><Link to="/leads" search={{ id: twin.id } as never}>{twin.name}</Link> {t(`leads.status.${twin.status}`)}</p>)}
    </InlineNotice>
  );
}
