import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonRecord } from "../../../../api/types";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { DatePicker } from "../../../../ui/DatePicker";
import { Field } from "../../../../ui/Field";
import { TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { roleName } from "../model";
import { useAssign, useDepartments, useEntities, useRoles } from "../queries";

/** Gives a person a role at one department. */
export function AssignDialog({ person, onClose }: { person: PersonRecord; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const assign = useAssign();
  const roles = (useRoles().data ?? []).filter((r) => r.actions.includes("assign"));
  const departments = useDepartments().data ?? [];
  const entities = new Map((useEntities().data ?? []).map((e) => [e.id, e.short_name]));
  const [role, setRole] = useState(roles.length === 1 ? (roles[0]?.id ?? "") : "");
  const [department, setDepartment] = useState(person.department.id);
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const errors = fieldErrors(assign.error);
  const send = (): void =>
    assign.mutate({ person_id: person.id, role_id: role, department_id: department, ...(until === "" ? {} : { until }), reason: reason.trim() }, {
      onSuccess: () => {
        toastDone(t("people.assigned", { name: person.name }));
        onClose();
      },
    });
  return (
    <Dialog title={t("people.assignTo", { name: person.name })} onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" busy={assign.isPending} disabled={role === "" || department === "" || reason.trim().length < 2} onClick={send}>{t("people.assign")}</Button>
        </>
      }
    >
      <div className="col gap12">
        {assign.error && Object.keys(errors).length === 0 ? <InlineNotice tone="bad">{problemText(assign.error)}</InlineNotice> : null}
        <Field label={t("people.role")} required>{(control) => <Select {...control} label={t("people.role")} placeholder={t("ui.choose")} value={role} options={roles.map((r) => ({ value: r.id, label: roleName(r, i18n.language) }))} onChange={setRole} />}</Field>
        <Field label={t("people.department")} required>{(control) => <Select {...control} label={t("people.department")} placeholder={t("ui.choose")} value={department} options={departments.filter((d) => d.active).map((d) => ({ value: d.id, label: `${entities.get(d.entity_id) ?? ""} · ${d.name}` }))} onChange={setDepartment} />}</Field>
        <Field label={t("people.untilDay")} note={t("people.untilNote")} error={errors.until}>{(control) => <DatePicker {...control} label={t("people.untilDay")} value={until} onChange={setUntil} />}</Field>
        <Field label={t("roles.reason")} required note={t("roles.reasonNote")}>{(control) => <TextInput {...control} maxLength={200} value={reason} onChange={(e) => setReason(e.target.value)} />}</Field>
      </div>
    </Dialog>
  );
}
