import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../../api/me";
import { formatWan, formatYuan } from "../../../../lib/format";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { MoneyInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { ProgressBar } from "../../../../ui/marks";
import { toastDone } from "../../../../ui/toast";
import { useCredit, useSetCredit } from "../queries";
import type { Credit } from "../types";

/** Nine tenths gone: whoever asks for the next invoice should know. */
const NEARLY = 0.9;

/** What the reader's company may invoice this month, and what is left of it. */
export function CreditStrip() {
  const { t } = useTranslation();
  const me = useMe();
  const credit = useCredit().data;
  const [asking, setAsking] = useState(false);
  if (!credit?.used) return null;
  const sets = credit.actions.includes("set");
  if (!credit.amount && !sets) return null;
  return (
    <div className="credit-strip">
      <span className="t2">{t("invoices.credit.title", { company: me.entity.short_name, month: credit.month })}</span>
      {credit.amount ? <Standing amount={credit.amount.amount} used={credit.used.amount} /> : <span className="t3">{t("invoices.credit.unknown")}</span>}
      {sets ? <Button size="small" kind="quiet" onClick={() => setAsking(true)}>{t(credit.amount ? "invoices.credit.change" : "invoices.credit.set")}</Button> : null}
      {asking ? <CreditDialog credit={credit} onClose={() => setAsking(false)} /> : null}
    </div>
  );
}

function Standing({ amount, used }: { amount: number; used: number }) {
  const { t } = useTranslation();
  const share = amount > 0 ? Math.min(1, used / amount) : 1;
  const tone = used > amount ? "bad" : share >= NEARLY ? "warn" : "accent";
  return (
    <>
      <span className="credit-bar"><ProgressBar share={share} tone={tone} label={t("invoices.credit.share", { percent: Math.round(share * 100) })} /></span>
      <span className="num nowrap">{t("invoices.credit.used", { used: formatWan(used), amount: formatWan(amount) })}</span>
      <b className={`num nowrap ${tone === "accent" ? "" : `${tone}-t`}`}>{t("invoices.credit.left", { left: formatWan(amount - used) })}</b>
    </>
  );
}

function CreditDialog({ credit, onClose }: { credit: Credit; onClose: () => void }) {
  const { t } = useTranslation();
  const set = useSetCredit();
  const [fen, setFen] = useState<number | null>(credit.amount?.amount ?? null);
  const [tried, setTried] = useState(false);
  const refused = fieldErrors(set.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (fen === null) return;
    set.mutate(fen, {
      onSuccess: () => {
        toastDone(t("invoices.credit.saved", { amount: formatYuan(fen) }));
        onClose();
      },
    });
  };
  return (
    <Dialog title={t("invoices.credit.set")} onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button form="credit" type="submit" kind="primary" busy={set.isPending}>{t("ui.save")}</Button>
        </>
      }>
      <form id="credit" className="col gap12" noValidate onSubmit={submit}>
        <p className="t2">{t("invoices.credit.note")}</p>
        <Field label={t("invoices.credit.amount")} required error={tried && fen === null ? t("invoices.fault.net") : refused.amount}>{(c) => <MoneyInput {...c} value={fen} onChange={setFen} />}</Field>
        {set.error && !refused.amount ? <InlineNotice tone="bad">{problemText(set.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}
