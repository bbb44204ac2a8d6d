import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { useRecordParts, type ChosenFile } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextArea } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { toastDone } from "../../../../ui/toast";
import { useAmendmentAct } from "../queries";
import type { Amendment } from "../types";
import { serverToday } from "../../../../lib/now";

export type AmendmentAsked = "sign" | "recall" | "void";

/** Notes the signatures of an amendment, or takes it back. */
export function AmendmentDialog({ amendment: a, verb, onClose }: { amendment: Amendment; verb: AmendmentAsked; onClose: () => void }) {
  const { t } = useTranslation();
  const { FileField } = useRecordParts();
  const act = useAmendmentAct();
  const [file, setFile] = useState<ChosenFile | null>(null);
  const [date, setDate] = useState(serverToday());
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const signs = verb === "sign";
  const short = reason.trim().length < 2;
  const refused = fieldErrors(act.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (signs ? !file || date === "" : short) return;
    act.mutate({ on: a, act: verb === "sign" ? { verb, document_id: file?.id ?? "", sha256: file?.sha256 ?? "", signed_on: date } : { verb, reason: reason.trim() } }, { onSuccess: () => {
      toastDone(t(`contracts.done.${verb}`, { name: a.title }));
      onClose();
    } });
  };
  return (
    <Dialog title={t(`contracts.verb.${verb}`)} note={a.title} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button form="amendment-verb" type="submit" kind={verb === "void" ? "danger" : "primary"} busy={act.isPending}>{t(`contracts.verb.${verb}`)}</Button></>}>
      <p className="t2" style={{ marginBottom: 10 }}>{t(`contracts.explainAmendment.${verb}`)}</p>
      <form id="amendment-verb" className="col gap12" noValidate onSubmit={submit}>
        {signs ? (
          <>
            <FileField record={{ kind: "contract_amendment", id: a.id }} kind="signed_scan" label={t("contracts.paper.sign")} value={file} onChange={setFile} note={t("contracts.scanNote")} error={tried && !file ? t("contracts.verb.fileNeeded") : (refused.document_id ?? refused.sha256)} />
            <Field label={t("contracts.signedOn")} required error={tried && date === "" ? t("contracts.verb.dateNeeded") : refused.signed_on}>{(control) => <DatePicker {...control} label={t("contracts.signedOn")} value={date} onChange={setDate} />}</Field>
          </>
        ) : (
          <Field label={t("contracts.reason")} required error={tried && short ? t("contracts.verb.reasonNeeded") : refused.reason}>{(control) => <TextArea {...control} rows={3} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />}</Field>
        )}
        {act.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}
