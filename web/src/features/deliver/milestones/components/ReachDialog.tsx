import { X } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { useRecordParts, type ChosenFile } from "../../../../lib/record";
import { Button, IconButton } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextArea } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { toastDone } from "../../../../ui/toast";
import { MAX_FILES } from "../model";
import { useReach } from "../queries";
import type { Row } from "../types";
import { serverToday } from "../../../../lib/now";

/** Reports a milestone with its day, words to the customer, photos and papers. */
export function ReachDialog({ milestone: m, onClose }: { milestone: Row; onClose: () => void }) {
  const { t } = useTranslation();
  const reach = useReach(m);
  const [on, setOn] = useState(m.actual_on || serverToday());
  const [words, setWords] = useState(m.statement);
  const [files, setFiles] = useState<ChosenFile[]>([]);
  const refused = fieldErrors(reach.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    reach.mutate({ actual_on: on, statement: words.trim(), document_ids: files.map((f) => f.id) }, {
      onSuccess: () => {
        toastDone(t("milestones.done.reach", { name: m.name }));
        onClose();
      },
    });
  };
  return (
    <Dialog wide title={t("milestones.verb.reach")} note={m.name} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="primary" form="reach" type="submit" disabled={on === ""} busy={reach.isPending}>{t("milestones.verb.reach")}</Button></>}>
      <p className="t2" style={{ marginBottom: 10 }}>{t(m.state === "rectifying" ? "milestones.explain.rectified" : "milestones.explain.reach")}</p>
      <form id="reach" className="col gap12" noValidate onSubmit={submit}>
        <Field label={t("milestones.actual")} required error={refused.actual_on}>{(c) => <DatePicker {...c} label={t("milestones.actual")} value={on} onChange={setOn} />}</Field>
        <Field label={t("milestones.statement")} note={t("milestones.statementNote")} error={refused.statement}>{(c) => <TextArea {...c} rows={3} maxLength={1000} value={words} onChange={(e) => setWords(e.target.value)} />}</Field>
        <FilesField milestone={m} files={files} error={refused.documents ?? refused.document_ids} onChange={setFiles} />
        {reach.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(reach.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}

/** Photos and papers that the customer will be shown. */
function FilesField({ milestone: m, files, error, onChange }: { milestone: Row; files: ChosenFile[]; error?: string; onChange: (files: ChosenFile[]) => void }) {
  const { t } = useTranslation();
  const { FileField } = useRecordParts();
  return (
    <div>
      {files.map((f) => (
        <div key={f.id} className="row gap8" style={{ minHeight: 32 }}>
          <span className="ell grow">{f.name}</span>
          <IconButton size="small" icon={X} label={t("milestones.dropFile", { name: f.name })} onClick={() => onChange(files.filter((x) => x.id !== f.id))} />
        </div>
      ))}
      {files.length < MAX_FILES ? <FileField record={{ kind: "milestone", id: m.id }} kind="evidence" optional label={t("milestones.files")} note={t("milestones.filesNote")} value={null} except={files.map((f) => f.id)} error={error} onChange={(file) => file && onChange([...files, file])} /> : null}
    </div>
  );
}
