import { Plus, Signature, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "../../../../lib/format";
import { Problem, problemText } from "../../../../lib/problem";
import { Button, IconButton } from "../../../../ui/Button";
import { Checkbox, TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Pill } from "../../../../ui/marks";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { ANSWERS, expectationInput, isBeyond, PRIORITIES, statementChanged } from "../model";
import { useAct, usePutExpectations } from "../queries";
import type { ExpectationInput, Handover } from "../types";

type Draft = ExpectationInput & { local: string };

let drafts = 0;
const draftOf = (e: ExpectationInput): Draft => ({ ...e, local: e.id ?? `new-${++drafts}` });
const EMPTY: ExpectationInput = { text: "", priority: "must", standard: "", in_contract: false, answer: "", note: "" };

/** What the customer expects and what we answered. Sales signs it; any change voids that signature. */
export function Statement({ handover: h }: { handover: Handover }) {
  const { t } = useTranslation();
  const put = usePutExpectations(h);
  const act = useAct({ handled: true });
  const writes = h.actions.includes("update");
  const [rows, setRows] = useState<Draft[]>(() => h.expectations.map((e) => draftOf(expectationInput(e))));
  const [tried, setTried] = useState(false);
  const typed = rows.map(({ local: _local, ...e }) => e);
  const changed = statementChanged(typed, h.expectations);
  const empty = rows.some((r) => r.text.trim() === "");
  const change = (local: string, patch: Partial<ExpectationInput>): void => setRows((now) => now.map((r) => (r.local === local ? { ...r, ...patch } : r)));
  const save = (): void => {
    setTried(true);
    if (empty) return;
    put.mutate(typed.map(expectationInput), {
      onSuccess: (saved) => {
        setRows(saved.expectations.map((e) => draftOf(expectationInput(e))));
        setTried(false);
        toastDone(t("handovers.statement.saved"));
      },
    });
  };
  const error = put.error ?? act.error;
  const stale = error instanceof Problem && error.status === 412;
  return (
    <section className="record-section">
      <header>
        <h2>{t("handovers.statement.title")}</h2>
        <span className="t3 f12">{h.statement_at ? t("handovers.statement.signed", { at: formatInstant(h.statement_at) }) : t("handovers.statement.unsigned")}</span>
        <span className="push row gap8">
          {writes ? <Button size="small" icon={Plus} onClick={() => setRows((now) => [...now, draftOf(EMPTY)])}>{t("handovers.statement.add")}</Button> : null}
          {changed ? <Button size="small" kind="primary" busy={put.isPending} onClick={save}>{t("ui.save")}</Button> : null}
          {!changed && h.actions.includes("sign-statement") && !h.statement_at && rows.length > 0 ? <Button size="small" kind="primary" icon={Signature} busy={act.isPending} onClick={() => act.mutate({ on: h, act: { verb: "sign-statement" } }, { onSuccess: () => toastDone(t("handovers.statement.done")) })}>{t("handovers.statement.sign")}</Button> : null}
        </span>
      </header>
      {error ? <InlineNotice tone="bad">{stale ? t("handovers.stale") : problemText(error)}</InlineNotice> : null}
      {rows.length === 0 ? <p className="t2">{t("handovers.statement.none")}</p> : null}
      <div className="expectations">{rows.map((r, i) => <ExpectationRow key={r.local} row={r} number={i + 1} writes={writes} tried={tried} onChange={(patch) => change(r.local, patch)} onRemove={() => setRows((now) => now.filter((x) => x.local !== r.local))} />)}</div>
      <p className="t3 f12" style={{ marginTop: 8 }}>{t("handovers.statement.note")}</p>
    </section>
  );
}

interface RowProps {
  row: Draft;
  number: number;
  writes: boolean;
  tried: boolean;
  onChange: (patch: Partial<ExpectationInput>) => void;
  onRemove: () => void;
}

function ExpectationRow({ row: r, number, writes, tried, onChange, onRemove }: RowProps) {
  const { t } = useTranslation();
  const label = (name: string): string => t("handovers.statement.field", { number, name: t(`handovers.statement.${name}`) });
  const missing = tried && r.text.trim() === "";
  if (!writes) {
    return (
      <div className="expectation read">
        <span className="num t3">{number}</span>
        <div className="grow"><div>{r.text} {isBeyond(r) ? <Pill tone="warn">{t("handovers.statement.beyond")}</Pill> : null}</div><div className="t3 f12">{[r.standard, r.note].filter(Boolean).join(t("ui.comma"))}</div></div>
        <span className="t2 f12">{t(`handovers.priority.${r.priority}`)}</span>
        <span className="f12">{r.answer ? t(`handovers.answer.${r.answer}`) : <span className="warn-t">{t("handovers.answer.none")}</span>}</span>
      </div>
    );
  }
  return (
    <div className="expectation">
      <span className="num t3">{number}</span>
      <TextInput aria-label={label("text")} aria-invalid={missing || undefined} placeholder={t("handovers.statement.text")} maxLength={500} value={r.text} onChange={(e) => onChange({ text: e.target.value })} />
      <Select label={label("priority")} value={r.priority} options={PRIORITIES.map((p) => ({ value: p, label: t(`handovers.priority.${p}`) }))} onChange={(priority) => onChange({ priority: priority as ExpectationInput["priority"] })} />
      <TextInput aria-label={label("standard")} placeholder={t("handovers.statement.standard")} maxLength={500} value={r.standard ?? ""} onChange={(e) => onChange({ standard: e.target.value })} />
      <Select label={label("answer")} placeholder={t("handovers.answer.none")} value={r.answer ?? ""} options={ANSWERS.map((a) => ({ value: a, label: t(`handovers.answer.${a}`) }))} onChange={(answer) => onChange({ answer: answer as ExpectationInput["answer"] })} />
      <span className="row gap8 nowrap"><Checkbox checked={r.in_contract} onChange={(e) => onChange({ in_contract: e.target.checked })}><span className="f12">{t("handovers.statement.inContract")}</span></Checkbox>{isBeyond(r) ? <Pill tone="warn">{t("handovers.statement.beyond")}</Pill> : null}</span>
      <IconButton size="small" icon={Trash2} label={t("handovers.statement.remove", { number })} onClick={onRemove} />
    </div>
  );
}
