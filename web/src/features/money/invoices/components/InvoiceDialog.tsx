import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { formatYuan } from "../../../../lib/format";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { useRecordParts, type ChosenFile } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { MoneyInput, Segmented, TextArea, TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { CHANNELS, partOf, REASONED, RED_REASONS, type Verb } from "../model";
import { useInvoiceVerb, type Told } from "../queries";
import type { Invoice } from "../types";
import { serverToday } from "../../../../lib/now";

/** A step of an invoice that wants to know more. `onDone` hears which invoice the step was about: of a reversal, the red one. */
export function InvoiceDialog({ invoice, verb, onClose, onDone }: { invoice: Invoice; verb: Verb; onClose: () => void; onDone: (saved: Invoice) => void }) {
  const { t } = useTranslation();
  const { FileField } = useRecordParts();
  const act = useInvoiceVerb();
  const [a, setAnswers] = useState({ reason: "", red: "error", note: "", fiscal: "", issued: serverToday(), channel: invoice.channel || "tax_account", recipient: invoice.recipient, file: null as ChosenFile | null, part: "whole" as "whole" | "part", nets: invoice.lines.map(() => null as number | null) });
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<typeof a>): void => setAnswers((now) => ({ ...now, ...patch }));
  const reasoned = REASONED.includes(verb);
  const missing: Record<string, string> = {};
  if (reasoned && a.reason.trim().length < 2) missing.reason = "invoices.fault.reason";
  if (verb === "record" && !/^\d{20}$/.test(a.fiscal.trim())) missing.fiscal_number = "invoices.fault.fiscal";
  if (verb === "red" && a.part === "part" && partOf(a.nets).length === 0) missing.lines = "invoices.fault.part";
  const refused = fieldErrors(act.error);
  const error = (field: string): string | undefined => (tried && missing[field] ? t(missing[field]) : refused[field]);
  const told = (): Told => {
    if (reasoned) return { reason: a.reason.trim() };
    if (verb === "record") return { fiscal_number: a.fiscal.trim(), issued_on: a.issued, ...(a.file ? { document_id: a.file.id } : {}) };
    if (verb === "deliver") return { channel: a.channel, ...(a.recipient.trim() ? { recipient: a.recipient.trim() } : {}) };
    return { reason: a.red, ...(a.part === "part" ? { lines: partOf(a.nets) } : {}), ...(a.note.trim() ? { note: a.note.trim() } : {}) };
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(missing).length === 0) act.mutate({ on: invoice, verb, told: told() }, { onSuccess: (saved) => {
      toastDone(t("invoices.verbDone", { number: saved.number, verb: t(`invoices.verb.${verb}`) }));
      onClose();
      onDone(saved);
    } });
  };
  return (
    <Dialog title={t(`invoices.verb.${verb}`)} note={invoice.number} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button form="invoice-verb" type="submit" kind={verb === "cancel" || verb === "red" ? "danger" : "primary"} busy={act.isPending}>{t(`invoices.verb.${verb}`)}</Button></>}>
      <form id="invoice-verb" className="col gap12" noValidate onSubmit={submit}>
        {verb === "allow" ? <p className="t2">{t("invoices.allowNote", { total: formatYuan((invoice.room.billed?.amount ?? 0) + (invoice.room.this?.amount ?? 0)), price: formatYuan(invoice.room.price?.amount ?? 0) })}</p> : null}
        {reasoned ? <Field label={t("invoices.reason")} required error={error("reason")}>{(control) => <TextArea {...control} rows={3} maxLength={500} value={a.reason} onChange={(e) => set({ reason: e.target.value })} />}</Field> : null}
        {verb === "record" ? (
          <>
            <Field label={t("invoices.fiscal")} required note={t("invoices.fiscalNote")} error={error("fiscal_number")}>{(control) => <TextInput {...control} inputMode="numeric" value={a.fiscal} maxLength={40} onChange={(e) => set({ fiscal: e.target.value })} />}</Field>
            <Field label={t("invoices.issuedOn")} required error={error("issued_on")}>{(control) => <DatePicker {...control} label={t("invoices.issuedOn")} value={a.issued} onChange={(issued) => set({ issued })} />}</Field>
            <FileField record={{ kind: "invoice", id: invoice.id }} kind="attachment" label={t("invoices.paper")} optional value={a.file} onChange={(file) => set({ file })} error={error("document_id")} />
          </>
        ) : null}
        {verb === "deliver" ? (
          <>
            <Field label={t("invoices.channel")} error={error("channel")}>{(control) => <Select {...control} label={t("invoices.channel")} value={a.channel} onChange={(channel) => set({ channel })} options={CHANNELS.map((v) => ({ value: v, label: t(`invoices.channels.${v}`) }))} />}</Field>
            <Field label={t("invoices.recipient")} error={error("recipient")}>{(control) => <TextInput {...control} value={a.recipient} maxLength={120} onChange={(e) => set({ recipient: e.target.value })} />}</Field>
          </>
        ) : null}
        {verb === "red" ? (
          <>
            <p className="t2">{t("invoices.redNote")}</p>
            <Field label={t("invoices.reason")} error={error("reason")}>{(control) => <Select {...control} label={t("invoices.reason")} value={a.red} onChange={(red) => set({ red })} options={RED_REASONS.map((v) => ({ value: v, label: t(`invoices.redReason.${v}`) }))} />}</Field>
            <Field label={t("invoices.redExtent")}>{() => <Segmented label={t("invoices.redExtent")} name="red-extent" value={a.part} onChange={(part) => set({ part })} options={(["whole", "part"] as const).map((v) => ({ value: v, label: t(`invoices.redExtents.${v}`) }))} />}</Field>
            {a.part === "part" ? <RedLines invoice={invoice} nets={a.nets} error={error("lines")} onChange={(nets) => set({ nets })} /> : null}
            <Field label={t("invoices.remarks")} error={error("note")}>{(control) => <TextInput {...control} value={a.note} maxLength={200} onChange={(e) => set({ note: e.target.value })} />}</Field>
          </>
        ) : null}
        {act.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}

interface RedLinesProps {
  invoice: Invoice;
  nets: (number | null)[];
  error?: string;
  onChange: (nets: (number | null)[]) => void;
}

/** How much of each line is taken back, without tax; a line that is left empty stays. */
function RedLines({ invoice, nets, error, onChange }: RedLinesProps) {
  const { t } = useTranslation();
  return (
    <div role="group" aria-label={t("invoices.redLines")}>
      <div className="row f12 t3"><span>{t("invoices.redLines")}</span><span className="push">{t("invoices.netYuan")}</span></div>
      {invoice.lines.map((l, i) => (
        <div key={i} className="row gap12" style={{ minHeight: 40 }}>
          <span className="grow ell" title={l.name}>{l.name}</span>
          <span className="t3 f12 num nowrap">{t("invoices.ofNet", { amount: formatYuan(l.net?.amount ?? 0) })}</span>
          <span style={{ width: 132, flex: "none" }}><MoneyInput aria-label={l.name} value={nets[i] ?? null} onChange={(net) => onChange(nets.map((n, at) => (at === i ? net : n)))} /></span>
        </div>
      ))}
      {error ? <p className="bad-t f12">{error}</p> : null}
    </div>
  );
}
