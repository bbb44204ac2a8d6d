import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Task } from "../../../api/types";
import { fieldErrors, problemText } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { Field } from "../../../ui/Field";
import { TextInput } from "../../../ui/inputs";
import { toastDone } from "../../../ui/toast";
import { useCancel } from "./queries";

/** Reasons shorter than this say nothing. */
const MIN_REASON = 2;

/** Says that a task need not be done, and why. */
export function CancelDialog({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTranslation();
  const cancel = useCancel();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const short = reason.trim().length < MIN_REASON;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (short) return;
    cancel.mutate({ task, reason: reason.trim() }, {
      onSuccess: () => {
        toastDone(t("tasks.cancelled", { title: task.title }));
        onClose();
      },
    });
  };
  return (
    <Dialog title={t("tasks.cancel")} onClose={onClose} note={task.title}
      actions={<><Button onClick={onClose}>{t("ui.close")}</Button><Button kind="danger" type="submit" form="cancel-task" busy={cancel.isPending}>{t("tasks.cancel")}</Button></>}>
      <form id="cancel-task" noValidate onSubmit={submit}>
        <Field label={t("tasks.reason")} required note={t("tasks.reasonNote")} error={tried && short ? t("tasks.fault.reason") : (fieldErrors(cancel.error).reason ?? (cancel.error ? problemText(cancel.error) : undefined))}>
          {(control) => <TextInput {...control} autoFocus maxLength={200} value={reason} onChange={(e) => setReason(e.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
}
