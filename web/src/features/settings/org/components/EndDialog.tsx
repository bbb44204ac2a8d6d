import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Assignment } from "../../../../api/types";
import { problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { toastDone } from "../../../../ui/toast";
import { roleName } from "../model";
import { useEndAssignment } from "../queries";

/** Takes a role away, at once and with a reason. */
export function EndDialog({ assignment: a, onClose }: { assignment: Assignment; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const end = useEndAssignment();
  const [reason, setReason] = useState("");
  const role = roleName(a.role, i18n.language);
  const send = (): void =>
    end.mutate({ assignment: a, reason: reason.trim() }, {
      onSuccess: () => {
        toastDone(t("roles.taken", { name: a.person.name, role }));
        onClose();
      },
    });
  return (
    <Dialog title={t("roles.takeFrom", { name: a.person.name, role })} onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="danger" busy={end.isPending} disabled={reason.trim().length < 2} onClick={send}>{t("roles.take")}</Button>
        </>
      }
    >
      <div className="col gap12">
        {end.error ? <InlineNotice tone="bad">{problemText(end.error)}</InlineNotice> : null}
        <p className="t2">{t("roles.takeEffect", { department: a.department.name })}</p>
        <Field label={t("roles.reason")} required note={t("roles.reasonNote")}>{(control) => <TextInput {...control} autoFocus maxLength={200} value={reason} onChange={(e) => setReason(e.target.value)} />}</Field>
      </div>
    </Dialog>
  );
}
