import "./session.css";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "../../../api/me";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { SignInForm } from "./SignInForm";

/** The session ended while somebody was typing: he goes on where he was. Somebody else begins anew. */
export default function SignInAgain({ onDone, onLeave }: { onDone: () => void; onLeave: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [before] = useState(() => queryClient.getQueryData(meQuery.queryKey)?.id);
  return (
    <Dialog title={t("login.again")} onClose={onLeave} actions={<Button onClick={onLeave}>{t("ui.unsaved.leave")}</Button>}>
      <SignInForm lead={t("login.againLead")} onDone={(me) => {
        if (me.id !== before) location.assign("/");
        void queryClient.invalidateQueries();
        onDone();
      }} />
    </Dialog>
  );
}
