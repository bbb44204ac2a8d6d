import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useCustomerMatches } from "../../../../api/customers";
import { useSettled } from "../../../../lib/hooks";
import { fieldErrors, problemText } from "../../../../lib/problem";
import type { RecordRef } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextArea, TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Picker } from "../../../../ui/Picker";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { SEVERITIES } from "../model";
import { useComplain } from "../queries";
import type { Plan, Severity } from "../types";

interface NewDialogProps {
  /** Who complains, or about what; chosen in the dialog when missing. */
  record?: RecordRef;
  onDone: (plan: Plan) => void;
  onClose: () => void;
}

/** Writes down a complaint that one was told: a plan opens, its clocks start. */
export function NewDialog({ record, onDone, onClose }: NewDialogProps) {
  const { t } = useTranslation();
  const complain = useComplain();
  const [customer, setCustomer] = useState<{ id: string; name: string } | null>(null);
  const [title, setTitle] = useState("");
  const [words, setWords] = useState("");
  const [severity, setSeverity] = useState<Severity>("s2");
  const [tried, setTried] = useState(false);
  const about = record ?? (customer ? { kind: "customer", id: customer.id } : undefined);
  const refused = fieldErrors(complain.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!about || title.trim() === "") return;
    complain.mutate({ [`${about.kind}_id`]: about.id, title: title.trim(), complaint: words.trim(), severity }, {
      onSuccess: (saved) => {
        toastDone(t("plans.opened", { name: saved.title }));
        onDone(saved);
      },
    });
  };
  return (
    <Dialog title={t("plans.create")} onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button form="plan-new" type="submit" kind="primary" busy={complain.isPending}>{t("plans.create")}</Button>
        </>
      }>
      <form id="plan-new" className="col gap12" noValidate onSubmit={submit}>
        {record ? null : <CustomerField value={customer} error={tried && !customer ? t("plans.fault.customer") : refused.customer_id} onChange={setCustomer} />}
        <Field label={t("plans.name")} required error={tried && title.trim() === "" ? t("plans.fault.title") : refused.title}>{(c) => <TextInput {...c} maxLength={200} value={title} onChange={(e) => setTitle(e.target.value)} />}</Field>
        <Field label={t("plans.words")} error={refused.complaint}>{(c) => <TextArea {...c} rows={4} maxLength={4000} value={words} onChange={(e) => setWords(e.target.value)} />}</Field>
        <Field label={t("plans.severityLabel")} note={t(`plans.clocks.${severity}`)}>{(c) => <Select {...c} label={t("plans.severityLabel")} value={severity} options={SEVERITIES.map((s) => ({ value: s, label: t(`plans.severity.${s}`) }))} onChange={(s) => setSeverity(s as Severity)} />}</Field>
        {complain.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(complain.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}

function CustomerField({ value, error, onChange }: { value: { id: string; name: string } | null; error?: string; onChange: (customer: { id: string; name: string }) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const matches = useCustomerMatches(useSettled(text.trim(), 150));
  return (
    <Field label={t("plans.customer")} required error={error}>
      {(control) => (
        <Picker {...control} label={t("plans.customer")} chosen={value?.name ?? ""} onText={setText} onPick={(o) => onChange({ id: o.value, name: o.label })}
          options={matches.map((m) => ({ value: m.id, label: m.name, render: <span className="row gap8"><span className="ell">{m.name}</span><span className="t3 f12">{m.line}</span></span> }))} />
      )}
    </Field>
  );
}
