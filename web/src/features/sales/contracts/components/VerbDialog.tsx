import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { useRecordParts, type ChosenFile } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { MoneyInput, TextArea, WanNote } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { toastDone } from "../../../../ui/toast";
import { useAct, type Act } from "../queries";
import type { Contract } from "../types";
import { serverToday } from "../../../../lib/now";

/** Verbs that want to know more before they are done. */
export type Asked = "sign" | "recall" | "void" | "suspend" | "resume" | "terminate" | "complete" | "settle";

const DANGER: Asked[] = ["terminate", "void"];
/** What each verb asks for besides. */
const ASKS: Record<Asked, ("file" | "date" | "reason" | "money")[]> = { sign: ["file", "date"], recall: ["reason"], void: ["reason"], suspend: ["file", "reason"], resume: ["reason"], terminate: ["file", "reason"], complete: ["file", "date"], settle: ["file", "money"] };

interface Answers {
  file: ChosenFile | null;
  date: string;
  reason: string;
  money: number | null;
}

function actOf(verb: Asked, a: Answers): Act {
  const document_id = a.file?.id ?? "";
  const reason = a.reason.trim();
  switch (verb) {
    case "sign": return { verb, document_id, sha256: a.file?.sha256 ?? "", signed_on: a.date };
    case "complete": return { verb, document_id, accepted_on: a.date };
    case "settle": return { verb, document_id, audited: { amount: a.money ?? 0, currency: "CNY" } };
    case "suspend":
    case "terminate": return { verb, document_id, reason };
    default: return { verb, reason };
  }
}

function lacking(verb: Asked, a: Answers): Record<string, string> {
  const asks = ASKS[verb];
  return {
    ...(asks.includes("file") && !a.file ? { document_id: "contracts.verb.fileNeeded" } : {}),
    ...(asks.includes("date") && a.date === "" ? { date: "contracts.verb.dateNeeded" } : {}),
    ...(asks.includes("date") && a.date > serverToday() ? { date: "contracts.verb.dateFuture" } : {}),
    ...(asks.includes("reason") && a.reason.trim().length < 2 ? { reason: "contracts.verb.reasonNeeded" } : {}),
    ...(asks.includes("money") && !a.money ? { audited: "contracts.verb.moneyNeeded" } : {}),
  };
}

/** Signs, suspends, completes and settles a contract: each with the paper that proves it. */
export function VerbDialog({ contract: c, verb, onClose }: { contract: Contract; verb: Asked; onClose: () => void }) {
  const { t } = useTranslation();
  const { FileField } = useRecordParts();
  const act = useAct();
  const [a, setAnswers] = useState<Answers>({ file: null, date: serverToday(), reason: "", money: null });
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<Answers>): void => setAnswers((now) => ({ ...now, ...patch }));
  const missing = lacking(verb, a);
  const refused = fieldErrors(act.error);
  const told = (...fields: string[]): string | undefined => fields.map((f) => (tried && missing[f] ? t(missing[f]) : refused[f])).find(Boolean);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(missing).length > 0) return;
    act.mutate({ on: c, act: actOf(verb, a) }, { onSuccess: () => {
      toastDone(t(`contracts.done.${verb}`, { name: c.title }));
      onClose();
    } });
  };
  const asks = ASKS[verb];
  return (
    <Dialog title={t(`contracts.verb.${verb}`)} note={c.number} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button form="contract-verb" type="submit" kind={DANGER.includes(verb) ? "danger" : "primary"} busy={act.isPending}>{t(`contracts.verb.${verb}`)}</Button></>}>
      <p className="t2" style={{ marginBottom: 10 }}>{t(`contracts.explain.${verb}`)}</p>
      <form id="contract-verb" className="col gap12" noValidate onSubmit={submit}>
        {asks.includes("file") ? <FileField record={{ kind: "contract", id: c.id }} kind={verb === "sign" ? "signed_scan" : "evidence"} label={t(`contracts.paper.${verb}`)} value={a.file} onChange={(file) => set({ file })} note={verb === "sign" ? t("contracts.scanNote") : undefined} error={told("document_id", "sha256")} /> : null}
        {asks.includes("date") ? <Field label={t(verb === "sign" ? "contracts.signedOn" : "contracts.acceptedOn")} required error={told("date", "signed_on", "accepted_on")}>{(control) => <DatePicker {...control} label={t("contracts.signedOn")} value={a.date} onChange={(date) => set({ date })} />}</Field> : null}
        {asks.includes("money") ? <Field label={t("contracts.audited")} required note={<WanNote fen={a.money} />} error={told("audited", "audited.amount")}>{(control) => <MoneyInput {...control} value={a.money} onChange={(money) => set({ money })} />}</Field> : null}
        {asks.includes("reason") ? <Field label={t("contracts.reason")} required error={told("reason")}>{(control) => <TextArea {...control} rows={3} maxLength={500} value={a.reason} onChange={(e) => set({ reason: e.target.value })} />}</Field> : null}
        {act.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}
