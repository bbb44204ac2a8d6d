import { Ban, Ellipsis, Pencil } from "lucide-react";
import { useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Activity } from "../../../api/types";
import { fieldErrors, problemText } from "../../../lib/problem";
import { Button, IconButton } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { Field } from "../../../ui/Field";
import { TextArea, TextInput } from "../../../ui/inputs";
import { InlineNotice } from "../../../ui/layout";
import { Menu } from "../../../ui/Menu";
import { toastDone } from "../../../ui/toast";
import { hasTimes } from "./model";
import { useAmend, useVoid } from "./queries";

/** What may still be done with an entry of a story: its author corrects it for a day; it is voided, never erased. */
export function AmendMenu({ activity: a }: { activity: Activity }) {
  const { t } = useTranslation();
  const anchor = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState<"update" | "void">();
  const verbs = [
    { id: "update" as const, label: t("log.amend"), icon: Pencil },
    { id: "void" as const, label: t("log.void"), icon: Ban, danger: true },
  ].filter((v) => a.actions.includes(v.id));
  if (verbs.length === 0) return null;
  return (
    <span ref={anchor} className="amend">
      <IconButton size="small" icon={Ellipsis} label={t("log.actionsOf", { text: a.text.slice(0, 20) })} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)} />
      {open ? <Menu anchor={anchor} label={t("ui.more")} items={verbs.map((v) => ({ ...v, perform: () => setAsking(v.id) }))} onClose={() => setOpen(false)} /> : null}
      {asking === "update" ? <AmendDialog activity={a} onClose={() => setAsking(undefined)} /> : null}
      {asking === "void" ? <VoidDialog activity={a} onClose={() => setAsking(undefined)} /> : null}
    </span>
  );
}

interface DialogProps {
  activity: Activity;
  onClose: () => void;
}

function AmendDialog({ activity: a, onClose }: DialogProps) {
  const { t } = useTranslation();
  const amend = useAmend();
  const [words, setWords] = useState({ text: a.text, result: a.result, place: a.place });
  const [tried, setTried] = useState(false);
  const refused = fieldErrors(amend.error);
  const empty = words.text.trim() === "";
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (empty) return;
    const patch = { text: words.text.trim(), result: words.result.trim(), place: words.place.trim() };
    amend.mutate({ activity: a, patch }, {
      onSuccess: () => {
        toastDone(t("log.amended"));
        onClose();
      },
    });
  };
  return (
    <Dialog title={t("log.amend")} onClose={onClose} note={t("log.amendNote")}
      actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="primary" type="submit" form="amend" busy={amend.isPending}>{t("ui.save")}</Button></>}>
      <form id="amend" className="col gap12" noValidate onSubmit={submit}>
        <Field label={t("log.text")} required error={tried && empty ? t("log.fault.text") : refused.text}>
          {(control) => <TextArea {...control} rows={4} maxLength={4000} value={words.text} onChange={(e) => setWords({ ...words, text: e.target.value })} />}
        </Field>
        <Field label={t("log.result")} error={refused.result}>
          {(control) => <TextInput {...control} maxLength={1000} value={words.result} onChange={(e) => setWords({ ...words, result: e.target.value })} />}
        </Field>
        {a.kind !== "system" && hasTimes(a.kind) ? (
          <Field label={t("log.place")} error={refused.place}>
            {(control) => <TextInput {...control} maxLength={200} value={words.place} onChange={(e) => setWords({ ...words, place: e.target.value })} />}
          </Field>
        ) : null}
        {amend.error && Object.keys(refused).length === 0 ? <InlineNotice tone="bad">{problemText(amend.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}

/** Reasons shorter than this say nothing. */
const MIN_REASON = 2;

function VoidDialog({ activity: a, onClose }: DialogProps) {
  const { t } = useTranslation();
  const take = useVoid();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const short = reason.trim().length < MIN_REASON;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (short) return;
    take.mutate({ activity: a, reason: reason.trim() }, {
      onSuccess: () => {
        toastDone(t("log.voided"));
        onClose();
      },
    });
  };
  return (
    <Dialog title={t("log.void")} onClose={onClose}
      actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="danger" type="submit" form="void-activity" busy={take.isPending}>{t("log.void")}</Button></>}>
      <p className="t2" style={{ marginBottom: 10 }}>{t(a.first_visit ? "log.voidFirstVisit" : "log.voidNote")}</p>
      <form id="void-activity" className="col gap12" noValidate onSubmit={submit}>
        <Field label={t("log.reason")} required error={tried && short ? t("log.fault.reason") : fieldErrors(take.error).reason}>
          {(control) => <TextInput {...control} maxLength={200} value={reason} onChange={(e) => setReason(e.target.value)} />}
        </Field>
        {take.error ? <InlineNotice tone="bad">{problemText(take.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}
