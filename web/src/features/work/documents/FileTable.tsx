import { Ban, ChevronDown, ChevronRight, Download, Upload } from "lucide-react";
import { useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { formatBytes, formatInstantShort, shortHash } from "../../../lib/format";
import { problemText } from "../../../lib/problem";
import { Button, IconButton } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { Field } from "../../../ui/Field";
import { TextInput } from "../../../ui/inputs";
import { Pill } from "../../../ui/marks";
import { toastBad, toastDone } from "../../../ui/toast";
import { acceptOf, contentHref, refusal } from "./model";
import { fileIcon } from "./parts";
import { useDocument, useVoid, type Uploads } from "./queries";
import type { DocumentRow, FileVersion } from "./types";

/** Documents with their versions: a name opens the file, the arrow shows what it was before. */
export function FileTable({ rows, uploads }: { rows: DocumentRow[]; uploads: Uploads }) {
  const { t } = useTranslation();
  return (
    <div className="sideways" tabIndex={0} role="region" aria-label={t("documents.title")}>
      <table className="plain files-table">
        <thead>
          <tr>
            <th scope="col">{t("documents.name")}</th>
            <th scope="col">{t("documents.kindLabel")}</th>
            <th scope="col" className="right">{t("documents.size")}</th>
            <th scope="col">{t("documents.hash")}</th>
            <th scope="col">{t("documents.by")}</th>
            <th scope="col"><span className="sr">{t("ui.actions")}</span></th>
          </tr>
        </thead>
        <tbody>{rows.map((d) => <DocumentRows key={d.id} document={d} uploads={uploads} />)}</tbody>
      </table>
    </div>
  );
}

function DocumentRows({ document: d, uploads }: { document: DocumentRow; uploads: Uploads }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const Icon = fileIcon(d.file.media_type);
  return (
    <>
      <tr>
        <td>
          <span className={`file-row ${d.voided_at ? "void" : ""}`}>
            {d.file.number > 1 ? <IconButton size="small" icon={open ? ChevronDown : ChevronRight} label={t("documents.versions")} aria-expanded={open} onClick={() => setOpen(!open)} /> : <Icon aria-hidden />}
            <a href={contentHref(d.id)} download className="ell m" title={d.file.name}>{d.file.name}</a>
            {d.file.number > 1 ? <span className="t3 f12 num">V{d.file.number}</span> : null}
            {d.voided_at ? <Pill>{t("documents.voided")}</Pill> : null}
          </span>
        </td>
        <td className="t2">{t(`documents.kind.${d.kind}`, { defaultValue: d.kind })}</td>
        <FileCells file={d.file} />
        <td className="right"><Verbs document={d} uploads={uploads} /></td>
      </tr>
      {open ? <Versions id={d.id} /> : null}
    </>
  );
}

function FileCells({ file }: { file: FileVersion }) {
  return (
    <>
      <td className="right num t2">{formatBytes(file.size)}</td>
      <td className="mono t3" title={file.sha256}>{shortHash(file.sha256)}</td>
      <td className="t2"><span className="num">{formatInstantShort(file.uploaded_at)}</span> {file.uploaded_by?.name}</td>
    </>
  );
}

function Versions({ id }: { id: string }) {
  const { t } = useTranslation();
  const files = useDocument(id).data?.files.slice(1) ?? [];
  return files.map((f) => (
    <tr key={f.number} className="versions">
      <td style={{ paddingLeft: 32 }}><a href={contentHref(id, f.number)} download className="num">V{f.number} {f.name}</a></td>
      <td>{t("documents.earlier")}</td>
      <FileCells file={f} />
      <td />
    </tr>
  ));
}

function Verbs({ document: d, uploads }: { document: DocumentRow; uploads: Uploads }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [voiding, setVoiding] = useState(false);
  const replace = (file: File | undefined): void => {
    if (!file) return;
    const why = refusal(file, d.kind);
    if (why) toastBad(t(why, { name: file.name }));
    else void uploads.send(file, d.kind, d).then((saved) => saved && toastDone(t("documents.replaced", { name: saved.file.name, number: saved.file.number })));
  };
  return (
    <span className="row" style={{ justifyContent: "flex-end" }}>
      <a className="icon-btn small" href={contentHref(d.id)} download aria-label={t("documents.download", { name: d.file.name })}><Download aria-hidden /></a>
      {d.actions.includes("replace") ? (
        <>
          <IconButton size="small" icon={Upload} label={t("documents.newVersion")} onClick={() => input.current?.click()} />
          <input ref={input} type="file" hidden accept={acceptOf(d.kind)} onChange={(event) => {
            replace(event.target.files?.[0]);
            event.target.value = "";
          }} />
        </>
      ) : null}
      {d.actions.includes("void") ? <IconButton size="small" icon={Ban} label={t("documents.void")} onClick={() => setVoiding(true)} /> : null}
      {voiding ? <VoidDialog document={d} onClose={() => setVoiding(false)} /> : null}
    </span>
  );
}

function VoidDialog({ document: d, onClose }: { document: DocumentRow; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useVoid();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const empty = reason.trim() === "";
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!empty) act.mutate({ on: d, reason: reason.trim() }, { onSuccess: () => {
      toastDone(t("documents.voidDone", { name: d.file.name }));
      onClose();
    } });
  };
  return (
    <Dialog title={t("documents.void")} note={d.file.name} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="danger" form="void-document" type="submit" busy={act.isPending}>{t("documents.void")}</Button></>}>
      <form id="void-document" noValidate onSubmit={submit}>
        <Field label={t("documents.voidReason")} required note={t("documents.voidNote")} error={tried && empty ? t("documents.voidNeeds") : act.error ? problemText(act.error) : undefined}>
          {(control) => <TextInput {...control} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
}
