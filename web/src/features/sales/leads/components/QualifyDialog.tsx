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
import { FUNDS, nameOf } from "../model";
import { useLeadAct } from "../queries";
import type { Lead, Qualify } from "../types";

/** Budget, owner, need and time: what makes a lead worth an opportunity. */
export function QualifyDialog({ lead, onClose }: { lead: Lead; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useLeadAct();
  const [form, setForm] = useState({ project: lead.project_name, unit: lead.owner_unit || lead.company, amount: lead.amount?.amount || null, date: lead.expected_tender_date ?? "", funds: lead.funding_source });
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<typeof form>): void => setForm((now) => ({ ...now, ...patch }));
  const refused = fieldErrors(act.error);
  const need = (filled: boolean, wire: string): string | undefined => (tried && !filled ? t("leads.fault.required") : refused[wire]);
  const ready = form.project.trim() !== "" && form.unit.trim() !== "" && form.amount !== null && form.date !== "" && form.funds !== "";
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!ready || form.amount === null) return;
    act.mutate({ on: lead, act: { verb: "qualify", project_name: form.project.trim(), owner_unit: form.unit.trim(), amount: { amount: form.amount, currency: "CNY" }, expected_tender_date: form.date, funding_source: form.funds as Qualify["funding_source"] } }, {
      onSuccess: () => {
        toastDone(t("leads.done.qualify", { name: nameOf(lead) }));
        onClose();
      },
    });
  };
  return (
    <Dialog wide title={t("leads.verb.qualify")} onClose={onClose} note={nameOf(lead)} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button form="qualify" type="submit" kind="primary" busy={act.isPending}>{t("leads.verb.qualify")}</Button></>}>
      <p className="t2" style={{ marginBottom: 10 }}>{t("leads.explain.qualify")}</p>
      <form id="qualify" className="form-grid" noValidate onSubmit={submit}>
        <Field label={t("leads.projectName")} required className="wide" error={need(form.project.trim() !== "", "project_name")}>{(c) => <TextInput {...c} maxLength={200} value={form.project} onChange={(e) => set({ project: e.target.value })} />}</Field>
        <Field label={t("leads.ownerUnit")} required className="wide" error={need(form.unit.trim() !== "", "owner_unit")}>{(c) => <TextInput {...c} maxLength={200} value={form.unit} onChange={(e) => set({ unit: e.target.value })} />}</Field>
        <Field label={t("leads.amountShort")} required note={<WanNote fen={form.amount} />} error={need(form.amount !== null, "amount")}>{(c) => <MoneyInput {...c} value={form.amount} onChange={(amount) => set({ amount })} />}</Field>
        <Field label={t("leads.tenderDate")} required error={need(form.date !== "", "expected_tender_date")}>{(c) => <DatePicker {...c} label={t("leads.tenderDate")} value={form.date} onChange={(date) => set({ date })} />}</Field>
        <Field label={t("leads.funding")} required error={need(form.funds !== "", "funding_source")}>{(c) => <Select {...c} label={t("leads.funding")} placeholder={t("ui.choose")} value={form.funds} options={FUNDS.map((f) => ({ value: f, label: t(`leads.funds.${f}`) }))} onChange={(funds) => set({ funds })} />}</Field>
      </form>
      {act.error && Object.keys(refused).length === 0 ? <div style={{ marginTop: 8 }}><InlineNotice tone="bad">{problemText(act.error)}</InlineNotice></div> : null}
    </Dialog>
  );
}
