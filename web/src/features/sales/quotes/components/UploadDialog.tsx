import { CircleAlert, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatCount, formatYuan } from "../../../../lib/format";
import { problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { DropZone } from "../../../../ui/DropZone";
import { Field } from "../../../../ui/Field";
import { Segmented } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Pill, ProgressBar } from "../../../../ui/marks";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { useTake } from "../queries";
import type { Taken } from "../types";

const MAX_BYTES = 16 * 1024 * 1024;

interface UploadDialogProps {
  quote: { id: string; version: number };
  /** Lines that the bill has now. */
  lines: number;
  onClose: () => void;
}

/** A spreadsheet into the bill: first what would come of it, then the same for good. Nothing is written while a row is refused. */
export function UploadDialog({ quote, lines, onClose }: UploadDialogProps) {
  const { t } = useTranslation();
  const look = useTake();
  const take = useTake();
  const [file, setFile] = useState<File | null>(null);
  const [mode, setMode] = useState<"replace" | "merge">("replace");
  const [share, setShare] = useState(0);
  const [refused, setRefused] = useState<string>();
  const found = look.data;
  const read = (next: File, how = mode, sheet = ""): void => {
    const why = !/\.(xlsx|csv)$/i.test(next.name) ? "quotes.upload.type" : next.size > MAX_BYTES ? "quotes.upload.large" : undefined;
    setRefused(why ? t(why, { name: next.name }) : undefined);
    if (why) return;
    setFile(next);
    setShare(0);
    look.mutate({ on: quote, file: next, mode: how, sheet, dryRun: true, onProgress: setShare });
  };
  const write = (): void => {
    if (file && found) take.mutate({ on: quote, file, mode, sheet: found.sheet, dryRun: false }, { onSuccess: (taken) => {
      toastDone(t("quotes.upload.done", { count: taken.lines }));
      onClose();
    } });
  };
  const error = take.error ?? look.error;
  return (
    <Dialog wide title={t("quotes.upload.title")} onClose={onClose} note={file ? file.name : t("quotes.upload.formats")}
      actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="primary" busy={take.isPending} disabled={!found || found.severe > 0 || look.isPending} onClick={write}>{found ? t("quotes.upload.take", { count: found.lines }) : t("quotes.upload.takeNone")}</Button></>}>
      {!file || (!found && !look.isPending) ? <DropZone accept=".xlsx,.csv" hint={t("quotes.upload.hint")} onFiles={([f]) => f && read(f)} /> : null}
      {refused ? <div style={{ marginTop: 8 }}><InlineNotice tone="bad">{refused}</InlineNotice></div> : null}
      {look.isPending ? <div style={{ padding: "18px 0" }}><p className="t2 f12" style={{ marginBottom: 6 }}>{t(share < 1 ? "quotes.upload.sending" : "quotes.upload.reading")}</p><ProgressBar share={share} label={t("quotes.upload.sending")} /></div> : null}
      {error ? <div style={{ marginTop: 8 }}><InlineNotice tone="bad">{problemText(error)}</InlineNotice></div> : null}
      {found && !look.isPending ? (
        <>
          <div className="form-row">
            <Field label={t("quotes.upload.sheet")} note={t("quotes.upload.headerAt", { row: found.header })}>
              {(control) => <Select {...control} label={t("quotes.upload.sheet")} value={found.sheet} onChange={(sheet) => file && read(file, mode, sheet)} options={found.sheets.map((s) => ({ value: s, label: s || t("quotes.upload.onlySheet") }))} />}
            </Field>
            {lines > 0 ? (
              <Field label={t("quotes.upload.mode")} note={t(`quotes.upload.${mode}Note`)}>
                {() => <Segmented label={t("quotes.upload.mode")} name="upload-mode" value={mode} onChange={(how) => {
                  setMode(how);
                  if (file) read(file, how, found.sheet);
                }} options={[{ value: "replace", label: t("quotes.upload.replace") }, { value: "merge", label: t("quotes.upload.merge") }]} />}
              </Field>
            ) : null}
          </div>
          <Outcome taken={found} hadLines={lines > 0} />
          <Button size="small" kind="quiet" onClick={() => {
            setFile(null);
            look.reset();
          }}>{t("documents.another")}</Button>
        </>
      ) : null}
    </Dialog>
  );
}

/** What the file holds and what it would change. */
function Outcome({ taken, hadLines }: { taken: Taken; hadLines: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="section-head" style={{ marginTop: 10 }}>{t("quotes.upload.columns")}</div>
      <div className="upload-map">
        {Object.entries(taken.columns).sort(([, a], [, b]) => a.length - b.length || a.localeCompare(b)).map(([field, column]) => <Pill key={field} outline><span className="mono">{column}</span> {t(`quotes.fieldName.${field}`, { defaultValue: field })}</Pill>)}
      </div>
      <div className="upload-counts">
        <span><b>{formatCount(taken.lines)}</b> <span className="t2">{t("quotes.upload.inFile")}</span></span>
        {hadLines ? (["added", "changed", "removed", "same"] as const).map((what) => <span key={what}><b className={what === "removed" && taken.removed > 0 ? "bad-t" : ""}>{formatCount(taken[what])}</b> <span className="t2">{t(`quotes.upload.${what}`)}</span></span>) : null}
        {taken.after ? <span className="push"><span className="t2">{t("quotes.grossYuan")}</span> {hadLines && taken.before ? <s className="t3">{formatYuan(taken.before.gross.amount)}</s> : null} <b>{formatYuan(taken.after.gross.amount)}</b></span> : null}
      </div>
      {taken.severe > 0 ? <InlineNotice tone="bad">{t("quotes.upload.refused", { count: taken.severe })}</InlineNotice> : taken.problems.length > 0 ? <InlineNotice tone="warn">{t("quotes.upload.warned", { count: taken.problems.length })}</InlineNotice> : <InlineNotice tone="ok">{t("quotes.upload.clean")}</InlineNotice>}
      {taken.problems.length > 0 ? <Problems taken={taken} /> : null}
    </>
  );
}

function Problems({ taken }: { taken: Taken }) {
  const { t } = useTranslation();
  const sorted = [...taken.problems].sort((a, b) => Number(b.severe) - Number(a.severe) || a.row - b.row);
  return (
    <div className="upload-problems" tabIndex={0} role="region" aria-label={t("quotes.upload.problems")} style={{ marginTop: 8 }}>
      <table className="plain">
        <thead><tr><th scope="col">{t("quotes.upload.cell")}</th><th scope="col">{t("quotes.upload.field")}</th><th scope="col">{t("quotes.upload.what")}</th></tr></thead>
        <tbody>
          {sorted.map((p, i) => (
            <tr key={i}>
              <td className="mono">{p.row > 0 ? p.cell || t("quotes.upload.rowNo", { row: p.row }) : p.cell}</td>
              <td className="t2">{t(`quotes.fieldName.${p.field}`, { defaultValue: p.field })}</td>
              <td>{p.severe ? <CircleAlert className="s bad-t" role="img" aria-label={t("terms.severity.block")} /> : <TriangleAlert className="s warn-t" role="img" aria-label={t("terms.severity.info")} />} {t(`quotes.problem.${p.code}`, { defaultValue: p.code })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
