import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "../../../../api/types";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { roleFaults, roleFormOf, roleName } from "../model";
import { useCreateRole, useRenameRole } from "../queries";

interface RoleDialogProps {
  /** Renames it; absent for a new role. */
  role?: Role;
  /** Roles that a new one may begin as. */
  roles: Role[];
  onSaved: (id: string) => void;
  onClose: () => void;
}

/** A business role: its names, and for a new one the role whose permissions it begins with. */
export function RoleDialog({ role, roles, onSaved, onClose }: RoleDialogProps) {
  const { t, i18n } = useTranslation();
  const create = useCreateRole();
  const rename = useRenameRole();
  const save = role ? rename : create;
  const [form, setForm] = useState(() => roleFormOf(role));
  const [tried, setTried] = useState(false);
  const faults = roleFaults(form);
  const refused = fieldErrors(save.error);
  const error = (name: "code" | "name_zh" | "name_en" | "reason"): string | undefined => (tried && faults[name] ? t(faults[name]) : refused[name]);
  const set = (patch: Partial<typeof form>): void => setForm((now) => ({ ...now, ...patch }));
  const done = (saved: Role): void => {
    toastDone(t(role ? "roles.renamed" : "roles.created", { name: roleName(saved, i18n.language) }));
    onSaved(saved.id);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    if (role) rename.mutate({ role, form }, { onSuccess: done });
    else create.mutate({ form, like: roles.find((r) => r.id === form.like) }, { onSuccess: done });
  };
  return (
    <Dialog title={t(role ? "roles.rename" : "roles.create")} onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button form="role-form" type="submit" kind="primary" busy={save.isPending}>{t(role ? "ui.save" : "roles.create")}</Button>
        </>
      }>
      <form id="role-form" className="col gap12" noValidate onSubmit={submit}>
        <Field label={t("roles.nameZh")} required error={error("name_zh")}>{(c) => <TextInput {...c} maxLength={30} value={form.name_zh} onChange={(e) => set({ name_zh: e.target.value })} />}</Field>
        <Field label={t("roles.nameEn")} required error={error("name_en")}>{(c) => <TextInput {...c} lang="en" maxLength={60} value={form.name_en} onChange={(e) => set({ name_en: e.target.value })} />}</Field>
        {role ? (
          <Field label={t("roles.reason")} required note={t("roles.reasonNote")} error={error("reason")}>{(c) => <TextInput {...c} maxLength={200} value={form.reason} onChange={(e) => set({ reason: e.target.value })} />}</Field>
        ) : (
          <>
            <Field label={t("roles.code")} required note={t("roles.codeNote")} error={error("code")}>{(c) => <TextInput {...c} maxLength={40} value={form.code} onChange={(e) => set({ code: e.target.value })} />}</Field>
            <Field label={t("roles.like")} note={t("roles.likeNote")}>{(c) => <Select {...c} label={t("roles.like")} value={form.like} options={[{ value: "", label: t("roles.likeNone") }, ...roles.map((r) => ({ value: r.id, label: roleName(r, i18n.language) }))]} onChange={(like) => set({ like })} />}</Field>
          </>
        )}
        {save.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(save.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}
