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
import type { Department } from "../../../../api/types";
import { useCreateDepartment, useDepartments, useEntities, useUpdateDepartment } from "../queries";

/** A new department below another one of its company, the company's own root unless somebody chooses deeper. */
export function DepartmentDialog({ entity, onClose }: { entity?: string; onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCreateDepartment();
  const entities = (useEntities().data ?? []).filter((e) => e.active);
  const departments = useDepartments().data ?? [];
  const [form, setForm] = useState(() => inside(entity ?? (entities.length === 1 ? entities[0]?.id : undefined), departments));
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
          {(control) => <Select {...control} label={t("departments.entity")} placeholder={t("ui.choose")} value={form.entity_id} options={entities.map((e) => ({ value: e.id, label: e.name }))} onChange={(v) => setForm({ ...inside(v, departments), name: form.name })} />}
        </Field>
        <Field label={t("departments.parent")} required note={t("departments.parentNote")} error={errors.parent_id}>
          {(control) => <Select {...control} label={t("departments.parent")} placeholder={t("ui.choose")} value={form.parent_id} options={parents} onChange={(v) => setForm({ ...form, parent_id: v })} />}
        </Field>
      </div>
    </Dialog>
  );
}

/** An empty form in a company, below its root. */
function inside(entity: string | undefined, departments: Department[]): { name: string; entity_id: string; parent_id: string } {
  return { name: "", entity_id: entity ?? "", parent_id: departments.find((d) => d.entity_id === entity && !d.parent_id)?.id ?? "" };
}

/** Renames or moves a department, closes an empty one, or opens it again. */
export function EditDepartmentDialog({ department: d, onClose }: { department: Department; onClose: () => void }) {
  const { t } = useTranslation();
  const update = useUpdateDepartment();
  const departments = useDepartments().data ?? [];
  const [form, setForm] = useState({ name: d.name, parent_id: d.parent_id ?? "" });
  const errors = fieldErrors(update.error);
  const parents = departmentTree(departments, d.entity_id).filter((row) => row.department.id !== d.id).map(({ department, depth }) => ({ value: department.id, label: `${"\u3000".repeat(depth)}${department.name}` }));
  const done = (key: string) => ({
    onSuccess: () => {
      toastDone(t(key, { name: form.name.trim() }));
      onClose();
    },
  });
  const save = (): void => update.mutate({ department: d, name: form.name.trim(), ...(d.parent_id ? { parent_id: form.parent_id } : {}) }, done("departments.saved"));
  const close = (): void => update.mutate({ department: d, active: !d.active }, done(d.active ? "departments.wasClosed" : "departments.wasOpened"));
  return (
    <Dialog title={t("departments.edit")} onClose={onClose}
      actions={
        <>
          {d.parent_id ? <Button kind="quiet" disabled={update.isPending} onClick={close}>{t(d.active ? "departments.close" : "departments.open")}</Button> : null}
          <span className="push" />
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" busy={update.isPending} disabled={form.name.trim() === ""} onClick={save}>{t("ui.save")}</Button>
        </>
      }
    >
      <div className="col gap12">
        {update.error && Object.keys(errors).length === 0 ? <InlineNotice tone="bad">{problemText(update.error)}</InlineNotice> : null}
        <Field label={t("departments.name")} required error={errors.name}>{(control) => <TextInput {...control} autoFocus value={form.name} onChange={(e) => setForm({ ...form, name: e.target.value })} />}</Field>
        {d.parent_id ? (
          <Field label={t("departments.parent")} required error={errors.parent_id}>
            {(control) => <Select {...control} label={t("departments.parent")} value={form.parent_id} options={parents} onChange={(v) => setForm({ ...form, parent_id: v })} />}
          </Field>
        ) : null}
      </div>
    </Dialog>
  );
}
