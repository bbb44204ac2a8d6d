import { useTranslation } from "react-i18next";
import type { PersonRecord } from "../../../../api/types";
import { problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { InlineNotice } from "../../../../ui/layout";
import { toastDone } from "../../../../ui/toast";
import { useResetPassword, useResetTotp } from "../queries";
import { FirstPassword } from "./PersonDialog";

/** Gives a new password, or takes the second factor away; says first what that does. */
export function ResetDialog({ person, what, onClose }: { person: PersonRecord; what: "password" | "totp"; onClose: () => void }) {
  const { t } = useTranslation();
  const password = useResetPassword();
  const totp = useResetTotp();
  const { error, isPending } = what === "password" ? password : totp;
  if (password.data) return <FirstPassword title={t("people.passwordReset", { name: person.name })} password={password.data.password} onClose={onClose} />;
  const send = (): void => {
    if (what === "password") return password.mutate(person.id);
    totp.mutate(person.id, {
      onSuccess: () => {
        toastDone(t("people.totpReset", { name: person.name }));
        onClose();
      },
    });
  };
  const verb = t(what === "password" ? "people.resetPassword" : "people.resetTotp");
  return (
    <Dialog title={`${verb} · ${person.name}`} onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" busy={isPending} onClick={send}>{verb}</Button>
        </>
      }
    >
      <div className="col gap12">
        {error ? <InlineNotice tone="bad">{problemText(error)}</InlineNotice> : null}
        <p className="t2">{t(what === "password" ? "people.resetPasswordEffect" : "people.resetTotpEffect")}</p>
      </div>
    </Dialog>
  );
}
