import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useCustomerMatches } from "../../../../api/customers";
import { useSettled } from "../../../../lib/hooks";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { MoneyInput, TextInput, WanNote } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Picker } from "../../../../ui/Picker";
import { toastDone } from "../../../../ui/toast";
import { nameOf } from "../model";
import { useLeadAct } from "../queries";
import type { Lead } from "../types";

/** Makes an opportunity of a qualified lead: for which customer, under which name. */
export function ConvertDialog({ lead, onClose }: { lead: Lead; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const act = useLeadAct();
  const [text, setText] = useState(lead.owner_unit || lead.company);
  const matches = useCustomerMatches(useSettled(text.trim(), 150));
  const [form, setForm] = useState({ customer: null as { id: string; name: string } | null, name: lead.project_name || lead.company, amount: lead.amount?.amount || null, expected: "" });
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<typeof form>): void => setForm((now) => ({ ...now, ...patch }));
  const refused = fieldErrors(act.error);
  const need = (filled: boolean, wire: string): string | undefined => (tried && !filled ? t("leads.fault.required") : refused[wire]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!form.customer || form.name.trim() === "" || form.amount === null || form.expected === "") return;
    act.mutate({ on: lead, act: { verb: "convert", customer_id: form.customer.id, name: form.name.trim(), amount: { amount: form.amount, currency: "CNY" }, expected_sign_date: form.expected, region: lead.region } }, {
      onSuccess: (saved) => {
        toastDone(t("leads.done.convert", { name: nameOf(lead) }));
        if (saved.opportunity_id) void navigate({ to: `/opportunities/${saved.opportunity_id}` });
        else onClose();
      },
    });
  };
  return (
    <Dialog wide title={t("leads.verb.convert")} onClose={onClose} note={nameOf(lead)} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button form="convert" type="submit" kind="primary" busy={act.isPending}>{t("leads.verb.convert")}</Button></>}>
      <p className="t2" style={{ marginBottom: 10 }}>{t("leads.explain.convert")}</p>
      <form id="convert" className="form-grid" noValidate onSubmit={submit}>
        <Field label={t("leads.customer")} required className="wide" error={need(form.customer !== null, "customer_id")}>
          {(c) => <Picker {...c} label={t("leads.customer")} chosen={form.customer?.name ?? ""} onText={setText} onPick={(o) => set({ customer: { id: o.value, name: o.label } })} placeholder={lead.owner_unit || lead.company}
            options={matches.map((m) => ({ value: m.id, label: m.name, render: <span className="row gap8"><span className="ell">{m.name}</span><span className="t3 f12">{m.line}</span></span> }))} foot={<Link to="/customers/new" className="f12">{t("leads.newCustomer")}</Link>} />}
        </Field>
        <Field label={t("leads.opportunityName")} required className="wide" error={need(form.name.trim() !== "", "name")}>{(c) => <TextInput {...c} maxLength={200} value={form.name} onChange={(e) => set({ name: e.target.value })} />}</Field>
        <Field label={t("leads.amountShort")} required note={<WanNote fen={form.amount} />} error={need(form.amount !== null, "amount")}>{(c) => <MoneyInput {...c} value={form.amount} onChange={(amount) => set({ amount })} />}</Field>
        <Field label={t("leads.expected")} required error={need(form.expected !== "", "expected_sign_date")}>{(c) => <DatePicker {...c} label={t("leads.expected")} value={form.expected} onChange={(expected) => set({ expected })} />}</Field>
      </form>
      {act.error && Object.keys(refused).length === 0 ? <div style={{ marginTop: 8 }}><InlineNotice tone="bad">{problemText(act.error)}</InlineNotice></div> : null}
    </Dialog>
  );
}
