import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { useCreateUser, useDepartments, useEntities, useRoles } from "../queries";

const EMPTY = { name: "", username: "", mobile: "", role_id: "", department_id: "" };
type Name = keyof typeof EMPTY;

/** A new account with its first role. */
export function UserDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCreateUser();
  const roles = useRoles().data ?? [];
  const departments = useDepartments().data ?? [];
  const entities = new Map((useEntities().data ?? []).map((e) => [e.id, e.short_name]));
  const [form, setForm] = useState(EMPTY);
  const errors = fieldErrors(create.error);
  const set = (name: Name, value: string): void => setForm((now) => ({ ...now, [name]: value }));
  const complete = form.name.trim() !== "" && form.username.trim() !== "" && form.role_id !== "" && form.department_id !== "";
  const send = (): void =>
    create.mutate({ ...form, mobile: form.mobile || undefined }, {
      onSuccess: (user) => {
        toastDone(t("people.created", { name: user.name }));
        onClose();
      },
    });
  const text = (name: "name" | "username" | "mobile") => (
    <Field label={t(`people.${name}`)} required={name !== "mobile"} error={errors[name]}>{(control) => <TextInput {...control} value={form[name]} onChange={(e) => set(name, e.target.value)} />}</Field>
  );
  return (
    <Dialog title={t("people.create")} onClose={onClose} note={t("people.inviteNote")}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" busy={create.isPending} disabled={!complete} onClick={send}>{t("people.createSubmit")}</Button>
        </>
      }
    >
      <div className="col gap12">
        {create.error && Object.keys(errors).length === 0 ? <InlineNotice tone="bad">{problemText(create.error)}</InlineNotice> : null}
        {text("name")}
        {text("username")}
        {text("mobile")}
        <Field label={t("people.roles")} required error={errors.role_id}>
          {(control) => <Select {...control} label={t("people.roles")} placeholder={t("ui.choose")} value={form.role_id} options={roles.map((r) => ({ value: r.id, label: r.name }))} onChange={(v) => set("role_id", v)} />}
        </Field>
        <Field label={t("people.department")} required error={errors.department_id}>
          {(control) => <Select {...control} label={t("people.department")} placeholder={t("ui.choose")} value={form.department_id} options={departments.map((d) => ({ value: d.id, label: `${entities.get(d.entity_id) ?? ""} · ${d.name}` }))} onChange={(v) => set("department_id", v)} />}
        </Field>
      </div>
    </Dialog>
  );
}
