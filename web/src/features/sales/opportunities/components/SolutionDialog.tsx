import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useRecordParts } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { toastDone } from "../../../../ui/toast";
import { keys } from "../queries";
import type { Opportunity } from "../types";

/** Takes the paper that says what we would build; with it the stage has what it asked for. */
export function SolutionDialog({ opportunity: o, onClose }: { opportunity: Opportunity; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { FileField } = useRecordParts();
  const done = (): void => {
    toastDone(t("opportunities.solutionGiven"));
    void queryClient.invalidateQueries({ queryKey: keys.all });
    onClose();
  };
  return (
    <Dialog title={t("opportunities.remedy.solution")} onClose={onClose} note={o.name} actions={<Button onClick={onClose}>{t("ui.cancel")}</Button>}>
      <FileField record={{ kind: "opportunity", id: o.id }} kind="solution" label={t("opportunities.need.solution")} value={null} onChange={(file) => file && done()} note={t("opportunities.solutionNote")} />
    </Dialog>
  );
}
