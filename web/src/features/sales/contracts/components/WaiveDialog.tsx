import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../../../../lib/problem";
import type { RuleFinding } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextArea } from "../../../../ui/inputs";
import { toastDone } from "../../../../ui/toast";

interface WaiveDialogProps {
  title: string;
  finding: RuleFinding;
  onWaive: (act: { verb: "waive"; rule: string; path: string; reason: string }) => Promise<unknown>;
  onClose: () => void;
}

/** Lets one broken rule pass, with a reason that stays beside it. */
export function WaiveDialog({ title, finding: f, onWaive, onClose }: WaiveDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const short = reason.trim().length < 2;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (short) return;
    setBusy(true);
    onWaive({ verb: "waive", rule: f.rule, path: f.path, reason: reason.trim() }).then(
      () => {
        toastDone(t("contracts.waiveDone", { rule: f.rule }));
        onClose();
      },
      (cause: Error) => {
        setError(cause);
        setBusy(false);
      },
    );
  };
  return (
    <Dialog title={t("contracts.waiveTitle", { rule: f.rule })} note={title} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="primary" form="waive" type="submit" busy={busy}>{t("terms.waive")}</Button></>}>
      <p className="t2" style={{ marginBottom: 10 }}>{t(`terms.rule.${f.rule}`, { defaultValue: f.rule })} <span className="t3 f12">{f.value ? t("terms.valueIs", { value: f.value }) : ""}</span></p>
      <form id="waive" noValidate onSubmit={submit}>
        <Field label={t("contracts.waiveReason")} required note={t("contracts.waiveNote")} error={tried && short ? t("contracts.waiveNeeds") : error ? problemText(error) : undefined}>
          {(control) => <TextArea {...control} rows={3} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
}
