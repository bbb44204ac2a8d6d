import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { peopleSource } from "../../../../api/matches";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextArea } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { PickSelect } from "../../../../ui/PickSelect";
import { toastDone } from "../../../../ui/toast";
import { useAct, type Act } from "../queries";
import type { Project } from "../types";
import { serverToday } from "../../../../lib/now";

type FieldName = "reason" | "owner_id" | "person_id" | "commenced_on" | "completed_on" | "warranty_until" | "retrospective_on";

/** What each verb wants to know before it is done. */
const ASKS = {
  appoint: ["owner_id"],
  "sales-rep": ["person_id"],
  start: ["commenced_on"],
  complete: ["completed_on", "warranty_until"],
  close: ["retrospective_on"],
  suspend: ["reason"],
  cancel: ["reason"],
  waive: ["reason"],
} as const satisfies Record<string, readonly FieldName[]>;

export type Asked = keyof typeof ASKS;

const MIN_REASON = 2;

/** Asks for what a verb needs, and says what it brings about. */
export function VerbDialog({ project: p, verb, onClose }: { project: Project; verb: Asked; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useAct({ handled: true });
  const fields: readonly FieldName[] = ASKS[verb];
  const [answers, setAnswers] = useState<Partial<Record<FieldName, string>>>(() => (fields.includes("commenced_on") ? { commenced_on: serverToday() } : {}));
  const [tried, setTried] = useState(false);
  const value = (name: FieldName): string => (answers[name] ?? "").trim();
  const lacks = (name: FieldName): boolean => (name === "reason" ? value(name).length < MIN_REASON : value(name) === "");
  const refused = fieldErrors(act.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (fields.some(lacks)) return;
    act.mutate({ on: p, act: { verb, ...Object.fromEntries(fields.map((f) => [f, value(f)])) } as Act }, {
      onSuccess: () => {
        toastDone(t(`projects.done.${verb}`, { name: p.name }));
        onClose();
      },
    });
  };
  return (
    <Dialog title={t(`projects.verb.${verb}`)} onClose={onClose} note={p.name}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button form="project-verb" type="submit" kind={verb === "cancel" ? "danger" : "primary"} busy={act.isPending}>{t(`projects.verb.${verb}`)}</Button>
        </>
      }>
      <p className="t2" style={{ marginBottom: 10 }}>{t(`projects.explain.${verb}`)}</p>
      <form id="project-verb" className="col gap12" noValidate onSubmit={submit}>
        {fields.map((name) => <Answer key={name} name={name} project={p} value={answers[name] ?? ""} error={tried && lacks(name) ? t(name === "reason" ? "opportunities.fault.reason" : "opportunities.fault.choose") : refused[name]} onChange={(text) => setAnswers((now) => ({ ...now, [name]: text }))} />)}
        {act.error && !fields.some((f) => refused[f]) ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}

interface AnswerProps {
  name: FieldName;
  project: Project;
  value: string;
  error?: string;
  onChange: (value: string) => void;
}

function Answer({ name, project: p, value, error, onChange }: AnswerProps) {
  const { t } = useTranslation();
  const label = t(`projects.ask.${name}`);
  if (name === "reason") return <Field label={label} required error={error}>{(c) => <TextArea {...c} rows={3} maxLength={500} value={value} onChange={(e) => onChange(e.target.value)} />}</Field>;
  if (name === "owner_id" || name === "person_id") {
    const now = name === "owner_id" ? p.owner?.id : p.sales_rep?.id;
    return <Field label={label} required error={error}>{(c) => <PickSelect {...c} label={label} placeholder={t("ui.choose")} source={peopleSource} except={now ? [now] : []} value={value} onChange={onChange} />}</Field>;
  }
  return <Field label={label} required error={error}>{(c) => <DatePicker {...c} label={label} value={value} onChange={onChange} />}</Field>;
}
