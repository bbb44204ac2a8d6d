import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonRecord } from "../../../../api/types";
import { problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { roleName } from "../model";
import { useAssign, useDepartments, useRoles } from "../queries";

/** Gives a person a role at one department. */
export function AssignDialog({ person, onClose }: { person: PersonRecord; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const assign = useAssign();
  const roles = useRoles().data ?? [];
  const departments = useDepartments().data ?? [];
  const [role, setRole] = useState("");
  const [department, setDepartment] = useState(person.department.id);
  const send = (): void =>
    assign.mutate({ person_id: person.id, role_id: role, department_id: department }, {
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
          <Button kind="primary" busy={assign.isPending} disabled={role === "" || department === ""} onClick={send}>{t("people.assign")}</Button>
        </>
      }
    >
      <div className="col gap12">
        {assign.error ? <InlineNotice tone="bad">{problemText(assign.error)}</InlineNotice> : null}
        <Field label={t("people.role")} required>{(control) => <Select {...control} label={t("people.role")} placeholder={t("ui.choose")} value={role} options={roles.map((r) => ({ value: r.id, label: roleName(r, i18n.language) }))} onChange={setRole} />}</Field>
        <Field label={t("people.department")} required>{(control) => <Select {...control} label={t("people.department")} placeholder={t("ui.choose")} value={department} options={departments.map((d) => ({ value: d.id, label: d.name }))} onChange={setDepartment} />}</Field>
      </div>
    </Dialog>
  );
}
