import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { datesMoved, emptyForm, formFaults, formOf, inputOf, KEYS, type FaultName, type MilestoneForm } from "../model";
import { useSave } from "../queries";
import type { Row } from "../types";

interface FormDialogProps {
  project: string;
  rows: Row[];
  /** The one to change; absent for a new one. */
  milestone?: Row;
  onClose: () => void;
}

/** Where the server puts its faults. */
const WIRE: Record<FaultName, string> = { name: "name", planned: "planned_on", weight: "weight", reason: "reason" };

/** Adds a milestone, or changes its dates with the reason. */
export function FormDialog({ project, rows, milestone, onClose }: FormDialogProps) {
  const { t } = useTranslation();
  const was = milestone ?? null;
  const save = useSave(project, was);
  const [form, setForm] = useState<MilestoneForm>(() => (was ? formOf(was) : emptyForm(rows)));
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<MilestoneForm>): void => setForm((now) => ({ ...now, ...patch }));
  const faults = formFaults(form, was);
  const refused = fieldErrors(save.error);
  const fault = (name: FaultName): string | undefined => (tried && faults[name] ? t(faults[name]) : refused[WIRE[name]]);
  const title = t(was ? "milestones.verb.update" : "milestones.add");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    save.mutate(inputOf(form), {
      onSuccess: () => {
        toastDone(t(was ? "milestones.done.update" : "milestones.done.add", { name: form.name.trim() }));
        onClose();
      },
    });
  };
  return (
    <Dialog title={title} note={was?.project.name} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="primary" form="milestone" type="submit" busy={save.isPending}>{t("ui.save")}</Button></>}>
      <form id="milestone" className="form-grid" noValidate onSubmit={submit}>
        <Field label={t("milestones.name")} required error={fault("name")} className="wide">{(c) => <TextInput {...c} maxLength={120} value={form.name} onChange={(e) => set({ name: e.target.value })} />}</Field>
        <KeyField form={form} error={refused.key} onChange={set} />
        <Field label={t("milestones.weight")} error={fault("weight")} note={t("milestones.weightNote")}>{(c) => <TextInput {...c} alignRight inputMode="numeric" value={form.weight} onChange={(e) => set({ weight: e.target.value })} />}</Field>
        <Field label={t("milestones.planned")} required error={fault("planned")}>{(c) => <DatePicker {...c} label={t("milestones.planned")} value={form.planned} onChange={(planned) => set({ planned })} />}</Field>
        <Field label={t("milestones.forecast")} note={t("milestones.forecastNote")}>{(c) => <DatePicker {...c} label={t("milestones.forecast")} value={form.forecast} onChange={(forecast) => set({ forecast })} />}</Field>
        {was && datesMoved(form, was) ? <Field label={t("milestones.reason")} required error={fault("reason")} className="wide">{(c) => <TextInput {...c} maxLength={500} value={form.reason} onChange={(e) => set({ reason: e.target.value })} />}</Field> : null}
        {save.error && Object.keys(refused).length === 0 ? <div className="wide"><InlineNotice tone="bad">{problemText(save.error)}</InlineNotice></div> : null}
      </form>
    </Dialog>
  );
}

/** How the contract calls it: one that rules know, or free words. */
function KeyField({ form, error, onChange }: { form: MilestoneForm; error?: string; onChange: (patch: Partial<MilestoneForm>) => void }) {
  const { t } = useTranslation();
  const known = (KEYS as readonly string[]).includes(form.key);
  const [own, setOwn] = useState(form.key !== "" && !known);
  const options = [{ value: "", label: t("milestones.key.none") }, ...KEYS.map((k) => ({ value: k as string, label: t(`milestones.key.${k}`) })), { value: "own", label: t("milestones.key.own") }];
  return (
    <>
      <Field label={t("milestones.keyLabel")} error={own ? undefined : error}>
        {(c) => (
          <Select {...c} label={t("milestones.keyLabel")} value={own ? "own" : form.key} options={options}
            onChange={(value) => {
              setOwn(value === "own");
              onChange({ key: value === "own" ? "" : value });
            }} />
        )}
      </Field>
      {own ? <Field label={t("milestones.key.own")} error={error} note={t("milestones.key.ownNote")}>{(c) => <TextInput {...c} maxLength={40} value={form.key} onChange={(e) => onChange({ key: e.target.value })} />}</Field> : null}
    </>
  );
}
