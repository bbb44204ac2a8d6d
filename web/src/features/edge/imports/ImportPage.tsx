import "../../../ui/record.css";
import "./imports.css";
import { Link, useParams } from "@tanstack/react-router";
import { Download, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatCount } from "../../../lib/format";
import { problemText } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { EmptyState, InlineNotice } from "../../../ui/layout";
import { Pill, ProgressBar } from "../../../ui/marks";
import { PageHead } from "../../../ui/PageHead";
import { MappingPane } from "./components/MappingPane";
import { Report } from "./components/Report";
import { Steps } from "./components/Steps";
import { Summary } from "./components/Summary";
import { busy, lacking, progress, reportCsv, stateTone, stepOf } from "./model";
import { everyLine, useCheck, useImport, useRun } from "./queries";
import type { Import, Mapping } from "./types";

/** One import: its columns, what would become of each row, and what became of it. */
export default function ImportPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const { data: record, error } = useImport(id);
  if (!record) {
    return (
      <div className="page">
        <PageHead parent={{ to: "/imports", label: t("imports.title") }} title={t("imports.title")} />
        {error ? <EmptyState title={t("imports.gone")}>{problemText(error)}</EmptyState> : null}
      </div>
    );
  }
  return <Work key={record.id} record={record} />;
}

function Work({ record }: { record: Import }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Mapping>();
  const [undoing, setUndoing] = useState(false);
  const check = useCheck();
  const apply = useRun("apply");
  const undo = useRun("undo");
  const mapping = draft ?? record.mapping;
  const may = (verb: string): boolean => record.actions.includes(verb);
  const fresh = record.state === "checked" && draft === undefined;
  const error = check.error ?? apply.error ?? undo.error;
  const look = (): void => check.mutate({ on: record, mapping }, { onSuccess: () => setDraft(undefined) });
  return (
    <div className="page import-page">
      <PageHead parent={{ to: "/imports", label: t("imports.title") }} title={record.file} marks={<><Pill outline>{t(`imports.kind.${record.kind}`)}</Pill><Pill tone={stateTone(record.state)}>{t(`imports.state.${record.state}`)}</Pill></>}
        actions={<>
          {record.counts.rows > 0 ? <Button icon={Download} onClick={() => void download(record, t)}>{t("imports.download")}</Button> : null}
          {may("undo") ? <Button icon={Undo2} onClick={() => setUndoing(true)}>{t("imports.undo")}</Button> : null}
          {may("check") && !fresh ? <Button kind="primary" busy={check.isPending} disabled={lacking(mapping, record.fields).length > 0} onClick={look}>{t("imports.check")}</Button> : null}
          {may("apply") && fresh ? <Button kind="primary" busy={apply.isPending} disabled={record.counts.new + record.taken === 0} onClick={() => apply.mutate(record)}>{t("imports.apply", { count: record.counts.new + record.taken })}</Button> : null}
        </>} />
      <Steps at={stepOf(record.state)} note={record.counts.rows > 0 && !busy(record.state) ? t(record.state === "checked" ? "imports.dryTook" : "imports.took", { seconds: formatCount(record.seconds) }) : undefined} />
      {error ? <InlineNotice tone="bad" strip>{problemText(error)}</InlineNotice> : null}
      {record.state === "failed" || record.code ? <InlineNotice tone="bad" strip>{t(`imports.code.${record.code}`, { defaultValue: t("imports.failed", { code: record.code }) })}</InlineNotice> : null}
      <div className="import-work">
        <div className="import-main">
          {busy(record.state) ? <div className="import-progress"><p>{t(`imports.running.${record.state}`, { done: formatCount(record.done), items: record.items ? formatCount(record.items) : "…" })}</p><ProgressBar share={progress(record)} label={t(`imports.state.${record.state}`)} /></div> : null}
          {record.state === "applied" ? <InlineNotice tone="ok" strip action={<Link to={`/${record.kind}`}>{t("imports.toList")}</Link>}>{t("imports.applied", { count: record.records })}</InlineNotice> : null}
          {record.state === "undone" ? <InlineNotice tone="info" strip>{t("imports.undone")}</InlineNotice> : null}
          {record.counts.rows > 0 ? <><Summary record={record} /><Report record={record} /></> : busy(record.state) ? null : <EmptyState title={t("imports.firstTitle")}>{t("imports.firstText")}</EmptyState>}
        </div>
        <MappingPane record={record} mapping={mapping} editable={may("mapping")} onChange={setDraft} />
      </div>
      {undoing ? (
        <Dialog title={t("imports.undoTitle")} onClose={() => setUndoing(false)} actions={<><Button onClick={() => setUndoing(false)}>{t("ui.cancel")}</Button><Button kind="danger" busy={undo.isPending} onClick={() => undo.mutate(record, { onSettled: () => setUndoing(false) })}>{t("imports.undoNow", { count: record.records })}</Button></>}>
          <p>{t("imports.undoText", { count: record.records })}</p>
        </Dialog>
      ) : null}
    </div>
  );
}

/** Saves the report as a file that Excel opens. */
async function download(record: Import, t: (key: string) => string): Promise<void> {
  const lines = await everyLine(record.id);
  const text = reportCsv(lines, [t("imports.row"), t("imports.name"), t("imports.treatment"), t("imports.problems")], (o) => t(`imports.outcome.${o}`));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = `${record.file.replace(/\.\w+$/, "")}-${t("imports.report")}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
