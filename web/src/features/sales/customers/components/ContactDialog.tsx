import { Pencil, Undo2 } from "lucide-react";
import { useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Contact, Customer } from "../../../../api/types";
import { fieldErrors, Problem, problemText } from "../../../../lib/problem";
import { formatMobile } from "../../../../lib/format";
import { Button, IconButton } from "../../../../ui/Button";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field, type FieldControl } from "../../../../ui/Field";
import { Checkbox, TextArea, TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { ATTITUDES, contactFormOf, contactInputOf, NEW_CONTACT, PARTS, WAYS, type ContactForm, type Way } from "../contact";
import { isMasked } from "../model";
import { useSaveContact } from "../queries";

interface ContactDialogProps {
  customer: Pick<Customer, "id" | "name">;
  /** Absent for somebody new. */
  contact?: Contact;
  onClose: () => void;
}

const KEYBOARD: Record<Way, "tel" | "email" | "text"> = { mobile: "tel", phone: "tel", email: "email", wechat: "text" };

/** Writes down a person of a customer. */
export function ContactDialog({ customer, contact, onClose }: ContactDialogProps) {
  const { t } = useTranslation();
  const save = useSaveContact(customer.id, contact);
  const ref = useRef<HTMLFormElement>(null);
  const [form, setForm] = useState<ContactForm>(() => (contact ? contactFormOf(contact) : NEW_CONTACT));
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<ContactForm>): void => setForm((now) => ({ ...now, ...patch }));
  const refused = fieldErrors(save.error);
  const stale = save.error instanceof Problem && (save.error.status === 409 || save.error.status === 412);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (form.name.trim() === "") return ref.current?.querySelector("input")?.focus();
    save.mutate(contactInputOf(form), {
      onSuccess: (saved) => {
        toastDone(t(contact ? "customers.contact.saved" : "customers.contact.added", { name: saved.name }));
        onClose();
      },
    });
  };
  const ways = WAYS.map((way) => (
    <Field key={way} label={t(`customers.contact.${way}`)} error={refused[way]}>
      {(control) => contact && isMasked(contact, way)
        ? <MaskedInput control={control} way={way} mask={contact[way]} value={form[way]} onChange={(value) => set({ [way]: value })} />
        : <TextInput {...control} inputMode={KEYBOARD[way]} maxLength={way === "email" ? 254 : 30} value={form[way]} onChange={(e) => set({ [way]: e.target.value })} />}
    </Field>
  ));
  return (
    <Dialog wide title={contact ? t("customers.contact.editName", { name: contact.name }) : t("customers.contact.add")} onClose={onClose} note={customer.name}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" type="submit" form="contact" busy={save.isPending}>{t("ui.save")}</Button>
        </>
      }>
      <form ref={ref} id="contact" className="form-grid" noValidate onSubmit={submit}>
        <Field label={t("customers.contact.name")} required error={tried && form.name.trim() === "" ? t("customers.contact.fault.name") : refused.name}>
          {(control) => <TextInput {...control} autoFocus={!contact} maxLength={60} value={form.name} onChange={(e) => set({ name: e.target.value })} />}
        </Field>
        <Field label={t("customers.contact.title")} error={refused.title}>
          {(control) => <TextInput {...control} maxLength={60} value={form.title} onChange={(e) => set({ title: e.target.value })} />}
        </Field>
        <Field label={t("customers.contact.part")}>
          {(control) => <Select {...control} label={t("customers.contact.part")} value={form.part} options={PARTS.map((v) => ({ value: v, label: t(`customers.contactPart.${v}`) }))} onChange={(part) => set({ part: part as ContactForm["part"] })} />}
        </Field>
        <Field label={t("customers.contact.attitude")}>
          {(control) => <Select {...control} label={t("customers.contact.attitude")} placeholder={t("customers.contact.unknown")} value={form.attitude} options={[{ value: "", label: t("customers.contact.unknown") }, ...ATTITUDES.map((v) => ({ value: v, label: t(`customers.attitude.${v}`) }))]} onChange={(attitude) => set({ attitude })} />}
        </Field>
        {ways}
        <Field label={t("customers.contact.met")} note={t("customers.contact.metNote")} error={refused.met_at}>
          {(control) => <DatePicker {...control} label={t("customers.contact.met")} value={form.met_at} onChange={(met_at) => set({ met_at })} />}
        </Field>
        {contact ? <div className="field"><div className="field-label">{t("customers.contact.state")}</div><Checkbox checked={!form.active} onChange={(e) => set({ active: !e.target.checked })}>{t("customers.contact.left")}</Checkbox></div> : null}
        <Field label={t("customers.remark")} className="wide" error={refused.note}>
          {(control) => <TextArea {...control} rows={2} maxLength={2000} value={form.note} onChange={(e) => set({ note: e.target.value })} />}
        </Field>
      </form>
      {save.error && Object.keys(refused).length === 0 ? <div style={{ marginTop: 10 }}><InlineNotice tone="bad">{stale ? t("customers.contact.stale") : problemText(save.error)}</InlineNotice></div> : null}
    </Dialog>
  );
}

interface MaskedInputProps {
  control: FieldControl;
  way: Way;
  mask: string;
  value: string;
  onChange: (value: string) => void;
}

/** A value that the reader sees in part: it stays as it is until he writes another in its place. */
function MaskedInput({ control, way, mask, value, onChange }: MaskedInputProps) {
  const { t } = useTranslation();
  const [writing, setWriting] = useState(false);
  const turn = (): void => {
    onChange(writing ? mask : "");
    setWriting(!writing);
  };
  if (writing) {
    return <TextInput {...control} autoFocus inputMode={KEYBOARD[way]} maxLength={way === "email" ? 254 : 30} value={value} onChange={(e) => onChange(e.target.value)} trailing={<IconButton size="small" icon={Undo2} label={t("customers.contact.keep")} onClick={turn} />} />;
  }
  return <TextInput {...control} readOnly value={mask === "" ? t("ui.restricted") : formatMobile(mask)} trailing={<IconButton size="small" icon={Pencil} label={t("customers.contact.replace")} onClick={turn} />} />;
}
