import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { peopleSource } from "../../../api/matches";
import { useMe } from "../../../api/me";
import type { Task } from "../../../api/types";
import { fieldErrors, Problem, problemText } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { DatePicker } from "../../../ui/DatePicker";
import { Dialog } from "../../../ui/Dialog";
import { Field } from "../../../ui/Field";
import { Segmented, TextArea, TextInput } from "../../../ui/inputs";
import { InlineNotice } from "../../../ui/layout";
import { PickSelect } from "../../../ui/PickSelect";
import { toastDone } from "../../../ui/toast";
import { dueOf, formOf, PRIORITIES } from "./model";
import { useSaveTask } from "./queries";

/** A task for oneself or somebody else, new or changed. */
export function TaskDialog({ task, onClose }: { task?: Task; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const save = useSaveTask(task);
  const [form, setForm] = useState(() => formOf(task, me.id));
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<typeof form>): void => setForm((now) => ({ ...now, ...patch }));
  const refused = fieldErrors(save.error);
  const stale = save.error instanceof Problem && (save.error.status === 409 || save.error.status === 412);
  const due = dueOf(form);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (form.title.trim() === "" || due === "") return;
    save.mutate({ title: form.title.trim(), note: form.note.trim(), assignee_id: form.assignee, priority: form.priority, ...(task?.fixed ? {} : { due_at: due }) }, {
      onSuccess: (saved) => {
        toastDone(t(task ? "tasks.saved" : "tasks.created", { title: saved.title }));
        onClose();
      },
    });
  };
  // Who is nobody's manager sees few colleagues: himself, and who has the task now.
  const known = [{ id: me.id, name: me.name, line: t("ui.me") }, ...(task && task.assignee_id !== me.id ? [{ id: task.assignee_id, name: task.assignee }] : [])];
  return (
    <Dialog title={t(task ? "tasks.edit" : "tasks.create")} onClose={onClose} note={task?.ref_label}
      actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="primary" type="submit" form="task" busy={save.isPending}>{t("ui.save")}</Button></>}>
      <form id="task" className="col gap12" noValidate onSubmit={submit}>
        <Field label={t("tasks.name")} required error={tried && form.title.trim() === "" ? t("tasks.fault.title") : refused.title}>
          {(control) => <TextInput {...control} autoFocus maxLength={200} value={form.title} onChange={(e) => set({ title: e.target.value })} />}
        </Field>
        {task?.fixed ? <InlineNotice tone="info">{t("tasks.fixedNote")}</InlineNotice> : (
          <div className="form-grid">
            <Field label={t("tasks.due")} required error={tried && due === "" ? t("tasks.fault.due") : refused.due_at}>
              {(control) => <DatePicker {...control} label={t("tasks.due")} value={form.date} onChange={(date) => set({ date })} />}
            </Field>
            <Field label={t("tasks.time")}>{(control) => <TextInput {...control} type="time" value={form.time} onChange={(e) => set({ time: e.target.value })} />}</Field>
          </div>
        )}
        <Field label={t("tasks.assignee")} required error={refused.assignee_id}>
          {(control) => <PickSelect {...control} label={t("tasks.assignee")} source={peopleSource} known={known} value={form.assignee} onChange={(assignee) => set({ assignee })} />}
        </Field>
        <div className="field">
          <div className="field-label">{t("tasks.priority")}</div>
          <Segmented label={t("tasks.priority")} name="priority" value={form.priority} options={PRIORITIES.map((value) => ({ value, label: t(`tasks.priorities.${value}`) }))} onChange={(priority) => set({ priority })} />
        </div>
        <Field label={t("tasks.note")} error={refused.note}>{(control) => <TextArea {...control} rows={2} maxLength={4000} value={form.note} onChange={(e) => set({ note: e.target.value })} />}</Field>
        {save.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{stale ? t("tasks.stale") : problemText(save.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}
