import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldDefinition } from "../../../../api/customFields";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { Checkbox, TextArea, TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { choiceLines, readChoices } from "../model";
import { useCreateField, useUpdateField } from "../queries";

const TYPES = ["text", "number", "date", "choice", "flag", "money"] as const;
const CLASSES = ["public", "contact", "price", "cost"] as const;

/** Defines a field, or changes what may change of it: key and type stay once there are values. */
export function FieldDialog({ kind, field, onClose }: { kind: string; field: FieldDefinition | null; onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCreateField();
  const update = useUpdateField();
  const [form, setForm] = useState({ key: field?.key ?? "", label_zh: field?.label_zh ?? "", label_en: field?.label_en ?? "", type: field?.type ?? "text", class: field?.class ?? "public", required: field?.required ?? false, indexed: field?.indexed ?? false, choices: choiceLines(field?.choices ?? []) });
  const { error, isPending } = field ? update : create;
  const errors = fieldErrors(error);
  const choices = form.type === "choice" ? readChoices(form.choices) : [];
  const complete = form.key !== "" && form.label_zh.trim() !== "" && form.label_en.trim() !== "" && (form.type !== "choice" || choices.length > 0);
  const done = {
    onSuccess: () => {
      toastDone(t("fields.saved", { name: form.label_zh }));
      onClose();
    },
  };
  const save = (): void => {
    const { key, type, ...change } = { ...form, choices };
    if (field) update.mutate({ field, change }, done);
    else create.mutate({ ...change, kind, key, type }, done);
  };
  return (
    <Dialog title={t(field ? "fields.edit" : "fields.create")} onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" busy={isPending} disabled={!complete} onClick={save}>{t("ui.save")}</Button>
        </>
      }
    >
      <div className="col gap12">
        {error && Object.keys(errors).length === 0 ? <InlineNotice tone="bad">{problemText(error)}</InlineNotice> : null}
        <Field label={t("fields.labelZh")} required error={errors.label_zh}>{(c) => <TextInput {...c} autoFocus maxLength={60} value={form.label_zh} onChange={(e) => setForm({ ...form, label_zh: e.target.value })} />}</Field>
        <Field label={t("fields.labelEn")} required error={errors.label_en}>{(c) => <TextInput {...c} maxLength={60} value={form.label_en} onChange={(e) => setForm({ ...form, label_en: e.target.value })} />}</Field>
        <Field label={t("fields.key")} required error={errors.key} note={t(field ? "fields.keyFixed" : "fields.keyNote")}>{(c) => <TextInput {...c} readOnly={field !== null} maxLength={40} value={form.key} onChange={(e) => setForm({ ...form, key: e.target.value.toLowerCase().replace(/[^a-z0-9_]/g, "_") })} />}</Field>
        {field ? null : <Field label={t("fields.type")} required error={errors.type}>{(c) => <Select {...c} label={t("fields.type")} value={form.type} options={TYPES.map((v) => ({ value: v, label: t(`fields.types.${v}`) }))} onChange={(v) => setForm({ ...form, type: v as typeof form.type })} />}</Field>}
        {form.type === "choice" ? <Field label={t("fields.choices")} required error={errors.choices} note={t("fields.choicesNote")}>{(c) => <TextArea {...c} rows={4} value={form.choices} onChange={(e) => setForm({ ...form, choices: e.target.value })} />}</Field> : null}
        <Field label={t("fields.class")} error={errors.class} note={t("fields.classNote")}>{(c) => <Select {...c} label={t("fields.class")} value={form.class} options={CLASSES.map((v) => ({ value: v, label: t(v === "public" ? "fields.public" : `roles.class.${v}`) }))} onChange={(v) => setForm({ ...form, class: v as typeof form.class })} />}</Field>
        <Checkbox checked={form.required} onChange={(e) => setForm({ ...form, required: e.target.checked })}>{t("fields.requiredLong")}</Checkbox>
        <Checkbox checked={form.indexed} onChange={(e) => setForm({ ...form, indexed: e.target.checked })}>{t("fields.indexed")}</Checkbox>
      </div>
    </Dialog>
  );
}
