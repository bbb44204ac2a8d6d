import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Contact } from "../../../../api/types";
import { formatDateShort, formatMobile } from "../../../../lib/format";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextInput } from "../../../../ui/inputs";
import { Avatar, MaskedValue, Restricted } from "../../../../ui/marks";
import { isMasked } from "../model";
import { useReveal } from "../queries";

/** People of a customer. Mobiles are masked; looking asks for a purpose and is recorded. */
export function ContactList({ contacts }: { contacts: Contact[] }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Contact>();
  const [shown, setShown] = useState<Record<string, string>>({});
  return (
    <>
      {contacts.length === 0 ? <p className="t3">{t("customers.noContacts")}</p> : null}
      {contacts.map((c) => <ContactRow key={c.id} contact={c} shown={shown[c.id]} onReveal={() => setAsking(c)} />)}
      {contacts.some((c) => isMasked(c, "mobile")) ? <p className="f12 t3 row gap6" style={{ marginTop: 2 }}><ShieldCheck className="s" aria-hidden />{t("customers.revealNote")}</p> : null}
      {asking ? <RevealDialog contact={asking} onClose={() => setAsking(undefined)} onShown={(value) => setShown((now) => ({ ...now, [asking.id]: value }))} /> : null}
    </>
  );
}

function ContactRow({ contact: c, shown, onReveal }: { contact: Contact; shown?: string; onReveal: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="contact">
      <Avatar name={c.name} />
      <span className="grow">
        <span className="m">{c.name}</span>
        <span className="t3 f12" style={{ marginLeft: 6 }}>{[c.title, t(`customers.contactPart.${c.part}`)].filter(Boolean).join(" · ")}</span>
        <br />
        <span className="num f12 t3"><Mobile contact={c} shown={shown} onReveal={onReveal} /></span>
      </span>
      <span className="f12 t3 num">{c.met_at ? formatDateShort(c.met_at.slice(0, 10)) : ""}</span>
    </div>
  );
}

function Mobile({ contact: c, shown, onReveal }: { contact: Contact; shown?: string; onReveal: () => void }) {
  if (shown) return formatMobile(shown);
  if (!isMasked(c, "mobile")) return c.mobile ? formatMobile(c.mobile) : "–";
  if (!c.mobile) return <Restricted />;
  return <MaskedValue value={c.mobile} onReveal={c.actions.includes("reveal") ? onReveal : undefined} />;
}

function RevealDialog({ contact, onClose, onShown }: { contact: Contact; onClose: () => void; onShown: (value: string) => void }) {
  const { t } = useTranslation();
  const reveal = useReveal();
  const [purpose, setPurpose] = useState("");
  const send = (): void =>
    reveal.mutate({ contact, reason: purpose.trim() }, {
      onSuccess: ({ mobile }) => {
        onShown(mobile);
        onClose();
      },
    });
  return (
    <Dialog title={t("customers.revealTitle", { name: contact.name })} onClose={onClose} note={t("customers.revealRecorded")}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" busy={reveal.isPending} disabled={purpose.trim() === ""} onClick={send}>{t("ui.reveal")}</Button>
        </>
      }
    >
      <Field label={t("customers.purpose")} required note={t("customers.purposeNote")}>
        {(control) => <TextInput {...control} autoFocus value={purpose} onChange={(e) => setPurpose(e.target.value)} onKeyDown={(e) => e.key === "Enter" && !e.nativeEvent.isComposing && purpose.trim() !== "" && send()} />}
      </Field>
    </Dialog>
  );
}
