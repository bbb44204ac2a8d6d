import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { formatYuan } from "../../../../lib/format";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { useRecordParts, type ChosenFile } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextArea } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { toastDone } from "../../../../ui/toast";
import type { Verb } from "../model";
import { useContracts, useReceiptVerb, useSuggestions } from "../queries";
import type { Row } from "../types";
import { ContractField } from "./ContractField";

/** A step of a receipt that wants to know more; bookings have a dialog of their own. */
export function ReceiptDialog({ receipt, verb, onClose }: { receipt: Row; verb: Exclude<Verb, "allocate">; onClose: () => void }) {
  const { t } = useTranslation();
  const { FileField } = useRecordParts();
  const act = useReceiptVerb();
  const [a, setAnswers] = useState({ contract: "", reason: "", letter: null as ChosenFile | null, proof: null as ChosenFile | null });
  const [tried, setTried] = useState(false);
  const known = useContracts(verb === "claim" ? receipt.payer_name : null);
  const suggested = useSuggestions(verb === "claim" ? receipt.id : null);
  const theirs = known.data ?? [];
  const match = suggested.data?.[0]?.rows[0];
  const contract = a.contract || match?.contract_id || (theirs.length === 1 ? (theirs[0]?.id ?? "") : "");
  const set = (patch: Partial<typeof a>): void => setAnswers((now) => ({ ...now, ...patch }));
  const reasoned = verb !== "claim" && verb !== "confirm";
  const proved = receipt.kind === "offset" || receipt.kind === "payment_in_kind";
  const missing: Record<string, string> = {};
  if (verb === "claim" && contract === "") missing.contract_id = "receipts.need.contract";
  if (reasoned && a.reason.trim().length < 2) missing.reason = "receipts.need.reason";
  const refused = fieldErrors(act.error);
  const error = (field: string): string | undefined => (tried && missing[field] ? t(missing[field]) : refused[field]);
  const told = (): Record<string, unknown> => (verb === "claim" ? { contract_id: contract } : verb === "confirm" ? { ...(a.letter ? { letter_id: a.letter.id } : {}), ...(a.proof ? { proof_id: a.proof.id } : {}) } : { reason: a.reason.trim() });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(missing).length === 0) act.mutate({ on: receipt, verb, told: told() }, { onSuccess: () => {
      toastDone(t("receipts.done", { number: receipt.number, verb: t(`receipts.verb.${verb}`) }));
      onClose();
    } });
  };
  return (
    <Dialog title={t(`receipts.verb.${verb}`)} note={`${receipt.payer_name} ${receipt.amount ? formatYuan(receipt.amount.amount) : ""}`} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button form="receipt-verb" type="submit" kind={verb === "reverse" || verb === "refund" ? "danger" : "primary"} busy={act.isPending || known.isLoading || suggested.isLoading}>{t(`receipts.verb.${verb}`)}</Button></>}>
      <p className="t2" style={{ marginBottom: 10 }}>{t(`receipts.about.${verb}`)}</p>
      <form id="receipt-verb" className="col gap12" noValidate onSubmit={submit}>
        {verb === "claim" ? (
          <ContractField theirs={theirs} value={contract} onChange={(contract) => set({ contract })} error={error("contract_id")} note={match && contract === match.contract_id ? t("receipts.match", { node: match.node.name, on: match.due_on }) : undefined} />
        ) : null}
        {verb === "confirm" && receipt.third_party ? <FileField record={{ kind: "receipt", id: receipt.id }} kind="evidence" label={t("receipts.letter")} value={a.letter} onChange={(letter) => set({ letter })} error={error("letter_id")} /> : null}
        {verb === "confirm" && proved ? <FileField record={{ kind: "receipt", id: receipt.id }} kind="evidence" label={t("receipts.proof")} value={a.proof} onChange={(proof) => set({ proof })} error={error("proof_id")} /> : null}
        {reasoned ? <Field label={t("receipts.reason")} required error={error("reason")}>{(control) => <TextArea {...control} rows={3} maxLength={500} value={a.reason} onChange={(e) => set({ reason: e.target.value })} />}</Field> : null}
        {act.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}
