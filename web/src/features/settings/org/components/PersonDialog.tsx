import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import type { PersonRecord } from "../../../../api/types";
import { toastDone } from "../../../../ui/toast";
import { useCreatePerson, useDepartments, useEntities, useUpdatePerson } from "../queries";

type Form = typeof EMPTY;
const EMPTY = { name: "", username: "", title: "", mobile: "", email: "", department_id: "" };
type Name = keyof typeof EMPTY;

/** A new account; then its first password, this once. */
export function PersonDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCreatePerson();
  if (create.data) return <FirstPassword title={t("people.created", { name: create.data.person.name })} password={create.data.password} onClose={onClose} />;
  return (
    <PersonForm title={t("people.create")} note={t("people.inviteNote")} submit={t("people.createSubmit")} initial={EMPTY} busy={create.isPending} error={create.error} onClose={onClose}
      onSubmit={(form) => create.mutate({ ...form, mobile: form.mobile || undefined, email: form.email || undefined })} />
  );
}

/** What is known of a person, changed. Fields that the reader may not see are left alone. */
export function EditPersonDialog({ person, onClose }: { person: PersonRecord; onClose: () => void }) {
  const { t } = useTranslation();
  const update = useUpdatePerson(person);
  const hidden = person.masked.includes("mobile");
  return (
    <PersonForm title={t("people.editOf", { name: person.name })} submit={t("ui.save")} busy={update.isPending} error={update.error} hidden={hidden} onClose={onClose}
      initial={{ name: person.name, username: person.username, title: person.title, mobile: person.mobile ?? "", email: person.email ?? "", department_id: person.department.id }}
      onSubmit={({ mobile, email, ...form }) =>
        update.mutate(hidden ? form : { ...form, mobile, email }, {
          onSuccess: () => {
            toastDone(t("people.saved", { name: form.name }));
            onClose();
          },
        })
      } />
  );
}

interface PersonFormProps {
  title: string;
  note?: string;
  submit: string;
  initial: Form;
  busy: boolean;
  error: Error | null;
  /** Mobile and e-mail are not shown to the reader. */
  hidden?: boolean;
  onSubmit: (form: Form) => void;
  onClose: () => void;
}

function PersonForm({ title, note, submit, initial, busy, error, hidden, onSubmit, onClose }: PersonFormProps) {
  const { t } = useTranslation();
  const departments = useDepartments().data ?? [];
  const entities = new Map((useEntities().data ?? []).map((e) => [e.id, e.short_name]));
  const [form, setForm] = useState(initial);
  const errors = fieldErrors(error);
  const set = (name: Name, value: string): void => setForm((now) => ({ ...now, [name]: value }));
  const complete = form.name.trim() !== "" && form.username.trim() !== "" && form.department_id !== "";
  const open = departments.filter((d) => d.active || d.id === initial.department_id);
  const text = (name: Exclude<Name, "department_id">, label: string, required = false) => (
    <Field label={label} required={required} error={errors[name]}>{(control) => <TextInput {...control} value={form[name]} onChange={(e) => set(name, e.target.value)} />}</Field>
  );
  return (
    <Dialog title={title} onClose={onClose} note={note}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" busy={busy} disabled={!complete} onClick={() => onSubmit(form)}>{submit}</Button>
        </>
      }
    >
      <div className="col gap12">
        {error && Object.keys(errors).length === 0 ? <InlineNotice tone="bad">{problemText(error)}</InlineNotice> : null}
        {text("name", t("people.name"), true)}
        {text("username", t("people.username"), true)}
        <Field label={t("people.department")} required error={errors.department_id}>
          {(control) => <Select {...control} label={t("people.department")} placeholder={t("ui.choose")} value={form.department_id} options={open.map((d) => ({ value: d.id, label: `${entities.get(d.entity_id) ?? ""} · ${d.name}` }))} onChange={(v) => set("department_id", v)} />}
        </Field>
        {text("title", t("people.position"))}
        {hidden ? null : text("mobile", t("people.mobile"))}
        {hidden ? null : text("email", t("people.email"))}
      </div>
    </Dialog>
  );
}

/** The password the server made up, shown this once. */
export function FirstPassword({ title, password, note, onClose }: { title: string; password: string; note?: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={title} onClose={onClose} actions={<Button kind="primary" onClick={onClose}>{t("people.passwordKept")}</Button>}>
      <InlineNotice tone="warn">{note ?? t("people.passwordOnce")}</InlineNotice>
      <p className="mono" style={{ marginTop: 12, fontSize: 15, userSelect: "all" }}>{password}</p>
    </Dialog>
  );
}
