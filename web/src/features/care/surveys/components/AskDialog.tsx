import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useCustomerMatches } from "../../../../api/customers";
import { useSettled } from "../../../../lib/hooks";
import { fieldErrors, problemText } from "../../../../lib/problem";
import type { RecordRef } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { Segmented } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Picker } from "../../../../ui/Picker";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { PURPOSES } from "../model";
import { useAsk, useCustomerOf } from "../queries";
import type { Asking, Purpose, Survey } from "../types";

interface AskDialogProps {
  /** Whom it is about; chosen in the dialog when missing. */
  record?: RecordRef;
  onDone: (survey: Survey) => void;
  onClose: () => void;
}

/** Asks a contact of a customer, by a link that needs no account. */
export function AskDialog({ record, onDone, onClose }: AskDialogProps) {
  const { t } = useTranslation();
  const ask = useAsk();
  const [found, setFound] = useState<{ id: string; name: string } | null>(null);
  const [contact, setContact] = useState("");
  const [purpose, setPurpose] = useState<Purpose>("full");
  const [tried, setTried] = useState(false);
  const about = record ?? (found ? { kind: "customer", id: found.id } : undefined);
  const customer = useCustomerOf(about).data;
  const people = customer?.contacts.filter((c) => c.active) ?? [];
  const refused = fieldErrors(ask.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!about) return;
    const input: Asking = { [about.kind === "project" ? "project_id" : "customer_id"]: about.id, purpose, ...(contact ? { contact_id: contact } : {}) };
    ask.mutate(input, {
      onSuccess: (saved) => {
        toastDone(t("surveys.sentTo", { name: saved.contact?.name ?? saved.customer.name }));
        onDone(saved);
      },
    });
  };
  return (
    <Dialog title={t("surveys.ask")} note={customer?.name} onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button form="survey-ask" type="submit" kind="primary" busy={ask.isPending}>{t("surveys.verb.send")}</Button>
        </>
      }>
      <form id="survey-ask" className="col gap12" noValidate onSubmit={submit}>
        <p className="t2">{t("surveys.askNote")}</p>
        {record ? null : <CustomerField value={found} error={tried && !found ? t("surveys.fault.customer") : refused.customer_id} onChange={(c) => {
          setFound(c);
          setContact("");
        }} />}
        <Field label={t("surveys.contact")} error={refused.contact_id} note={t("surveys.contactNote")}>
          {(c) => <Select {...c} label={t("surveys.contact")} placeholder={t("surveys.decides")} value={contact} options={[{ value: "", label: t("surveys.decides") }, ...people.map((p) => ({ value: p.id, label: [p.name, p.title].filter(Boolean).join(" · ") }))]} onChange={setContact} />}
        </Field>
        <div className="col gap4">
          <span className="t2">{t("surveys.purposeLabel")}</span>
          <Segmented label={t("surveys.purposeLabel")} name="survey-purpose" value={purpose} options={PURPOSES.map((p) => ({ value: p, label: t(`surveys.purpose.${p}`) }))} onChange={setPurpose} />
        </div>
        {ask.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(ask.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}

function CustomerField({ value, error, onChange }: { value: { id: string; name: string } | null; error?: string; onChange: (customer: { id: string; name: string }) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const matches = useCustomerMatches(useSettled(text.trim(), 150));
  return (
    <Field label={t("surveys.customer")} required error={error}>
      {(control) => (
        <Picker {...control} label={t("surveys.customer")} chosen={value?.name ?? ""} onText={setText} onPick={(o) => onChange({ id: o.value, name: o.label })}
          options={matches.map((m) => ({ value: m.id, label: m.name, render: <span className="row gap8"><span className="ell">{m.name}</span><span className="t3 f12">{m.line}</span></span> }))} />
      )}
    </Field>
  );
}
