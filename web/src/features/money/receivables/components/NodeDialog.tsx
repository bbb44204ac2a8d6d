import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { useRecordParts, type ChosenFile } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { MoneyInput, TextArea, TextInput, WanNote } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { toastDone } from "../../../../ui/toast";
import { needsPaper, type NodeVerb } from "../model";
import { useNodeVerb, type Told } from "../queries";
import type { Node } from "../types";
import { serverToday } from "../../../../lib/now";

interface Answers {
  paper: ChosenFile | null;
  on: string;
  words: string;
  due: string;
  period: string;
  done: number | null;
}

function toldOf(verb: NodeVerb, a: Answers): Told {
  if (!needsPaper(verb)) return { reason: a.words.trim() };
  const proof: Told = { document_id: a.paper?.id, on: a.on, ...(a.words.trim() ? { note: a.words.trim() } : {}) };
  if (verb === "reschedule") return { ...proof, due_on: a.due };
  return verb === "value" ? { ...proof, period: a.period, done: { amount: a.done ?? 0, currency: "CNY" } } : proof;
}

/** What a verb still lacks, as a locale key by field. */
function lacking(verb: NodeVerb, a: Answers): Record<string, string> {
  if (!needsPaper(verb)) return a.words.trim() === "" ? { reason: "receivables.ask.reasonNeeded" } : {};
  const out: Record<string, string> = {};
  if (!a.paper) out.document_id = "receivables.ask.paperNeeded";
  if (a.on === "") out.on = "receivables.ask.dayNeeded";
  if (verb === "reschedule" && a.due === "") out.due_on = "receivables.ask.dayNeeded";
  if (verb === "value" && !/^20\d\d-(0[1-9]|1[0-2])$/.test(a.period)) out.period = "receivables.ask.periodNeeded";
  if (verb === "value" && !a.done) out.done = "receivables.ask.doneNeeded";
  return out;
}

/** One step of a payment, with the paper that proves it or the reason for it. */
export function NodeDialog({ node, verb, onClose }: { node: Node; verb: NodeVerb; onClose: () => void }) {
  const { t } = useTranslation();
  const { FileField } = useRecordParts();
  const act = useNodeVerb();
  const today = serverToday();
  const [a, setAnswers] = useState<Answers>({ paper: null, on: today, words: "", due: node.due_on, period: today.slice(0, 7), done: null });
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<Answers>): void => setAnswers((now) => ({ ...now, ...patch }));
  const missing = lacking(verb, a);
  const refused = fieldErrors(act.error);
  const error = (field: string): string | undefined => (tried && missing[field] ? t(missing[field]) : refused[field]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(missing).length === 0) act.mutate({ on: node, verb, told: toldOf(verb, a) }, { onSuccess: () => {
      toastDone(t("receivables.ask.done", { name: node.name, verb: t(`receivables.verb.${verb}`) }));
      onClose();
    } });
  };
  return (
    <Dialog title={t(`receivables.verb.${verb}`)} note={node.name} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button form="node-verb" type="submit" kind="primary" busy={act.isPending}>{t(`receivables.verb.${verb}`)}</Button></>}>
      <p className="t2" style={{ marginBottom: 10 }}>{t(`receivables.ask.${verb}`)}</p>
      <form id="node-verb" className="col gap12" noValidate onSubmit={submit}>
        {verb === "value" ? (
          <div className="form-row">
            <Field label={t("receivables.ask.period")} required error={error("period")}>{(control) => <TextInput {...control} value={a.period} maxLength={7} onChange={(e) => set({ period: e.target.value })} />}</Field>
            <Field label={t("receivables.ask.worth")} required error={error("done")} note={<WanNote fen={a.done} />}>{(control) => <MoneyInput {...control} value={a.done} onChange={(done) => set({ done })} />}</Field>
          </div>
        ) : null}
        {verb === "reschedule" ? <Field label={t("receivables.ask.newDue")} required error={error("due_on")}>{(control) => <DatePicker {...control} label={t("receivables.ask.newDue")} value={a.due} onChange={(due) => set({ due })} />}</Field> : null}
        {needsPaper(verb) ? (
          <>
            <FileField record={{ kind: "payment_node", id: node.id }} kind="evidence" label={t("receivables.ask.paper")} value={a.paper} onChange={(paper) => set({ paper })} error={error("document_id")} />
            <Field label={t("receivables.ask.day")} required error={error("on")}>{(control) => <DatePicker {...control} label={t("receivables.ask.day")} value={a.on} onChange={(on) => set({ on })} />}</Field>
          </>
        ) : null}
        <Field label={t(needsPaper(verb) ? "receivables.note" : "receivables.ask.reason")} required={!needsPaper(verb)} error={error("reason") ?? refused.note}>{(control) => <TextArea {...control} rows={3} maxLength={500} value={a.words} onChange={(e) => set({ words: e.target.value })} />}</Field>
        {act.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}
