import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Customer } from "../../../../api/types";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextArea } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { toastDone } from "../../../../ui/toast";
import { useCustomerAct, type Standing } from "../queries";

interface StandingProps {
  customer: Customer;
  verb: Standing;
  onClose: () => void;
}

/** Reasons shorter than this say nothing. */
const MIN_REASON = 2;

/** Blocks new business with a customer, or allows it again, also against the business register; the reason stands on his story. */
export function StandingDialog({ customer: c, verb, onClose }: StandingProps) {
  const { t } = useTranslation();
  const act = useCustomerAct(c);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const short = reason.trim().length < MIN_REASON;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (short) return;
    act.mutate({ verb, reason: reason.trim() }, {
      onSuccess: () => {
        toastDone(t(`customers.done.${verb}`, { name: c.name }));
        onClose();
      },
    });
  };
  return (
    <Dialog title={t(`customers.verb.${verb}`)} onClose={onClose} note={c.name}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button form="standing" type="submit" kind={verb === "blacklist" ? "danger" : "primary"} busy={act.isPending}>{t(`customers.verb.${verb}`)}</Button>
        </>
      }>
      <p className="t2" style={{ marginBottom: 10 }}>{t(`customers.explain.${verb}`)}</p>
      <form id="standing" className="col gap12" noValidate onSubmit={submit}>
        <Field label={t("customers.reason")} required error={tried && short ? t("customers.fault.reason") : fieldErrors(act.error).reason}>
          {(control) => <TextArea {...control} rows={3} maxLength={200} value={reason} onChange={(e) => setReason(e.target.value)} />}
        </Field>
        {act.error ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}
