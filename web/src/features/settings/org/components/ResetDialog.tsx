import { useTranslation } from "react-i18next";
import type { PersonRecord } from "../../../../api/types";
import { problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { InlineNotice } from "../../../../ui/layout";
import { toastDone } from "../../../../ui/toast";
import { useConfirmReset, useResetPassword, useResetTotp } from "../queries";
import { FirstPassword } from "./PersonDialog";

/** What is done to somebody's way in: a new password, its confirmation by the security administrator, the second factor away. */
export type Reset = "password" | "confirm" | "totp";

const VERB: Record<Reset, string> = { password: "people.resetPassword", confirm: "people.confirmReset", totp: "people.resetTotp" };

/** Says first what a reset does. Of a password for somebody with business rights, two people are shown one half each. */
export function ResetDialog({ person, what, onClose }: { person: PersonRecord; what: Reset; onClose: () => void }) {
  const { t } = useTranslation();
  const password = useResetPassword();
  const confirm = useConfirmReset();
  const totp = useResetTotp();
  const { error, isPending } = { password, confirm, totp }[what];
  if (password.data) return <FirstPassword title={t(password.data.half ? "people.passwordHalf" : "people.passwordReset", { name: person.name })} password={password.data.password} note={password.data.half ? t("people.firstHalf") : undefined} onClose={onClose} />;
  if (confirm.data) return <FirstPassword title={t("people.passwordHalf", { name: person.name })} password={confirm.data.half} note={t("people.secondHalf")} onClose={onClose} />;
  const send = (): void => {
    if (what === "password") return password.mutate(person.id);
    if (what === "confirm") return confirm.mutate(person.id);
    totp.mutate(person.id, {
      onSuccess: () => {
        toastDone(t("people.totpReset", { name: person.name }));
        onClose();
      },
    });
  };
  const verb = t(VERB[what]);
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
        <p className="t2">{t(`${VERB[what]}Effect`)}</p>
      </div>
    </Dialog>
  );
}
