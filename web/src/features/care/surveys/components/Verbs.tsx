import { Link2, Send } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../../ui/Button";
import { toastDone } from "../../../../ui/toast";
import { useLink, useSend } from "../queries";
import type { Survey } from "../types";

/** What one may do with a survey now: send it before its day, or hand its link over oneself. */
export function Verbs({ survey: s, small }: { survey: Survey; small?: boolean }) {
  const { t } = useTranslation();
  const send = useSend();
  const link = useLink();
  const size = small ? "small" : "normal";
  const copy = (): void => link.mutate(s.id, { onSuccess: (address) => void navigator.clipboard.writeText(address).then(() => toastDone(t("ui.copied"))) });
  if (s.actions.includes("send")) return <Button kind="primary" size={size} icon={Send} busy={send.isPending} onClick={() => send.mutate(s, { onSuccess: (saved) => toastDone(t("surveys.sentTo", { name: saved.contact?.name ?? saved.customer.name })) })}>{t("surveys.verb.send")}</Button>;
  if (s.actions.includes("link")) return <Button size={size} icon={Link2} busy={link.isPending} onClick={copy}>{t("surveys.verb.link")}</Button>;
  return null;
}
