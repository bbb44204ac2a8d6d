import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { useCreatePerson, useDepartments, useEntities } from "../queries";

const EMPTY = { name: "", username: "", title: "", mobile: "", email: "", department_id: "" };
type Name = keyof typeof EMPTY;

/** A new account; then its first password, this once. */
export function PersonDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCreatePerson();
  const departments = useDepartments().data ?? [];
  const entities = new Map((useEntities().data ?? []).map((e) => [e.id, e.short_name]));
  const [form, setForm] = useState(EMPTY);
  const errors = fieldErrors(create.error);
  const set = (name: Name, value: string): void => setForm((now) => ({ ...now, [name]: value }));
  if (create.data) return <FirstPassword name={create.data.person.name} password={create.data.password} onClose={onClose} />;
  const complete = form.name.trim() !== "" && form.username.trim() !== "" && form.department_id !== "";
  const text = (name: Exclude<Name, "department_id">, label: string, required = false) => (
    <Field label={label} required={required} error={errors[name]}>{(control) => <TextInput {...control} value={form[name]} onChange={(e) => set(name, e.target.value)} />}</Field>
  );
  return (
    <Dialog title={t("people.create")} onClose={onClose} note={t("people.inviteNote")}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" busy={create.isPending} disabled={!complete} onClick={() => create.mutate({ ...form, mobile: form.mobile || undefined, email: form.email || undefined })}>{t("people.createSubmit")}</Button>
        </>
      }
    >
      <div className="col gap12">
        {create.error && Object.keys(errors).length === 0 ? <InlineNotice tone="bad">{problemText(create.error)}</InlineNotice> : null}
        {text("name", t("people.name"), true)}
        {text("username", t("people.username"), true)}
        <Field label={t("people.department")} required error={errors.department_id}>
          {(control) => <Select {...control} label={t("people.department")} placeholder={t("ui.choose")} value={form.department_id} options={departments.map((d) => ({ value: d.id, label: `${entities.get(d.entity_id) ?? ""} · ${d.name}` }))} onChange={(v) => set("department_id", v)} />}
        </Field>
        {text("title", t("people.position"))}
        {text("mobile", t("people.mobile"))}
        {text("email", t("people.email"))}
      </div>
    </Dialog>
  );
}

/** The password the server made up, shown this once. */
export function FirstPassword({ name, password, onClose }: { name: string; password: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t("people.created", { name })} onClose={onClose} actions={<Button kind="primary" onClick={onClose}>{t("people.passwordKept")}</Button>}>
      <InlineNotice tone="warn">{t("people.passwordOnce")}</InlineNotice>
      <p className="mono" style={{ marginTop: 12, fontSize: 15, userSelect: "all" }}>{password}</p>
    </Dialog>
  );
}
