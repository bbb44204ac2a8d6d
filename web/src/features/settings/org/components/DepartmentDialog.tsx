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
import { departmentTree } from "../model";
import { useCreateDepartment, useDepartments, useEntities } from "../queries";

/** A new department below another one of its company. */
export function DepartmentDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCreateDepartment();
  const entities = useEntities().data ?? [];
  const departments = useDepartments().data ?? [];
  const [form, setForm] = useState({ name: "", entity_id: "", parent_id: "" });
  const errors = fieldErrors(create.error);
  const parents = departmentTree(departments, form.entity_id).map(({ department: d, depth }) => ({ value: d.id, label: `${"　".repeat(depth)}${d.name}` }));
  const send = (): void =>
    create.mutate({ name: form.name.trim(), parent_id: form.parent_id }, {
      onSuccess: (d) => {
        toastDone(t("departments.created", { name: d.name }));
        onClose();
      },
    });
  return (
    <Dialog title={t("departments.create")} onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" busy={create.isPending} disabled={form.name.trim() === "" || form.parent_id === ""} onClick={send}>{t("departments.createSubmit")}</Button>
        </>
      }
    >
      <div className="col gap12">
        {create.error && Object.keys(errors).length === 0 ? <InlineNotice tone="bad">{problemText(create.error)}</InlineNotice> : null}
        <Field label={t("departments.name")} required error={errors.name}>{(control) => <TextInput {...control} autoFocus value={form.name} onChange={(e) => setForm({ ...form, name: e.target.value })} />}</Field>
        <Field label={t("departments.entity")} required error={errors.entity_id}>
          {(control) => <Select {...control} label={t("departments.entity")} placeholder={t("ui.choose")} value={form.entity_id} options={entities.map((e) => ({ value: e.id, label: e.name }))} onChange={(v) => setForm({ ...form, entity_id: v, parent_id: "" })} />}
        </Field>
        <Field label={t("departments.parent")} required note={t("departments.parentNote")} error={errors.parent_id}>
          {(control) => <Select {...control} label={t("departments.parent")} placeholder={t("ui.choose")} value={form.parent_id} options={parents} onChange={(v) => setForm({ ...form, parent_id: v })} />}
        </Field>
      </div>
    </Dialog>
  );
}
