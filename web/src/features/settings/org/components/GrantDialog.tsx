import { useState } from "react";
import { useTranslation } from "react-i18next";
import { peopleSource } from "../../../../api/matches";
import type { Role } from "../../../../api/types";
import type { Match } from "../../../../lib/pick";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { PickSelect } from "../../../../ui/PickSelect";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { roleName } from "../model";
import { useAssign, useDepartments, useEntities } from "../queries";

/** Gives a role to somebody at one department. */
export function GrantDialog({ role, onClose }: { role: Role; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const assign = useAssign();
  const departments = useDepartments().data ?? [];
  const entities = new Map((useEntities().data ?? []).map((e) => [e.id, e.short_name]));
  const [person, setPerson] = useState<Match | null>(null);
  const [department, setDepartment] = useState("");
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const errors = fieldErrors(assign.error);
  const send = (): void =>
    assign.mutate({ person_id: person?.id ?? "", role_id: role.id, department_id: department, ...(until === "" ? {} : { until }), reason: reason.trim() }, {
      onSuccess: () => {
        toastDone(t("people.assigned", { name: person?.name }));
        onClose();
      },
    });
  return (
    <Dialog title={t("roles.grant", { role: roleName(role, i18n.language) })} onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" busy={assign.isPending} disabled={!person || department === "" || reason.trim().length < 2} onClick={send}>{t("people.assign")}</Button>
        </>
      }>
      <div className="col gap12">
        {assign.error && Object.keys(errors).length === 0 ? <InlineNotice tone="bad">{problemText(assign.error)}</InlineNotice> : null}
        <Field label={t("roles.person")} required error={errors.person_id}>{(c) => <PickSelect {...c} label={t("roles.person")} placeholder={t("ui.choose")} value={person?.id ?? ""} source={peopleSource} onChange={(_, match) => setPerson(match)} />}</Field>
        <Field label={t("people.department")} required error={errors.department_id}>{(c) => <Select {...c} label={t("people.department")} placeholder={t("ui.choose")} value={department} options={departments.filter((d) => d.active).map((d) => ({ value: d.id, label: `${entities.get(d.entity_id) ?? ""} · ${d.name}` }))} onChange={setDepartment} />}</Field>
        <Field label={t("people.untilDay")} note={t("people.untilNote")} error={errors.until}>{(c) => <DatePicker {...c} label={t("people.untilDay")} value={until} onChange={setUntil} />}</Field>
        <Field label={t("roles.reason")} required note={t("roles.reasonNote")}>{(c) => <TextInput {...c} maxLength={200} value={reason} onChange={(e) => setReason(e.target.value)} />}</Field>
      </div>
    </Dialog>
  );
}
