import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../../lib/problem";
import { Button } from "../../../../../ui/Button";
import { Dialog } from "../../../../../ui/Dialog";
import { Field } from "../../../../../ui/Field";
import { TextArea, TextInput } from "../../../../../ui/inputs";
import { InlineNotice } from "../../../../../ui/layout";
import { toastDone } from "../../../../../ui/toast";
import { useSetRule } from "../queries";
import { contradicted, figure, NOTED, readFigure, topicOf, type Rule } from "../rules";

/** Sets a rule, or goes back to the product's own value. It counts from now on; why is asked, since everybody lives by it. */
export function RuleDialog({ rule, rules, nameOf, onClose }: { rule: Rule; rules: Rule[]; nameOf: (rule: Rule) => string; onClose: () => void }) {
  const { t } = useTranslation();
  const set = useSetRule();
  const [typed, setTyped] = useState(figure(rule.unit, rule.value));
  const [reason, setReason] = useState("");
  const value = readFigure(rule.unit, typed);
  const inside = value !== null && value >= rule.min && value <= rule.max;
  const errors = fieldErrors(set.error);
  const name = nameOf(rule);
  const other = value === null ? undefined : contradicted(rule, value, rules);
  const unit = (many: number): string => t(`rules.unit.${rule.unit}`, { count: many });
  const save = (to: number | null): void =>
    set.mutate({ rule, value: to, reason: reason.trim() }, {
      onSuccess: (now) => {
        toastDone(t("rules.saved", { name, value: figure(now.unit, now.value), unit: unit(now.value) }));
        onClose();
      },
    });
  return (
    <Dialog title={name} onClose={onClose}
      actions={
        <>
          {rule.set ? <Button kind="quiet" disabled={set.isPending || reason.trim() === ""} onClick={() => save(null)}>{t("rules.back", { value: figure(rule.unit, rule.usual), unit: unit(rule.usual) })}</Button> : null}
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" busy={set.isPending} disabled={!inside || other !== undefined || value === rule.value || reason.trim() === ""} onClick={() => save(value)}>{t("ui.save")}</Button>
        </>
      }
    >
      <div className="col gap12">
        {set.error && Object.keys(errors).length === 0 ? <InlineNotice tone="bad">{problemText(set.error)}</InlineNotice> : null}
        <Field label={t("rules.value")} required error={typed !== "" && !inside ? t("rules.bounds", { min: figure(rule.unit, rule.min), max: figure(rule.unit, rule.max), unit: unit(rule.max) }) : other ? t("rules.order", { name: nameOf(other) }) : errors.value} note={t("rules.usualIs", { value: figure(rule.unit, rule.usual), unit: unit(rule.usual) })}>
          {(c) => <TextInput {...c} autoFocus alignRight inputMode="decimal" unit={unit(value ?? rule.value)} value={typed} onChange={(e) => setTyped(e.target.value)} />}
        </Field>
        {NOTED.includes(topicOf(rule)) ? <InlineNotice tone="info">{t(`rules.topicNote.${topicOf(rule)}`)}</InlineNotice> : null}
        <Field label={t("rules.reason")} required error={errors.reason} note={t("rules.reasonNote")}>{(c) => <TextArea {...c} rows={2} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />}</Field>
      </div>
    </Dialog>
  );
}
