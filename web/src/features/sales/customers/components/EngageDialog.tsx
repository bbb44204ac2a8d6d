import type { TFunction } from "i18next";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Customer, Engagement } from "../../../../api/types";
import { useSettled } from "../../../../lib/hooks";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { Segmented } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Person } from "../../../../ui/marks";
import { Picker } from "../../../../ui/Picker";
import { toastDone } from "../../../../ui/toast";
import { RELATIONS } from "../model";
import { useCandidates, useCustomerAct, type Candidate } from "../queries";

/** Says who looks after a customer for his company: one company leads, others assist. */
export function EngageDialog({ customer: c, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useCustomerAct(c);
  const [text, setText] = useState("");
  const people = useCandidates(useSettled(text.trim(), 150)).data ?? [];
  const [person, setPerson] = useState<Candidate>();
  const [relation, setRelation] = useState<Engagement["relation"]>("lead");
  const [until, setUntil] = useState("");
  const [tried, setTried] = useState(false);
  const refused = fieldErrors(act.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!person) return;
    act.mutate({ verb: "engage", to: { owner_id: person.id, relation, ...(until === "" ? {} : { until }) } }, {
      onSuccess: () => {
        toastDone(t("customers.done.engage", { name: person.name }));
        onClose();
      },
    });
  };
  return (
    <Dialog title={t("customers.verb.engage")} onClose={onClose} note={c.name}
      actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="primary" type="submit" form="engage" busy={act.isPending}>{t("customers.verb.engage")}</Button></>}>
      <form id="engage" className="col gap12" noValidate onSubmit={submit}>
        <Field label={t("customers.responsible")} required note={t("customers.engage.personNote")} error={tried && !person ? t("customers.fault.person") : refused.owner_id}>
          {(control) => (
            <Picker {...control} label={t("customers.responsible")} chosen={person ? `${person.name} · ${person.entity}` : ""} onText={setText} onPick={(o) => setPerson(people.find((p) => p.id === o.value))}
              options={people.map((p) => ({ value: p.id, label: p.name, render: <span className="row gap8"><Person name={p.name} /><span className="push t3 f12 ell">{p.entity}</span></span> }))} />
          )}
        </Field>
        <div className="field">
          <div className="field-label">{t("customers.partLabel")}</div>
          <Segmented label={t("customers.partLabel")} name="relation" value={relation} options={RELATIONS.map((value) => ({ value, label: t(`customers.relation.${value}`) }))} onChange={setRelation} />
          {refused.relation ? <div className="field-note error" role="alert">{refused.relation}</div> : <div className="field-note">{consequence(c, person, relation, t)}</div>}
        </div>
        {relation === "history" ? null : (
          <Field label={t("customers.until")} note={t("customers.engage.untilNote")} error={refused.until}>
            {(control) => <DatePicker {...control} label={t("customers.until")} value={until} onChange={setUntil} />}
          </Field>
        )}
        {act.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}

/** What will be different, in one sentence. */
function consequence(c: Customer, person: Candidate | undefined, relation: Engagement["relation"], t: TFunction): string {
  const lead = c.engagements.find((e) => e.relation === "lead");
  if (!person || relation !== "lead" || !lead) return t(`customers.engage.${relation}`);
  if (lead.entity.name === person.entity) return t("customers.engage.handOver", { from: lead.owner.name, to: person.name });
  return t("customers.engage.moveLead", { from: lead.entity.name, to: person.entity });
}
