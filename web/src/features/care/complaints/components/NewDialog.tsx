import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import { customerSource, projectSource } from "../../../../api/matches";
import { fieldErrors, problemText } from "../../../../lib/problem";
import type { RecordRef } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextArea, TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { PickSelect } from "../../../../ui/PickSelect";
import { toastDone } from "../../../../ui/toast";
import { useRecord } from "../queries";
import type { Complaint, ComplaintInput, Severity } from "../types";
import { SeverityField } from "./Actions";

interface NewDialogProps {
  /** Who complains, or about what; chosen in the dialog when missing. */
  record?: RecordRef;
  onDone: (complaint: Complaint) => void;
  onClose: () => void;
}

/** Writes down a complaint that one was told: its clocks start at once. */
export function NewDialog({ record, onDone, onClose }: NewDialogProps) {
  const { t } = useTranslation();
  const tell = useRecord();
  const [input, setInput] = useState<ComplaintInput>({ title: "", words: "", severity: "s2", ...(record ? { [`${record.kind}_id`]: record.id } : {}) });
  const [tried, setTried] = useState(false);
  const refused = fieldErrors(tell.error);
  const set = (patch: Partial<ComplaintInput>): void => setInput((now) => ({ ...now, ...patch }));
  const fault = { customer: !input.customer_id && !input.project_id, title: input.title.trim() === "" };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (fault.customer || fault.title) return;
    tell.mutate({ ...input, title: input.title.trim(), words: input.words?.trim() }, {
      onSuccess: (saved) => {
        toastDone(t("complaints.opened", { name: saved.title }));
        onDone(saved);
      },
    });
  };
  return (
    <Dialog title={t("complaints.create")} onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button form="complaint-new" type="submit" kind="primary" busy={tell.isPending}>{t("complaints.create")}</Button>
        </>
      }>
      <form id="complaint-new" className="col gap12" noValidate onSubmit={submit}>
        {record ? null : <About input={input} fault={tried && fault.customer ? t("complaints.fault.customer") : refused.customer_id} refused={refused.project_id} onChange={set} />}
        <Field label={t("complaints.name")} required error={tried && fault.title ? t("complaints.fault.title") : refused.title}>{(c) => <TextInput {...c} maxLength={200} value={input.title} onChange={(e) => set({ title: e.target.value })} />}</Field>
        <Field label={t("complaints.words")} error={refused.words}>{(c) => <TextArea {...c} rows={4} maxLength={4000} value={input.words} onChange={(e) => set({ words: e.target.value })} />}</Field>
        <SeverityField value={(input.severity ?? "s2") as Severity} error={refused.severity} onChange={(severity) => set({ severity })} />
        {tell.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(tell.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}

interface AboutProps {
  input: ComplaintInput;
  fault?: string;
  refused?: string;
  onChange: (patch: Partial<ComplaintInput>) => void;
}

/** Who complains, and about which of his projects. */
function About({ input, fault, refused, onChange }: AboutProps) {
  const { t } = useTranslation();
  const projects = can(useMe(), "project:read");
  return (
    <>
      <Field label={t("complaints.customer")} required error={fault}>{(c) => <PickSelect {...c} label={t("complaints.customer")} placeholder={t("ui.choose")} source={customerSource} value={input.customer_id ?? ""} onChange={(customer_id) => onChange({ customer_id, project_id: undefined })} />}</Field>
      {projects ? <Field label={t("complaints.project")} note={t("complaints.projectNote")} error={refused}>{(c) => <PickSelect {...c} label={t("complaints.project")} placeholder={t("complaints.anyProject")} source={projectSource(input.customer_id)} value={input.project_id ?? ""} onChange={(project_id) => onChange({ project_id })} />}</Field> : null}
    </>
  );
}
