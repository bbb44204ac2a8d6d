import { Copy, Plus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Field } from "../../../../ui/Field";
import { Segmented, TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Pill, ProgressBar } from "../../../../ui/marks";
import { toastDone } from "../../../../ui/toast";
import { draftFaults, moved, newQuestion, obstacles, SALES_PERCENT, salesPercent, stateTone, type Draft } from "../model";
import { useAct, useSave } from "../queries";
import type { Template } from "../types";
import { QuestionRead, QuestionRow } from "./Questions";

interface EditorProps {
  /** Null for a new one. */
  template: Template | null;
  start: Draft;
  onSaved: (id: string) => void;
  onCancel?: () => void;
  /** Absent when the reader may not write templates. */
  onCopy?: (draft: Draft) => void;
}

/** A template with its questions: read, or written while it is a draft. */
export function Editor({ template, start, onSaved, onCancel, onCopy }: EditorProps) {
  const { t } = useTranslation();
  const save = useSave();
  const [begun] = useState(start);
  const [draft, setDraft] = useState(begun);
  const [tried, setTried] = useState(false);
  const writes = template === null || template.actions.includes("update");
  const faults = draftFaults(draft);
  const refused = fieldErrors(save.error);
  const error = (name: string): string | undefined => (tried && faults[name] ? t(faults[name]) : refused[name]);
  const set = (patch: Partial<Draft>): void => setDraft((now) => ({ ...now, ...patch }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    save.mutate({ on: template, input: { ...draft, name: draft.name.trim() } }, {
      onSuccess: (saved) => {
        toastDone(t("templates.saved"));
        onSaved(saved.id);
      },
    });
  };
  return (
    <form className="template" noValidate onSubmit={submit}>
      <Head template={template} draft={draft} changed={draft !== begun} busy={save.isPending} onCancel={onCancel} onCopy={onCopy} />
      {writes ? (
        <div className="template-name">
          <Field label={t("templates.name")} required error={error("name")}>{(c) => <TextInput {...c} maxLength={120} value={draft.name} onChange={(e) => set({ name: e.target.value })} />}</Field>
          <div className="col gap4"><span className="t2 f12">{t("templates.purposeLabel")}</span><Segmented label={t("templates.purposeLabel")} name="template-purpose" value={draft.purpose} options={[{ value: "short", label: t("templates.purpose.short") }, { value: "full", label: t("templates.purpose.full") }]} onChange={(purpose) => set({ purpose })} /></div>
        </div>
      ) : null}
      <Share draft={draft} />
      {error("questions") ? <InlineNotice tone="bad">{error("questions")}</InlineNotice> : null}
      {save.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(save.error)}</InlineNotice> : null}
      <ol className="questions">
        {draft.questions.map((q, i) => (writes
          ? <QuestionRow key={q.code} question={q} index={i} last={draft.questions.length - 1} error={error} onChange={(next) => set({ questions: draft.questions.map((x, at) => (at === i ? next : x)) })} onMove={(step) => set({ questions: moved(draft.questions, i, step) })} onRemove={() => set({ questions: draft.questions.filter((_, at) => at !== i) })} />
          : <QuestionRead key={q.code} question={q} index={i} />))}
      </ol>
      {writes ? <div><Button size="small" icon={Plus} onClick={() => set({ questions: [...draft.questions, newQuestion(draft.questions)] })}>{t("templates.addQuestion")}</Button></div> : null}
    </form>
  );
}

interface HeadProps {
  template: Template | null;
  draft: Draft;
  changed: boolean;
  busy: boolean;
  onCancel?: () => void;
  onCopy?: (draft: Draft) => void;
}

function Head({ template, draft, changed, busy, onCancel, onCopy }: HeadProps) {
  const { t } = useTranslation();
  const act = useAct();
  const may = (verb: string): boolean => template?.actions.includes(verb) ?? false;
  const run = (verb: "publish" | "retire"): void => {
    if (template) act.mutate({ on: template, verb }, { onSuccess: () => toastDone(t(`templates.done.${verb}`, { name: template.name })) });
  };
  return (
    <header className="row gap8 wrap">
      <h2 className="ell">{template?.name ?? t("templates.create")}</h2>
      {template ? <Pill tone={stateTone(template.state)}>{t(`templates.state.${template.state}`)}</Pill> : null}
      <span className="push row gap8">
        {onCancel ? <Button kind="quiet" onClick={onCancel}>{t("ui.cancel")}</Button> : null}
        {template && onCopy ? <Button icon={Copy} onClick={() => onCopy({ ...draft, name: t("templates.copyOf", { name: template.name }) })}>{t("templates.copy")}</Button> : null}
        {may("retire") ? <Button busy={act.isPending} onClick={() => run("retire")}>{t("templates.retire")}</Button> : null}
        {may("publish") ? <Button busy={act.isPending} disabled={changed || obstacles(draft).length > 0} title={changed ? t("templates.saveFirst") : undefined} onClick={() => run("publish")}>{t("templates.publish")}</Button> : null}
        {template === null || may("update") ? <Button kind="primary" type="submit" busy={busy}>{t("ui.save")}</Button> : null}
      </span>
    </header>
  );
}

/** How much of the weight is about sales, and what stands in the way of publishing. */
function Share({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  const percent = salesPercent(draft.questions);
  const found = obstacles(draft);
  const enough = !found.includes("sales");
  return (
    <div className="template-share">
      <span className="t2 f12 nowrap">{t("templates.salesShare")}</span>
      <span className="share-bar"><ProgressBar share={percent / 100} tone={enough ? "ok" : "bad"} marks={[SALES_PERCENT / 100]} label={t("templates.salesShareIs", { percent, least: SALES_PERCENT })} /></span>
      <b className={`num nowrap ${enough ? "" : "bad-t"}`}>{percent}%</b>
      <span className="t3 f12">{found.length > 0 ? found.map((o) => t(`templates.obstacle.${o}`)).join(t("ui.comma")) : t("templates.ready", { least: SALES_PERCENT })}</span>
    </div>
  );
}
