import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Contact } from "../../../../api/types";
import { problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextInput } from "../../../../ui/inputs";
import { useReveal } from "../queries";

interface RevealProps {
  contact: Contact;
  onClose: () => void;
  onShown: (clear: Contact) => void;
}

/** Asks what the hidden numbers are wanted for, which is recorded, and shows them. */
export function RevealDialog({ contact, onClose, onShown }: RevealProps) {
  const { t } = useTranslation();
  const reveal = useReveal();
  const [purpose, setPurpose] = useState("");
  const short = purpose.trim().length < 2;
  const send = (): void =>
    reveal.mutate({ contact, reason: purpose.trim() }, {
      onSuccess: (clear) => {
        onShown(clear);
        onClose();
      },
    });
  return (
    <Dialog title={t("customers.revealTitle", { name: contact.name })} onClose={onClose} note={t("customers.revealRecorded")}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" busy={reveal.isPending} disabled={short} onClick={send}>{t("ui.reveal")}</Button>
        </>
      }>
      <Field label={t("customers.purpose")} required note={t("customers.purposeNote")} error={reveal.error ? problemText(reveal.error) : undefined}>
        {(control) => <TextInput {...control} autoFocus value={purpose} onChange={(e) => setPurpose(e.target.value)} onKeyDown={(e) => e.key === "Enter" && !e.nativeEvent.isComposing && !short && send()} />}
      </Field>
    </Dialog>
  );
}
