import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { BASES } from "../model";
import { usePlanNode } from "../queries";
import type { Node } from "../types";

/** Says when a payment that has not been triggered is expected, and how its days will count. */
export function PlanDialog({ node: n, onClose }: { node: Node; onClose: () => void }) {
  const { t } = useTranslation();
  const plan = usePlanNode();
  const [basis, setBasis] = useState<Node["day_basis"]>(n.day_basis);
  const [expected, setExpected] = useState(n.expected_on);
  const refused = fieldErrors(plan.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    plan.mutate({ on: n, basis, expected }, {
      onSuccess: () => {
        toastDone(t("receivables.plan.saved", { name: n.name }));
        onClose();
      },
    });
  };
  return (
    <Dialog title={t("receivables.plan.title")} note={n.name} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button form="node-plan" type="submit" kind="primary" busy={plan.isPending}>{t("ui.save")}</Button></>}>
      <form id="node-plan" className="col gap12" noValidate onSubmit={submit}>
        <Field label={t("receivables.plan.expected")} note={t("receivables.plan.expectedNote")} error={refused.expected_on}>{(control) => <DatePicker {...control} label={t("receivables.plan.expected")} value={expected} onChange={setExpected} />}</Field>
        <Field label={t("receivables.plan.basis")} note={t("receivables.plan.basisNote", { count: n.term_days })} error={refused.day_basis}>
          {(control) => <Select {...control} label={t("receivables.plan.basis")} value={basis} options={BASES.map((value) => ({ value, label: t(`receivables.basis.${value}`) }))} onChange={(v) => setBasis(v as Node["day_basis"])} />}
        </Field>
        {plan.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(plan.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}
