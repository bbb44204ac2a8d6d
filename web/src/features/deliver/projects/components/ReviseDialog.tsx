import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { MoneyInput, TextArea, WanNote } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { toastDone } from "../../../../ui/toast";
import { reviseFault, reviseOf, type Revise } from "../form";
import { useAct } from "../queries";
import type { Project } from "../types";

/** Reports another budget, cost or completion; what is not changed is not sent. */
export function ReviseDialog({ project: p, onClose }: { project: Project; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useAct({ handled: true });
  const costs = !p.masked.includes("budget");
  const [form, setForm] = useState<Revise>({ budget: p.budget?.amount ?? null, cost: p.forecast_cost?.amount ?? null, finish: p.forecast_finish || "", reason: "" });
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<Revise>): void => setForm((now) => ({ ...now, ...patch }));
  const fault = reviseFault(form, p);
  const refused = fieldErrors(act.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (fault) return;
    act.mutate({ on: p, act: { verb: "revisions", ...reviseOf(form, p) } }, {
      onSuccess: () => {
        toastDone(t("projects.done.revise", { name: p.name }));
        onClose();
      },
    });
  };
  return (
    <Dialog title={t("projects.verb.revise")} note={p.name} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="primary" form="revise" type="submit" busy={act.isPending}>{t("projects.verb.revise")}</Button></>}>
      <p className="t2" style={{ marginBottom: 10 }}>{t("projects.explain.revise")}</p>
      <form id="revise" className="col gap12" noValidate onSubmit={submit}>
        {costs ? <Field label={t("projects.budget")} note={<WanNote fen={form.budget} />} error={refused["budget.amount"] ?? refused.budget}>{(c) => <MoneyInput {...c} value={form.budget} onChange={(budget) => set({ budget })} />}</Field> : null}
        {costs ? <Field label={t("projects.forecastCost")} note={<WanNote fen={form.cost} />} error={refused["forecast_cost.amount"] ?? refused.forecast_cost}>{(c) => <MoneyInput {...c} value={form.cost} onChange={(cost) => set({ cost })} />}</Field> : null}
        <Field label={t("projects.forecastFinish")} note={p.baseline_finish ? t("projects.baselineNote", { date: p.baseline_finish }) : undefined} error={refused.forecast_finish}>{(c) => <DatePicker {...c} label={t("projects.forecastFinish")} value={form.finish} onChange={(finish) => set({ finish })} />}</Field>
        <Field label={t("projects.reason_")} required error={tried && fault === "reason" ? t("opportunities.fault.reason") : refused.reason}>{(c) => <TextArea {...c} rows={2} maxLength={500} value={form.reason} onChange={(e) => set({ reason: e.target.value })} />}</Field>
        {tried && fault === "nothing" ? <InlineNotice tone="bad">{t("projects.fault.nothing")}</InlineNotice> : null}
        {act.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}
