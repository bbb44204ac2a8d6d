import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextArea } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { toastDone } from "../../../../ui/toast";
import { verbsOf, type Verb } from "../model";
import { useAct } from "../queries";
import type { Plan } from "../types";
import { EditDialog } from "./EditDialog";

/** What one may do with a plan now: write it while nobody has approved it, and bring it one state on. */
export function Actions({ plan: p, small }: { plan: Plan; small?: boolean }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Verb | "update" | null>(null);
  const size = small ? "small" : "normal";
  return (
    <>
      {p.state === "draft" && p.actions.includes("update") ? <Button size={size} onClick={() => setAsking("update")}>{t("plans.edit")}</Button> : null}
      {verbsOf(p).reverse().map((verb) => <Button key={verb} size={size} kind={verb === "fail" ? "plain" : "primary"} onClick={() => setAsking(verb)}>{t(`plans.verb.${verb}`)}</Button>)}
      {asking === "update" ? <EditDialog plan={p} onClose={() => setAsking(null)} /> : null}
      {asking && asking !== "update" ? <VerbDialog plan={p} verb={asking} onClose={() => setAsking(null)} /> : null}
    </>
  );
}

/** Says what a verb brings about; ending a plan wants to know what came of it. */
function VerbDialog({ plan: p, verb, onClose }: { plan: Plan; verb: Verb; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useAct();
  const ends = verb === "close" || verb === "fail";
  const [outcome, setOutcome] = useState(p.outcome);
  const [tried, setTried] = useState(false);
  const refused = fieldErrors(act.error);
  const missing = ends && outcome.trim() === "";
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (missing) return;
    act.mutate({ on: p, verb, outcome: ends ? outcome.trim() : undefined }, {
      onSuccess: () => {
        toastDone(t(`plans.done.${verb}`, { name: p.title }));
        onClose();
      },
    });
  };
  return (
    <Dialog title={t(`plans.verb.${verb}`)} note={p.title} onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button form="plan-verb" type="submit" kind={verb === "fail" ? "danger" : "primary"} busy={act.isPending}>{t(`plans.verb.${verb}`)}</Button>
        </>
      }>
      <form id="plan-verb" className="col gap12" noValidate onSubmit={submit}>
        <p className="t2">{t(`plans.explain.${verb}`)}</p>
        {ends ? <Field label={t("plans.outcome")} required error={tried && missing ? t("plans.fault.outcome") : refused.outcome}>{(c) => <TextArea {...c} rows={4} maxLength={2000} value={outcome} onChange={(e) => setOutcome(e.target.value)} />}</Field> : null}
        {act.error && !refused.outcome ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}
