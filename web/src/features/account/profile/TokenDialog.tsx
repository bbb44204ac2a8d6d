import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { Field } from "../../../ui/Field";
import { Segmented, TextInput } from "../../../ui/inputs";
import { InlineNotice } from "../../../ui/layout";
import { useCreateToken } from "./queries";

/** Names a token and what it may do; then shows it, this once. */
export function TokenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCreateToken();
  const [name, setName] = useState("");
  const [scope, setScope] = useState<"read" | "all">("read");
  const token = create.data?.token;
  if (token) {
    return (
      <Dialog title={t("profile.newToken")} onClose={onClose} actions={<Button kind="primary" onClick={onClose}>{t("profile.kept")}</Button>}>
        <InlineNotice tone="warn">{t("profile.tokenOnce")}</InlineNotice>
        <p className="mono" style={{ marginTop: 12, overflowWrap: "anywhere", userSelect: "all", fontSize: 12 }}>{token}</p>
      </Dialog>
    );
  }
  const errors = fieldErrors(create.error);
  return (
    <Dialog title={t("profile.newToken")} onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" busy={create.isPending} disabled={name.trim() === ""} onClick={() => create.mutate({ name: name.trim(), scope })}>{t("profile.createToken")}</Button>
        </>
      }
    >
      <div className="col gap12">
        {create.error && !errors.name ? <InlineNotice tone="bad">{problemText(create.error)}</InlineNotice> : null}
        <Field label={t("profile.tokenName")} required error={errors.name} note={t("profile.tokenNameNote")}>{(control) => <TextInput {...control} autoFocus value={name} onChange={(e) => setName(e.target.value)} />}</Field>
        <Segmented label={t("profile.scope")} name="scope" value={scope} options={[{ value: "read", label: t("profile.scopes.read") }, { value: "all", label: t("profile.scopes.all") }]} onChange={setScope} />
      </div>
    </Dialog>
  );
}
