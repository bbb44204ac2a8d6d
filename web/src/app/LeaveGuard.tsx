import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { hasUnsaved } from "../lib/unsaved";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";

/** Asks before a page is left, or closed, on which something typed was not kept. */
export function LeaveGuard() {
  const { t } = useTranslation();
  const leaving = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && hasUnsaved(),
    enableBeforeUnload: () => hasUnsaved(),
    withResolver: true,
  });
  if (leaving.status !== "blocked") return null;
  return (
    <Dialog title={t("ui.unsaved.title")} onClose={leaving.reset}
      actions={<><Button onClick={leaving.reset}>{t("ui.unsaved.stay")}</Button><Button kind="danger" onClick={leaving.proceed}>{t("ui.unsaved.leave")}</Button></>}>
      <p>{t("ui.unsaved.text")}</p>
    </Dialog>
  );
}
