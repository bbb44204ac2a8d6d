import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { peopleSource } from "../../../../api/matches";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { useRecordParts } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextArea, TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { PickSelect } from "../../../../ui/PickSelect";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { isSigned, itemForm, itemInput, points, WRITTEN, type ItemForm } from "../model";
import { useContacts, usePutItem } from "../queries";
import type { Handover, Item } from "../types";

interface PartProps {
  handover: Handover;
  form: ItemForm;
  refused: Record<string, string>;
  set: (patch: Partial<ItemForm>) => void;
}

/** One piece of evidence, written by sales. What was refused is offered again by saving it. */
export function ItemDialog({ handover: h, item: i, onClose }: { handover: Handover; item: Item; onClose: () => void }) {
  const { t } = useTranslation();
  const put = usePutItem(h);
  const [form, setForm] = useState(() => itemForm(i));
  const refused = Object.fromEntries(Object.entries(fieldErrors(put.error)).map(([path, text]) => [path.replace(/^items\./, ""), text]));
  const set = (patch: Partial<ItemForm>): void => setForm((now) => ({ ...now, ...patch }));
  const signed = h.signatures.some((s) => s.valid) && !isSigned(h);
  const name = t(`handovers.item.${i.key}`, { defaultValue: i.key });
  const parts = { handover: h, form, refused, set };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    put.mutate(itemInput(i, form), {
      onSuccess: (saved) => {
        toastDone(t("handovers.savedItem", { item: name, score: points(saved.explained.score) }));
        onClose();
      },
    });
  };
  return (
    <Dialog title={name} note={t("handovers.worth", { points: i.gain })} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="primary" form="evidence" type="submit" busy={put.isPending}>{t(WRITTEN.includes(i.by) ? "ui.save" : "handovers.offerAgain")}</Button></>}>
      <form id="evidence" className="col gap12" noValidate onSubmit={submit}>
        {i.refusal ? <InlineNotice tone="bad">{t("handovers.refusedBy", { name: i.refusal.by.name, reason: i.refusal.reason })}</InlineNotice> : null}
        {signed ? <InlineNotice tone="warn">{t("handovers.clears")}</InlineNotice> : null}
        {i.by === "document" ? <DocumentPart {...parts} label={name} /> : null}
        {i.by === "field" ? <Field label={name} required error={refused.text}>{(c) => <TextArea {...c} rows={5} maxLength={4000} value={form.text} onChange={(e) => set({ text: e.target.value })} />}</Field> : null}
        {i.by === "date" ? <DatePart {...parts} label={name} /> : null}
        {i.by === "risk" ? <RiskPart {...parts} /> : null}
        {WRITTEN.includes(i.by) ? null : <p className="t2">{t("handovers.offerNote")}</p>}
        {put.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(put.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}

function DocumentPart({ handover: h, form, refused, set, label }: PartProps & { label: string }) {
  const { FileField } = useRecordParts();
  return <FileField record={{ kind: "handover", id: h.id }} kind="evidence" label={label} value={form.document} error={refused.document_id} onChange={(document) => set({ document })} />;
}

/** A day counts once a contact of the customer has confirmed it. */
function DatePart({ handover: h, form, refused, set, label }: PartProps & { label: string }) {
  const { t } = useTranslation();
  const contacts = useContacts(h.customer.id).data ?? [];
  return (
    <>
      <Field label={label} required error={refused.on}>{(c) => <DatePicker {...c} label={label} value={form.on} onChange={(on) => set({ on })} />}</Field>
      <div className="form-grid">
        <Field label={t("handovers.confirmedBy")} error={refused.confirmed_by} note={t("handovers.confirmedNote")}>{(c) => <Select {...c} label={t("handovers.confirmedBy")} placeholder={t("handovers.notYet")} value={form.confirmedBy} options={[{ value: "", label: t("handovers.notYet") }, ...contacts.map((p) => ({ value: p.id, label: p.name, render: <span className="row gap8"><span>{p.name}</span><span className="t3 f12">{p.title}</span></span> }))]} onChange={(confirmedBy) => set({ confirmedBy })} />}</Field>
        <Field label={t("handovers.confirmedOn")} error={refused.confirmed_on}>{(c) => <DatePicker {...c} label={t("handovers.confirmedOn")} value={form.confirmedOn} onChange={(confirmedOn) => set({ confirmedOn })} />}</Field>
      </div>
    </>
  );
}

/** A risk counts with somebody who owns it and an answer to it. */
function RiskPart({ form, refused, set }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <Field label={t("handovers.risk")} required error={refused.text}>{(c) => <TextArea {...c} rows={3} maxLength={4000} value={form.text} onChange={(e) => set({ text: e.target.value })} />}</Field>
      <Field label={t("handovers.riskOwner")} required error={refused.person_id}>{(c) => <PickSelect {...c} label={t("handovers.riskOwner")} placeholder={t("ui.choose")} value={form.person} source={peopleSource} onChange={(person) => set({ person })} />}</Field>
      <Field label={t("handovers.response")} required error={refused.response}>{(c) => <TextInput {...c} maxLength={2000} value={form.response} onChange={(e) => set({ response: e.target.value })} />}</Field>
    </>
  );
}
