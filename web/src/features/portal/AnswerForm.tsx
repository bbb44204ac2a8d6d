import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useOnline } from "../../lib/hooks";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { TextArea } from "../../ui/inputs";
import { InlineNotice } from "../../ui/layout";
import { keepDraft, readDraft } from "./draft";
import { answerOf, draftFaults, troubleOf, type Draft } from "./model";
import { useAnswer } from "./queries";
import { Stars } from "./Stars";
import type { Action, PortalView } from "./types";

interface AnswerFormProps {
  token: string;
  view: PortalView;
  /** Asks the server again: what was shown has changed, or was answered elsewhere. */
  onRefresh: () => void;
}

/** Confirm, confirm with remarks, or reject. What is typed stays on any failure. */
export function AnswerForm({ token, view, onRefresh }: AnswerFormProps) {
  const { t } = useTranslation();
  const online = useOnline();
  const answer = useAnswer(token);
  const [draft, setDraft] = useState<Draft>(() => readDraft(token));
  const [action, setAction] = useState<Action>(() => (readDraft(token).text ? "confirm_with_remarks" : "confirm"));
  const [tried, setTried] = useState(false);
  const faults = tried ? draftFaults(action, draft) : {};
  const change = (patch: Partial<Draft>): void => {
    const next = { ...draft, ...patch };
    setDraft(next);
    keepDraft(token, next);
  };
  const choose = (next: Action): void => {
    setAction(next);
    setTried(false);
    answer.reset();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(draftFaults(action, draft)).length > 0) return;
    answer.mutate(answerOf(action, draft, view.content_hash), {
      onError: (error) => ["changed", "answered", "gone"].includes(troubleOf(error)) && onRefresh(),
    });
  };
  const words = action !== "confirm";
  return (
    <form noValidate onSubmit={submit}>
      {answer.error ? <InlineNotice tone="bad">{t(`portal.trouble.${troubleOf(answer.error)}`)}</InlineNotice> : null}
      {words ? <Words action={action} draft={draft} fault={faults.text ? t(faults.text) : undefined} onChange={(text) => change({ text })} /> : null}
      {action === "reject" ? null : <Stars label={t("portal.satisfied")} value={draft.score} invalid={faults.score !== undefined} onChange={(score) => change({ score })} />}
      {faults.score ? <p className="field-note error" role="alert">{t(faults.score)}</p> : null}
      <Button type="submit" size="thumb" wide kind={action === "reject" ? "danger" : "primary"} busy={answer.isPending} disabled={!online}>{t(`portal.send.${action}`)}</Button>
      <div className="others">
        {words ? <button type="button" className="link" onClick={() => choose("confirm")}>{t("portal.back")}</button> : (
          <>
            <button type="button" className="link" onClick={() => choose("confirm_with_remarks")}>{t("portal.remarks")}</button>
            <button type="button" className="link bad-t" onClick={() => choose("reject")}>{t("portal.reject")}</button>
          </>
        )}
      </div>
    </form>
  );
}

function Words({ action, draft, fault, onChange }: { action: Action; draft: Draft; fault?: string; onChange: (text: string) => void }) {
  const { t } = useTranslation();
  return (
    <Field label={t(action === "reject" ? "portal.why" : "portal.yourRemarks")} required note={t(action === "reject" ? "portal.whyNote" : "portal.remarksNote")} error={fault}>
      {(c) => <TextArea {...c} autoFocus rows={3} maxLength={2000} value={draft.text} onChange={(e) => onChange(e.target.value)} />}
    </Field>
  );
}
