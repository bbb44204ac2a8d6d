import "./documents.css";
import { Plus } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { formatInstantShort } from "../../../lib/format";
import { Problem, problemText } from "../../../lib/problem";
import type { FilesProps } from "../../../lib/record";
import { IconButton } from "../../../ui/Button";
import { DropZone } from "../../../ui/DropZone";
import { InlineNotice } from "../../../ui/layout";
import { toastBad, toastDone } from "../../../ui/toast";
import { FileTable } from "./FileTable";
import { contentHref, refusal } from "./model";
import { fileIcon, SendingList } from "./parts";
import { useDocuments, useUploads, type Uploads } from "./queries";
import type { DocumentRow } from "./types";

/** The papers of a record: to read, to add, to replace. */
export default function Files({ record, place }: FilesProps) {
  const { t } = useTranslation();
  const me = useMe();
  const reads = can(me, "document:read");
  const documents = useDocuments(record, reads);
  const uploads = useUploads(record);
  const add = useAdd(uploads);
  const writes = can(me, "document:write");
  const rows = documents.data ?? [];
  if (!reads || (documents.error instanceof Problem && documents.error.status === 404)) return null;
  if (place === "rail") return rows.length === 0 && !writes ? null : <RailFiles rows={rows} uploads={uploads} onAdd={writes ? add : undefined} />;
  return (
    <>
      {documents.error ? <InlineNotice tone="bad">{problemText(documents.error)}</InlineNotice> : null}
      {writes ? <div className="drop-line"><DropZone slim={rows.length > 0} multiple hint={t("documents.dropHint")} onFiles={add} /></div> : null}
      <SendingList sending={uploads.sending} onDismiss={uploads.dismiss} />
      {rows.length > 0 ? <FileTable rows={rows} uploads={uploads} /> : documents.isSuccess && !writes ? <p className="t3">{t("documents.none")}</p> : null}
    </>
  );
}

/** Sends files as attachments; one that will be refused is told at once and not sent. */
function useAdd({ send }: Uploads): (files: File[]) => void {
  const { t } = useTranslation();
  return (files) =>
    files.forEach((file) => {
      const why = refusal(file, "attachment");
      if (why) toastBad(t(why, { name: file.name }));
      else void send(file, "attachment").then((saved) => saved && toastDone(t("documents.added", { name: saved.file.name })));
    });
}

function RailFiles({ rows, uploads, onAdd }: { rows: DocumentRow[]; uploads: Uploads; onAdd?: (files: File[]) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const living = rows.filter((d) => d.voided_at === null);
  return (
    <section>
      <div className="section-head" style={{ marginBottom: 4 }}>
        {t("documents.title")}{living.length > 0 ? <span className="t3">{living.length}</span> : null}
        {onAdd ? (
          <span className="push">
            <IconButton size="small" icon={Plus} label={t("documents.add")} onClick={() => input.current?.click()} />
            <input ref={input} type="file" hidden multiple onChange={(event) => {
              onAdd([...(event.target.files ?? [])]);
              event.target.value = "";
            }} />
          </span>
        ) : null}
      </div>
      {living.map((d) => <FileRow key={d.id} document={d} />)}
      {living.length === 0 && uploads.sending.length === 0 ? <p className="t3 f12">{t("documents.none")}</p> : null}
      <SendingList sending={uploads.sending} onDismiss={uploads.dismiss} />
    </section>
  );
}

function FileRow({ document: d }: { document: DocumentRow }) {
  const Icon = fileIcon(d.file.media_type);
  return (
    <div className="file-row">
      <Icon aria-hidden />
      <a href={contentHref(d.id)} download className="ell" title={d.file.name}>{d.file.name}</a>
      <span className="push t3 f12 num nowrap">{formatInstantShort(d.updated_at).slice(0, -6)}</span>
    </div>
  );
}
