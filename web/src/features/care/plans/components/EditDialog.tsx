import "../plans.css";
import { Plus, Trash2 } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { peopleSource } from "../../../../api/matches";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button, IconButton } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextArea, TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { PickSelect } from "../../../../ui/PickSelect";
import { toastDone } from "../../../../ui/toast";
import { draftFaults, draftOf, inputOf, type Draft } from "../model";
import { useWrite } from "../queries";
import type { Plan } from "../types";

/** Writes a plan: why it came to this, who does what until when, and by what one shall see that it is right again. */
export function EditDialog({ plan: p, onClose }: { plan: Plan; onClose: () => void }) {
  const { t } = useTranslation();
  const write = useWrite();
  const [draft, setDraft] = useState(() => draftOf(p));
  const [tried, setTried] = useState(false);
  const faults = draftFaults(draft);
  const refused = fieldErrors(write.error);
  const error = (name: string): string | undefined => (tried && faults[name] ? t(faults[name]) : refused[name]);
  const set = (patch: Partial<Draft>): void => setDraft((now) => ({ ...now, ...patch }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    write.mutate({ on: p, input: inputOf(draft) }, {
      onSuccess: () => {
        toastDone(t("plans.saved"));
        onClose();
      },
    });
  };
  return (
    <Dialog wide title={t("plans.edit")} note={p.customer.name} onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button form="plan-edit" type="submit" kind="primary" busy={write.isPending}>{t("ui.save")}</Button>
        </>
      }>
      <form id="plan-edit" className="col gap12" noValidate onSubmit={submit}>
        <Field label={t("plans.name")} required error={error("title")}>{(c) => <TextInput {...c} maxLength={200} value={draft.title} onChange={(e) => set({ title: e.target.value })} />}</Field>
        <Field label={t("plans.rootCause")} note={t("plans.rootCauseNote")} error={error("root_cause")}>{(c) => <TextArea {...c} rows={3} maxLength={4000} value={draft.root_cause} onChange={(e) => set({ root_cause: e.target.value })} />}</Field>
        <Field label={t("plans.metric")} note={t("plans.metricNote")} error={error("metric")}>{(c) => <TextInput {...c} maxLength={1000} value={draft.metric} onChange={(e) => set({ metric: e.target.value })} />}</Field>
        <StepRows steps={draft.steps} error={error} onChange={(steps) => set({ steps })} />
        {write.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(write.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}

interface StepRowsProps {
  steps: Draft["steps"];
  error: (name: string) => string | undefined;
  onChange: (steps: Draft["steps"]) => void;
}

function StepRows({ steps, error, onChange }: StepRowsProps) {
  const { t } = useTranslation();
  const change = (at: number, patch: Partial<Draft["steps"][number]>): void => onChange(steps.map((s, i) => (i === at ? { ...s, ...patch } : s)));
  return (
    <fieldset className="plan-steps">
      <legend>{t("plans.steps")}</legend>
      {steps.map((s, i) => (
        <div key={i} className="plan-step">
          <Field label={t("plans.step", { number: i + 1 })} required error={error(`steps[${i}].text`)}>{(c) => <TextInput {...c} maxLength={500} value={s.text} onChange={(e) => change(i, { text: e.target.value })} />}</Field>
          <Field label={t("plans.person")} required error={error(`steps[${i}].owner_id`)}>{(c) => <PickSelect {...c} label={t("plans.person")} placeholder={t("ui.choose")} source={peopleSource} value={s.owner_id} onChange={(owner_id) => change(i, { owner_id })} />}</Field>
          <Field label={t("plans.dueOn")} required error={error(`steps[${i}].due_on`)}>{(c) => <DatePicker {...c} label={t("plans.dueOn")} value={s.due_on} onChange={(due_on) => change(i, { due_on })} />}</Field>
          <IconButton icon={Trash2} label={t("plans.removeStep", { number: i + 1 })} onClick={() => onChange(steps.filter((_, at) => at !== i))} />
        </div>
      ))}
      <Button size="small" kind="quiet" icon={Plus} onClick={() => onChange([...steps, { text: "", owner_id: "", due_on: "", done_on: "" }])}>{t("plans.addStep")}</Button>
    </fieldset>
  );
}
