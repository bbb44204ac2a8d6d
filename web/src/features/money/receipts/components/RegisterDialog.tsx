import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { MoneyInput, TextInput, WanNote } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { isBill, KINDS } from "../model";
import { useRegister } from "../queries";
import { serverToday } from "../../../../lib/now";

/** Money that came in, as the bank says it. */
export function RegisterDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const register = useRegister();
  const [a, setAnswers] = useState({ kind: "bank_transfer", amount: null as number | null, received: serverToday(), matures: "", payer: "", account: "", bank: "", memo: "" });
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<typeof a>): void => setAnswers((now) => ({ ...now, ...patch }));
  const missing: Record<string, string> = {};
  if (!a.amount || a.amount <= 0) missing.amount = "receipts.need.amount";
  if (a.payer.trim() === "") missing.payer_name = "receipts.need.payer";
  if (isBill(a.kind) && a.matures === "") missing.matures_on = "receipts.need.matures";
  const refused = fieldErrors(register.error);
  const error = (field: string): string | undefined => (tried && missing[field] ? t(missing[field]) : refused[field]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(missing).length > 0) return;
    const more = { ...(isBill(a.kind) ? { matures_on: a.matures } : {}), ...(a.account.trim() ? { payer_account: a.account.trim() } : {}), ...(a.bank.trim() ? { bank_ref: a.bank.trim() } : {}), ...(a.memo.trim() ? { memo: a.memo.trim() } : {}) };
    register.mutate({ kind: a.kind, amount: { amount: a.amount ?? 0, currency: "CNY" }, received_on: a.received, payer_name: a.payer.trim(), ...more }, { onSuccess: (made) => {
      toastDone(t("receipts.registered", { number: made.number }));
      onClose();
    } });
  };
  return (
    <Dialog wide title={t("receipts.register")} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button form="receipt-new" type="submit" kind="primary" busy={register.isPending}>{t("receipts.register")}</Button></>}>
      <form id="receipt-new" className="col gap12" noValidate onSubmit={submit}>
        <div className="form-grid">
          <Field label={t("receipts.kindLabel")}>{(control) => <Select {...control} label={t("receipts.kindLabel")} value={a.kind} onChange={(kind) => set({ kind })} options={KINDS.map((v) => ({ value: v, label: t(`receipts.kind.${v}`) }))} />}</Field>
          <Field label={t("receipts.amountYuan")} required error={error("amount")} note={<WanNote fen={a.amount} />}>{(control) => <MoneyInput {...control} value={a.amount} onChange={(amount) => set({ amount })} />}</Field>
          <Field label={t("receipts.receivedOn")} required error={error("received_on")}>{(control) => <DatePicker {...control} label={t("receipts.receivedOn")} value={a.received} onChange={(received) => set({ received })} />}</Field>
          {isBill(a.kind) ? <Field label={t("receipts.maturesOn")} required error={error("matures_on")}>{(control) => <DatePicker {...control} label={t("receipts.maturesOn")} value={a.matures} onChange={(matures) => set({ matures })} />}</Field> : null}
          <Field label={t("receipts.payer")} required error={error("payer_name")}>{(control) => <TextInput {...control} value={a.payer} maxLength={200} onChange={(e) => set({ payer: e.target.value })} />}</Field>
          <Field label={t("receipts.account")} error={error("payer_account")}>{(control) => <TextInput {...control} value={a.account} maxLength={40} onChange={(e) => set({ account: e.target.value })} />}</Field>
          <Field label={t("receipts.bankRef")} error={error("bank_ref")}>{(control) => <TextInput {...control} value={a.bank} maxLength={80} onChange={(e) => set({ bank: e.target.value })} />}</Field>
          <Field label={t("receipts.memo")} error={error("memo")}>{(control) => <TextInput {...control} value={a.memo} maxLength={500} onChange={(e) => set({ memo: e.target.value })} />}</Field>
        </div>
        {register.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(register.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}
