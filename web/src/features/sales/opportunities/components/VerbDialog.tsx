import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { peopleSource } from "../../../../api/matches";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { MoneyInput, TextArea, TextInput, WanNote } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { PickSelect } from "../../../../ui/PickSelect";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { LOSS_REASONS, VOID_REASONS } from "../model";
import { useAct, type Act } from "../queries";
import type { Opportunity } from "../types";

/** Verbs that want to know more before they are done. */
export type Asked = "regress" | "hold" | "reopen" | "lose" | "void" | "transfer";

/** The verbs that destroy something. */
const DANGER: Asked[] = ["lose", "void"];
const MIN_REASON = 2;

interface Answers {
  reason: string;
  owner: string;
  competitor: string;
  price: number | null;
}

function actOf(verb: Asked, a: Answers): Act {
  const reason = a.reason.trim();
  if (verb === "lose") return { verb, reason, ...(a.competitor.trim() === "" ? {} : { competitor: a.competitor.trim() }), ...(a.price === null ? {} : { competitor_price: { amount: a.price, currency: "CNY" } }) };
  return verb === "transfer" ? { verb, reason, owner_id: a.owner } : { verb, reason };
}

/** Asks for the reason of a verb, and what else it needs. */
export function VerbDialog({ opportunity: o, verb, onClose }: { opportunity: Opportunity; verb: Asked; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useAct({ handled: true });
  const [answers, setAnswers] = useState<Answers>({ reason: "", owner: "", competitor: "", price: null });
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<Answers>): void => setAnswers((now) => ({ ...now, ...patch }));
  const chosen = verb === "lose" || verb === "void";
  const noReason = answers.reason.trim().length < (chosen ? 1 : MIN_REASON);
  const noOwner = verb === "transfer" && answers.owner === "";
  const refused = fieldErrors(act.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (noReason || noOwner) return;
    act.mutate({ on: o, act: actOf(verb, answers) }, {
      onSuccess: () => {
        toastDone(t(`opportunities.done.${verb}`, { name: o.name }));
        onClose();
      },
    });
  };
  const reasonFault = tried && noReason ? t(chosen ? "opportunities.fault.choose" : "opportunities.fault.reason") : refused.reason;
  return (
    <Dialog title={t(`opportunities.verb.${verb}`)} onClose={onClose} note={o.name}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button form="verb" type="submit" kind={DANGER.includes(verb) ? "danger" : "primary"} busy={act.isPending}>{t(`opportunities.verb.${verb}`)}</Button>
        </>
      }>
      <p className="t2" style={{ marginBottom: 10 }}>{t(`opportunities.explain.${verb}`)}</p>
      <form id="verb" className="col gap12" noValidate onSubmit={submit}>
        {verb === "transfer" ? <OwnerField value={answers.owner} current={o.owner.id} error={tried && noOwner ? t("opportunities.fault.choose") : refused.owner_id} onChange={(owner) => set({ owner })} /> : null}
        {chosen ? (
          <Field label={t("opportunities.reason")} required error={reasonFault}>
            {(control) => <Select {...control} label={t("opportunities.reason")} placeholder={t("ui.choose")} value={answers.reason} onChange={(reason) => set({ reason })} options={(verb === "lose" ? LOSS_REASONS : VOID_REASONS).map((v) => ({ value: v, label: t(`opportunities.${verb}Reason.${v}`) }))} />}
          </Field>
        ) : (
          <Field label={t("opportunities.reason")} required error={reasonFault}>
            {(control) => <TextArea {...control} rows={3} maxLength={500} value={answers.reason} onChange={(e) => set({ reason: e.target.value })} />}
          </Field>
        )}
        {verb === "lose" ? (
          <>
            <Field label={t("opportunities.competitor")}>{(control) => <TextInput {...control} maxLength={100} value={answers.competitor} onChange={(e) => set({ competitor: e.target.value })} />}</Field>
            <Field label={t("opportunities.competitorPrice")} note={<WanNote fen={answers.price} />} error={refused["competitor_price.amount"]}>{(control) => <MoneyInput {...control} value={answers.price} onChange={(price) => set({ price })} />}</Field>
          </>
        ) : null}
        {act.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}

function OwnerField({ value, current, error, onChange }: { value: string; current: string; error?: string; onChange: (id: string) => void }) {
  const { t } = useTranslation();
  return (
    <Field label={t("opportunities.newOwner")} required error={error}>
      {(control) => <PickSelect {...control} label={t("opportunities.newOwner")} placeholder={t("ui.choose")} value={value} onChange={onChange} source={peopleSource} except={[current]} />}
    </Field>
  );
}
