import { Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "../../../../lib/format";
import { problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { useAsk, useMilestone } from "../queries";
import type { Row, SentLink } from "../types";

/** Asks a contact of the customer to confirm, and shows the link, which is good for him alone. */
export function AskDialog({ milestone: m, onClose }: { milestone: Row; onClose: () => void }) {
  const { t } = useTranslation();
  const milestone = useMilestone(m.id);
  const ask = useAsk(m);
  const [contact, setContact] = useState(m.contact_id);
  const [sent, setSent] = useState<SentLink | null>(null);
  if (sent) return <SentDialog name={m.name} sent={sent} onClose={onClose} />;
  const options = (milestone.data?.askable ?? []).map((c) => ({ value: c.id, label: c.name, render: <span className="row gap8"><span>{c.name}</span><span className="t3 f12">{c.title}</span></span> }));
  return (
    <Dialog title={t("milestones.verb.link")} note={m.name} onClose={onClose}
      actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="primary" disabled={contact === ""} busy={ask.isPending} onClick={() => ask.mutate(contact, { onSuccess: setSent })}>{t("milestones.makeLink")}</Button></>}>
      <p className="t2" style={{ marginBottom: 10 }}>{t("milestones.explain.link")}</p>
      <Field label={t("milestones.contact")} required note={milestone.isSuccess && options.length === 0 ? t("milestones.noContact") : undefined} error={ask.error ? problemText(ask.error) : undefined}>
        {(c) => <Select {...c} label={t("milestones.contact")} placeholder={t("ui.choose")} value={contact} options={options} onChange={setContact} />}
      </Field>
    </Dialog>
  );
}

function SentDialog({ name, sent, onClose }: { name: string; sent: SentLink; onClose: () => void }) {
  const { t } = useTranslation();
  const address = `${location.origin}${sent.path}`;
  const copy = (): void => void navigator.clipboard.writeText(address).then(() => toastDone(t("ui.copied")));
  return (
    <Dialog title={t("milestones.sent")} note={name} onClose={onClose} actions={<Button kind="primary" onClick={onClose}>{t("milestones.gotIt")}</Button>}>
      <div className="col gap12">
        <InlineNotice tone="ok">{t("milestones.sentTo", { name: sent.contact.name })}</InlineNotice>
        <Field label={t("milestones.link")} note={t("milestones.linkNote", { until: formatInstant(sent.expires_at) })}>
          {(c) => <div className="row gap8"><TextInput {...c} readOnly value={address} onFocus={(e) => e.target.select()} /><Button icon={Copy} onClick={copy}>{t("milestones.copy")}</Button></div>}
        </Field>
      </div>
    </Dialog>
  );
}
