import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { peopleSource } from "../../../../api/matches";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { useRecordParts, type ChosenFile } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { Checkbox, MoneyInput, TextArea, WanNote } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { PickSelect } from "../../../../ui/PickSelect";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { needsOf, STEP_KINDS, type Need, type Verb } from "../model";
import { useOrderVerb } from "../queries";
import type { Order } from "../types";
import { serverToday } from "../../../../lib/now";

interface Answers {
  kind: string;
  words: string;
  money: number | null;
  day: string;
  person: string;
  level: string;
  written: boolean;
  paper: ChosenFile | null;
}

const FIELD: Record<Need, string> = { kind: "kind", note: "note", money: "amount", day: "pay_on", person: "assignee_id", level: "level", reason: "reason", paper: "document_id" };

function lacking(needs: Need[], a: Answers): Record<string, string> {
  const empty: Record<Need, boolean> = { kind: false, note: a.words.trim() === "", money: !a.money, day: a.day === "", person: a.person === "", level: a.level === "", reason: a.words.trim().length < 2, paper: !a.paper };
  return Object.fromEntries(needs.filter((n) => empty[n]).map((n) => [FIELD[n], `collection.need.${n}`]));
}

function toldOf(verb: Verb, needs: Need[], a: Answers): Record<string, unknown> {
  const value: Record<Need, unknown> = { kind: a.kind, note: a.words.trim(), money: { amount: a.money ?? 0, currency: "CNY" }, day: a.day, person: a.person, level: Number(a.level), reason: a.words.trim(), paper: a.paper?.id };
  const told: Record<string, unknown> = Object.fromEntries(needs.map((n) => [FIELD[n], value[n]]));
  if (verb === "promise") return { ...told, written: a.written, ...(a.words.trim() ? { note: a.words.trim() } : {}) };
  return verb === "step" ? { ...told, on: a.day, written: a.written, ...(a.paper ? { document_id: a.paper.id } : {}) } : told;
}

/** One step of collecting, with what proves it. */
export function OrderDialog({ order, verb, onClose }: { order: Order; verb: Verb; onClose: () => void }) {
  const { t } = useTranslation();
  const { FileField } = useRecordParts();
  const act = useOrderVerb();
  const needs = needsOf(verb);
  const [a, setAnswers] = useState<Answers>({ kind: "call", words: "", money: order.open?.amount ?? null, day: verb === "step" ? serverToday() : "", person: order.assignee?.id ?? "", level: String(Math.min(4, order.level + 1)), written: false, paper: null });
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<Answers>): void => setAnswers((now) => ({ ...now, ...patch }));
  const missing = lacking(needs, a);
  const refused = fieldErrors(act.error);
  const error = (field: string): string | undefined => (tried && missing[field] ? t(missing[field]) : refused[field]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(missing).length === 0) act.mutate({ on: order, verb, told: toldOf(verb, needs, a) }, { onSuccess: () => {
      toastDone(t("collection.done", { verb: t(`collection.verb.${verb}`) }));
      onClose();
    } });
  };
  const words = needs.includes("reason") ? "reason" : "note";
  return (
    <Dialog title={t(`collection.verb.${verb}`)} note={order.number} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button form="order-verb" type="submit" kind={verb === "write-off" ? "danger" : "primary"} busy={act.isPending}>{t(`collection.verb.${verb}`)}</Button></>}>
      <p className="t2" style={{ marginBottom: 10 }}>{t(`collection.about.${verb}`)}</p>
      <form id="order-verb" className="col gap12" noValidate onSubmit={submit}>
        {needs.includes("kind") ? <Field label={t("collection.kindLabel")} error={error("kind")}>{(control) => <Select {...control} label={t("collection.kindLabel")} value={a.kind} onChange={(kind) => set({ kind })} options={STEP_KINDS.map((v) => ({ value: v, label: t(`collection.stepKind.${v}`) }))} />}</Field> : null}
        {needs.includes("person") ? <Field label={t("collection.assignee")} required error={error("assignee_id")}>{(control) => <PickSelect {...control} label={t("collection.assignee")} source={peopleSource} value={a.person} onChange={(person) => set({ person })} />}</Field> : null}
        {needs.includes("level") ? <Field label={t("collection.level")} error={error("level")}>{(control) => <Select {...control} label={t("collection.level")} value={a.level} onChange={(level) => set({ level })} options={[1, 2, 3, 4].filter((l) => l > order.level).map((l) => ({ value: String(l), label: `L${l} ${t(`collection.rung.${l}`)}` }))} />}</Field> : null}
        {needs.includes("money") ? <Field label={t("collection.payAmount")} required error={error("amount")} note={<WanNote fen={a.money} />}>{(control) => <MoneyInput {...control} value={a.money} onChange={(money) => set({ money })} />}</Field> : null}
        {needs.includes("day") || verb === "step" ? <Field label={t(verb === "step" ? "collection.on" : "collection.payOn")} required error={error("pay_on") ?? refused.on}>{(control) => <DatePicker {...control} label={t("collection.payOn")} value={a.day} onChange={(day) => set({ day })} />}</Field> : null}
        <Field label={t(`collection.${words}`)} required={needs.includes("note") || needs.includes("reason")} error={error(words)}>{(control) => <TextArea {...control} rows={3} maxLength={500} value={a.words} onChange={(e) => set({ words: e.target.value })} />}</Field>
        {verb === "step" || verb === "promise" ? <Checkbox checked={a.written} onChange={(e) => set({ written: e.target.checked })}>{t("collection.inWriting")}</Checkbox> : null}
        {needs.includes("paper") || (verb === "step" && a.written) ? <FileField record={{ kind: "collection_order", id: order.id }} kind="evidence" label={t("collection.paper")} value={a.paper} onChange={(paper) => set({ paper })} error={error("document_id")} /> : null}
        {act.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}
