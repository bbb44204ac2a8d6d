import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { useRecordParts, type ChosenFile } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextArea, TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { CHANNELS } from "../model";
import { useAct, type Act } from "../queries";
import type { Quote } from "../types";

/** Verbs that want to know more before they are done. */
export type Asked = "send" | "accept" | "reject" | "withdraw";

const DANGER: Asked[] = ["withdraw"];

interface Answers {
  reason: string;
  channel: string;
  recipient: string;
  message: string;
  evidence: ChosenFile | null;
}

function actOf(verb: Asked, a: Answers): Act {
  if (verb === "send") return { verb, channel: a.channel, recipient: a.recipient.trim(), ...(a.channel === "email" && a.message.trim() !== "" ? { message: a.message.trim() } : {}) };
  return verb === "accept" ? { verb, evidence_id: a.evidence?.id ?? "" } : { verb, reason: a.reason.trim() };
}

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** What a verb still lacks, as a locale key by field. */
function lacking(verb: Asked, a: Answers): Record<string, string> {
  if (verb === "accept") return a.evidence ? {} : { evidence_id: "quotes.verb.evidenceNeeded" };
  if (verb !== "send") return a.reason.trim() === "" ? { reason: "quotes.verb.reasonNeeded" } : {};
  if (a.recipient.trim() === "") return { recipient: "quotes.verb.recipientNeeded" };
  return a.channel === "email" && !ADDRESS.test(a.recipient.trim()) ? { recipient: "quotes.verb.addressNeeded" } : {};
}

/** Sends an offer, or notes what the customer said to it. */
export function VerbDialog({ quote: q, verb, onClose }: { quote: Quote; verb: Asked; onClose: () => void }) {
  const { t } = useTranslation();
  const { FileField } = useRecordParts();
  const act = useAct();
  const [a, setAnswers] = useState<Answers>({ reason: "", channel: "email", recipient: "", message: "", evidence: null });
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<Answers>): void => setAnswers((now) => ({ ...now, ...patch }));
  const missing = lacking(verb, a);
  const refused = fieldErrors(act.error);
  const error = (field: string): string | undefined => (tried && missing[field] ? t(missing[field]) : refused[field]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(missing).length > 0) return;
    act.mutate({ on: q, act: actOf(verb, a) }, { onSuccess: () => {
      toastDone(t(`quotes.verb.${verb}Done`, { name: q.title }));
      onClose();
    } });
  };
  return (
    <Dialog title={t(`quotes.verb.${verb}`)} note={`${q.title} V${q.revision}`} onClose={onClose}
      actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button form="quote-verb" type="submit" kind={DANGER.includes(verb) ? "danger" : "primary"} busy={act.isPending}>{t(`quotes.verb.${verb}`)}</Button></>}>
      <p className="t2" style={{ marginBottom: 10 }}>{t(`quotes.verb.${verb}Note`, { days: q.validity_days })} {verb === "send" ? <a href={`/api/v1/quotes/${q.id}/pdf`} download>{t("quotes.verb.preview")}</a> : null}</p>
      <form id="quote-verb" className="col gap12" noValidate onSubmit={submit}>
        {verb === "send" ? (
          <>
            <Field label={t("quotes.verb.channel")} error={refused.channel}>{(control) => <Select {...control} label={t("quotes.verb.channel")} value={a.channel} onChange={(channel) => set({ channel })} options={CHANNELS.map((c) => ({ value: c, label: t(`quotes.channel.${c}`) }))} />}</Field>
            <Field label={t(a.channel === "email" ? "quotes.verb.address" : "quotes.verb.recipient")} required error={error("recipient")}>{(control) => <TextInput {...control} type={a.channel === "email" ? "email" : "text"} maxLength={200} value={a.recipient} onChange={(e) => set({ recipient: e.target.value })} />}</Field>
            {a.channel === "email" ? <Field label={t("quotes.verb.message")} note={t("quotes.verb.messageNote")} error={refused.message}>{(control) => <TextArea {...control} rows={4} maxLength={4000} value={a.message} onChange={(e) => set({ message: e.target.value })} />}</Field> : null}
          </>
        ) : null}
        {verb === "accept" ? <FileField record={{ kind: "quote", id: q.id }} kind="evidence" label={t("quotes.verb.evidence")} except={[q.paper_id]} value={a.evidence} onChange={(evidence) => set({ evidence })} error={error("evidence_id")} /> : null}
        {verb === "reject" || verb === "withdraw" ? <Field label={t("quotes.verb.reason")} required error={error("reason")}>{(control) => <TextArea {...control} rows={3} maxLength={1000} value={a.reason} onChange={(e) => set({ reason: e.target.value })} />}</Field> : null}
        {act.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}
