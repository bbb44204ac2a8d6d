import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../../../../lib/problem";
import { Button, Spinner } from "../../../../ui/Button";
import { EmptyState, InlineNotice, Tabs } from "../../../../ui/layout";
import { Pill } from "../../../../ui/marks";
import { OUTCOMES, outcomeTone, reportFields } from "../model";
import { useDecide, useLines } from "../queries";
import type { Import, Line, Outcome } from "../types";

/** Every row of which there is something to say, and what to do with the doubtful ones. */
export function Report({ record }: { record: Import }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome | "">("");
  const pages = useLines(record, outcome);
  const decide = useDecide();
  const lines = pages.data?.pages.flatMap((p) => p.items) ?? [];
  const error = decide.error ?? pages.error;
  const { counts } = record;
  const tabs = [{ id: "", label: t("imports.everything") }, ...OUTCOMES.filter((o) => counts[o] > 0 && o !== "new").map((o) => ({ id: o, label: t(`imports.outcome.${o}`), count: counts[o] }))];
  const similar = lines.filter((l) => l.outcome === "similar").map((l) => l.row);
  const answer = (rows: number[], decision: "create" | "skip"): void => decide.mutate({ on: record, rows: rows.slice(0, 1000), decision });
  return (
    <div className="import-report">
      <Tabs kind="pill" label={t("imports.report")} tabs={tabs} value={outcome} onChange={(id) => setOutcome(id as Outcome | "")} aside={record.actions.includes("decide") && similar.length > 1 ? (
        <span className="row gap8 push">
          <Button size="small" busy={decide.isPending} onClick={() => answer(similar, "skip")}>{t("imports.skipAll", { count: similar.length })}</Button>
          <Button size="small" busy={decide.isPending} onClick={() => answer(similar, "create")}>{t("imports.createAll", { count: similar.length })}</Button>
        </span>
      ) : undefined} />
      {error ? <InlineNotice tone="bad" strip>{problemText(error)}</InlineNotice> : null}
      {pages.isPending ? <div className="import-wait"><Spinner /></div> : lines.length === 0 ? <EmptyState title={t("imports.cleanTitle")}>{t("imports.cleanText")}</EmptyState> : (
        <div className="import-lines" tabIndex={0} role="region" aria-label={t("imports.report")}>
          <Lines record={record} lines={lines} onDecide={(row, decision) => answer([row], decision)} />
          {pages.hasNextPage ? <div className="import-wait"><Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t("imports.more")}</Button></div> : null}
        </div>
      )}
    </div>
  );
}

/** What was decided about a doubtful row, and the way to decide otherwise. */
function Decision({ line, onDecide }: { line: Line; onDecide: (decision: "create" | "skip") => void }) {
  const { t } = useTranslation();
  const choice = (decision: "create" | "skip", label: string) => line.decision === decision
    ? <Pill tone={decision === "create" ? "ok" : "mute"}>{label}</Pill>
    : <Button size="small" kind="quiet" onClick={() => onDecide(decision)}>{label}</Button>;
  return <span className="row gap4">{choice("skip", t("imports.skip"))}{choice("create", t("imports.take"))}</span>;
}

function Lines({ record, lines, onDecide }: { record: Import; lines: Line[]; onDecide: (row: number, decision: "create" | "skip") => void }) {
  const { t, i18n } = useTranslation();
  const fields = reportFields(lines);
  const label = (key: string): string => {
    const f = record.fields.find((x) => x.key === key);
    return f ? (i18n.language.startsWith("en") ? f.label_en : f.label_zh) : key;
  };
  return (
    <table className="plain">
      <thead><tr><th scope="col" className="right">{t("imports.row")}</th><th scope="col">{t("imports.name")}</th>{fields.map((f) => <th scope="col" key={f}>{label(f)}</th>)}<th scope="col">{t("imports.problems")}</th><th scope="col">{t("imports.treatment")}</th></tr></thead>
      <tbody>
        {lines.map((l) => (
          <tr key={l.row}>
            <td className="right num t3">{l.row}</td>
            <td>{l.title}</td>
            {fields.map((f) => {
              const bad = l.problems.some((p) => p.field === f && p.severe);
              const text = l.cells.find((c) => c.field === f)?.text ?? "";
              return <td key={f} className={bad ? "wrong" : ""}>{text || <span className="t3">{bad ? t("imports.blank") : ""}</span>}</td>;
            })}
            <td className="why">{l.problems.map((p, i) => <span key={i}>{p.text}</span>)}</td>
            <td>{l.outcome === "similar" && record.actions.includes("decide") ? <Decision line={l} onDecide={(decision) => onDecide(l.row, decision)} /> : <Pill tone={outcomeTone(l.outcome)}>{t(`imports.outcome.${l.outcome}`)}</Pill>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
