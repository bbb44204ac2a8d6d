import "./documents.css";
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstantShort, groupHash } from "../../../lib/format";
import type { ChosenFile, FileFieldProps } from "../../../lib/record";
import { IconButton } from "../../../ui/Button";
import { DropZone } from "../../../ui/DropZone";
import { Field } from "../../../ui/Field";
import { Radio } from "../../../ui/inputs";
import { acceptOf, refusal } from "./model";
import { fileIcon, SendingList } from "./parts";
import { useDocuments, useUploads } from "./queries";
import type { DocumentRow } from "./types";

/** One document of a record: uploaded here, or one that hangs there already. Its hash is shown once the server has it. */
export default function FileField({ record, label, kind, value, onChange, except = [], optional, note, error }: FileFieldProps) {
  const { t } = useTranslation();
  const uploads = useUploads(record);
  const [refused, setRefused] = useState<string>();
  const there = (useDocuments(record).data ?? []).filter((d) => d.voided_at === null && fits(d, kind) && !except.includes(d.id));
  const take = ([file]: File[]): void => {
    if (!file) return;
    const why = refusal(file, kind);
    setRefused(why ? t(why, { name: file.name }) : undefined);
    if (!why) void uploads.send(file, kind).then((saved) => saved && onChange(chosen(saved)));
  };
  return (
    <Field label={label} required={!optional} note={note} error={refused ?? error}>
      {(control) =>
        value ? <Chosen file={value} onClear={() => onChange(null)} /> : (
          <>
            <DropZone {...control} slim accept={acceptOf(kind)} hint={t(kind === "signed_scan" ? "documents.scanHint" : "documents.dropHint")} onFiles={take} />
            <SendingList sending={uploads.sending} onDismiss={uploads.dismiss} />
            {there.length > 0 ? (
              <div className="file-choice" role="radiogroup" aria-label={t("documents.there")}>
                <span className="t3 f12">{t("documents.there")}</span>
                {there.slice(0, 6).map((d) => <Radio key={d.id} name="file-choice" checked={false} onChange={() => onChange(chosen(d))}><span className="ell">{d.file.name}</span><span className="t3 f12 num nowrap">{formatInstantShort(d.updated_at)}</span></Radio>)}
              </div>
            ) : null}
          </>
        )
      }
    </Field>
  );
}

/** A scan or a solution must be one; anything else may prove something. */
const fits = (d: DocumentRow, kind: string): boolean => (kind === "signed_scan" || kind === "solution" ? d.kind === kind : true);

const chosen = (d: DocumentRow): ChosenFile => ({ id: d.id, name: d.file.name, sha256: d.file.sha256 });

function Chosen({ file, onClear }: { file: ChosenFile; onClear: () => void }) {
  const { t } = useTranslation();
  const Icon = fileIcon(/\.(png|jpe?g|webp)$/i.test(file.name) ? "image/" : "application/pdf");
  return (
    <div className="file-chosen">
      <Icon className="t3" aria-hidden />
      <span className="grow"><b className="ell" style={{ display: "block" }}>{file.name}</b><span className="mono">SHA-256 {groupHash(file.sha256)}</span></span>
      <IconButton size="small" icon={X} label={t("documents.another")} onClick={onClear} />
    </div>
  );
}
