import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextInput } from "../../../../ui/inputs";
import { toastDone } from "../../../../ui/toast";
import { useRenameGroup, type Group } from "../queries";

/** What the whole installation is called: it stands in the sidebar and on sign-in. */
export function GroupDialog({ group, onClose }: { group: Group; onClose: () => void }) {
  const { t } = useTranslation();
  const rename = useRenameGroup(group);
  const [name, setName] = useState(group.name);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === "") return;
    rename.mutate(name.trim(), {
      onSuccess: (saved) => {
        toastDone(t("departments.saved", { name: saved.name }));
        onClose();
      },
    });
  };
  return (
    <Dialog title={t("departments.group.edit")} onClose={onClose}
      actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="primary" type="submit" form="group" busy={rename.isPending} disabled={name.trim() === ""}>{t("ui.save")}</Button></>}>
      <form id="group" noValidate onSubmit={submit}>
        <Field label={t("departments.group.name")} required note={t("departments.group.note")} error={fieldErrors(rename.error).name ?? (rename.error ? problemText(rename.error) : undefined)}>
          {(control) => <TextInput {...control} autoFocus maxLength={60} value={name} onChange={(e) => setName(e.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
}
