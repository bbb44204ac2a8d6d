import { Ellipsis } from "lucide-react";
import { useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { peopleSource } from "../../../../api/matches";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button, IconButton } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextArea } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Menu } from "../../../../ui/Menu";
import { PickSelect } from "../../../../ui/PickSelect";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { asidesOf, nameOf, SEVERITIES, stepsOf, wordsFor, type Verb } from "../model";
import { useAct, type Said } from "../queries";
import type { Complaint, Severity } from "../types";

/** What one may do with a complaint now: the next step, the customer's no beside his yes, and under the dots what else there is. */
export function Actions({ complaint: c, small }: { complaint: Complaint; small?: boolean }) {
  const { t } = useTranslation();
  const more = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState<Verb | null>(null);
  const act = useAct({ handled: false });
  const size = small ? "small" : "normal";
  const [steps, asides] = [stepsOf(c), asidesOf(c)];
  const label = (verb: Verb): string => t(`complaints.verb.${nameOf(verb, c)}`);
  // Nothing is asked before somebody looks into it.
  const begin = (verb: Verb): void => (verb === "investigate" ? act.mutate({ on: c, verb }, { onSuccess: () => toastDone(t("complaints.done.investigate", { name: c.title })) }) : setAsking(verb));
  return (
    <>
      {asides.includes("reopen") ? <Button size={size} className={small ? "" : "hide-phone"} onClick={() => setAsking("reopen")}>{label("reopen")}</Button> : null}
      {steps.map((verb) => <Button key={verb} size={size} kind="primary" busy={act.isPending} onClick={() => begin(verb)}>{label(verb)}</Button>)}
      {asides.length > 0 ? <span ref={more}><IconButton icon={Ellipsis} label={t("ui.more")} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)} /></span> : null}
      {open ? <Menu anchor={more} label={t("ui.more")} items={asides.map((verb) => ({ id: verb, label: label(verb), perform: () => setAsking(verb) }))} onClose={() => setOpen(false)} /> : null}
      {asking === "assign" ? <AssignDialog complaint={c} onClose={() => setAsking(null)} /> : null}
      {asking && asking !== "assign" ? <VerbDialog complaint={c} verb={asking} onClose={() => setAsking(null)} /> : null}
    </>
  );
}

interface VerbProps {
  complaint: Complaint;
  verb: Verb;
  onClose: () => void;
}

/** Asks for the words that a verb wants; accepting also judges how bad it is. */
function VerbDialog({ complaint: c, verb, onClose }: VerbProps) {
  const { t } = useTranslation();
  const act = useAct();
  const name = nameOf(verb, c);
  const wants = wordsFor[verb];
  const [text, setText] = useState(() => wants?.(c) ?? "");
  const [severity, setSeverity] = useState<Severity>(c.severity);
  const [tried, setTried] = useState(false);
  const refused = fieldErrors(act.error);
  const missing = wants !== undefined && text.trim() === "";
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (missing) return;
    act.mutate({ on: c, verb, said: saidBy(verb, text.trim(), severity) }, {
      onSuccess: () => {
        toastDone(t(`complaints.done.${verb}`, { name: c.title }));
        onClose();
      },
    });
  };
  return (
    <Dialog title={t(`complaints.verb.${name}`)} note={c.title} onClose={onClose} actions={<Foot form="complaint-verb" label={t(`complaints.verb.${name}`)} busy={act.isPending} onClose={onClose} />}>
      <form id="complaint-verb" className="col gap12" noValidate onSubmit={submit}>
        <p className="t2">{t(`complaints.explain.${name}`)}</p>
        {verb === "accept" ? <SeverityField value={severity} error={refused.severity} onChange={setSeverity} /> : null}
        {wants ? <Field label={t(`complaints.asks.${name}`)} required error={tried && missing ? t("complaints.fault.words") : (refused.text ?? refused.reply)}>{(f) => <TextArea {...f} rows={4} maxLength={4000} autoFocus value={text} onChange={(e) => setText(e.target.value)} />}</Field> : null}
        {act.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}

function saidBy(verb: Verb, text: string, severity: Severity): Said | undefined {
  if (verb === "accept") return { reply: text, severity };
  return wordsFor[verb] ? { text } : undefined;
}

function Foot({ form, label, busy, onClose }: { form: string; label: string; busy: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Button onClick={onClose}>{t("ui.cancel")}</Button>
      <Button form={form} type="submit" kind="primary" busy={busy}>{label}</Button>
    </>
  );
}

/** How bad it is, with the limits that follow. */
export function SeverityField({ value, error, onChange }: { value: Severity; error?: string; onChange: (severity: Severity) => void }) {
  const { t } = useTranslation();
  return <Field label={t("complaints.severityLabel")} note={t(`complaints.limits.${value}`)} error={error}>{(f) => <Select {...f} label={t("complaints.severityLabel")} value={value} options={SEVERITIES.map((s) => ({ value: s, label: t(`complaints.severity.${s}`) }))} onChange={(s) => onChange(s as Severity)} />}</Field>;
}

function AssignDialog({ complaint: c, onClose }: { complaint: Complaint; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useAct();
  const [person, setPerson] = useState<{ id: string; name: string } | null>(null);
  const [tried, setTried] = useState(false);
  const refused = fieldErrors(act.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!person) return;
    act.mutate({ on: c, verb: "assign", said: { handler_id: person.id } }, {
      onSuccess: () => {
        toastDone(t("complaints.done.assign", { name: person.name }));
        onClose();
      },
    });
  };
  return (
    <Dialog title={t("complaints.verb.assign")} note={c.title} onClose={onClose} actions={<Foot form="complaint-assign" label={t("complaints.verb.assign")} busy={act.isPending} onClose={onClose} />}>
      <form id="complaint-assign" className="col gap12" noValidate onSubmit={submit}>
        <p className="t2">{t("complaints.explain.assign", { name: c.handler?.name ?? t("complaints.nobody") })}</p>
        <Field label={t("complaints.handler")} required error={tried && !person ? t("complaints.fault.person") : refused.handler_id}>{(f) => <PickSelect {...f} label={t("complaints.handler")} placeholder={t("ui.choose")} source={peopleSource} value={person?.id ?? ""} except={c.handler ? [c.handler.id] : []} onChange={(_, match) => setPerson(match)} />}</Field>
        {act.error && !refused.handler_id ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}
