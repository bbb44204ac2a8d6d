import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { peopleSource } from "../../../../api/matches";
import { formatMobile } from "../../../../lib/format";
import { problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field, type FieldControl } from "../../../../ui/Field";
import { TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { PickSelect } from "../../../../ui/PickSelect";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { nameOf, REASONS } from "../model";
import { useLeadAct, useReveal } from "../queries";
import type { Lead } from "../types";

interface LeadDialogProps {
  lead: Lead;
  verb: "assign" | "disqualify" | "reveal";
  onClose: () => void;
}

/** Verbs of a lead that ask for one thing: a person, a reason, a purpose. */
export function LeadDialog({ lead, verb, onClose }: LeadDialogProps) {
  const { t } = useTranslation();
  const act = useLeadAct();
  const reveal = useReveal();
  const [value, setValue] = useState("");
  const [tried, setTried] = useState(false);
  const error = act.error ?? reveal.error;
  const faulty = value.trim().length < (verb === "reveal" ? 2 : 1);
  const fault = tried && faulty ? t(verb === "reveal" ? "leads.fault.reason" : "leads.fault.choose") : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (faulty) return;
    if (verb === "reveal") return reveal.mutate({ id: lead.id, reason: value.trim() });
    const what = verb === "assign" ? ({ verb, owner_id: value } as const) : ({ verb, reason: value } as const);
    act.mutate({ on: lead, act: what }, {
      onSuccess: () => {
        toastDone(t(`leads.done.${verb}`, { name: nameOf(lead) }));
        onClose();
      },
    });
  };
  const label = t({ assign: "leads.owner", disqualify: "leads.reason", reveal: "leads.revealReason" }[verb]);
  const seen = reveal.data;
  return (
    <Dialog title={t(`leads.verb.${verb}`)} onClose={onClose} note={nameOf(lead)}
      actions={seen ? <Button onClick={onClose}>{t("ui.close")}</Button> : <><Button onClick={onClose}>{t("ui.cancel")}</Button><Button form="lead-verb" type="submit" kind={verb === "disqualify" ? "danger" : "primary"} busy={act.isPending || reveal.isPending}>{t(`leads.verb.${verb}`)}</Button></>}>
      <p className="t2" style={{ marginBottom: 10 }}>{t(`leads.explain.${verb}`)}</p>
      {seen ? <p className="num m">{[formatMobile(seen.mobile), seen.email].filter(Boolean).join(" · ")}</p> : (
        <form id="lead-verb" noValidate onSubmit={submit}>
          <Field label={label} required error={fault}>
            {(c) => <Answer verb={verb} control={{ ...c, label }} value={value} onChange={setValue} />}
          </Field>
        </form>
      )}
      {error ? <div style={{ marginTop: 8 }}><InlineNotice tone="bad">{problemText(error)}</InlineNotice></div> : null}
    </Dialog>
  );
}

interface AnswerProps {
  verb: LeadDialogProps["verb"];
  control: FieldControl & { label: string };
  value: string;
  onChange: (value: string) => void;
}

function Answer({ verb, control: { label, ...control }, value, onChange }: AnswerProps) {
  const { t } = useTranslation();
  if (verb === "reveal") return <TextInput {...control} maxLength={500} value={value} onChange={(e) => onChange(e.target.value)} />;
  if (verb === "assign") return <PickSelect {...control} label={label} placeholder={t("ui.choose")} source={peopleSource} value={value} onChange={onChange} />;
  return <Select {...control} label={label} placeholder={t("ui.choose")} value={value} options={REASONS.map((r) => ({ value: r, label: t(`leads.why.${r}`) }))} onChange={onChange} />;
}
