import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { toastDone } from "../../../ui/toast";
import { AskDialog } from "./components/AskDialog";
import { FormDialog } from "./components/FormDialog";
import { ReachDialog } from "./components/ReachDialog";
import type { Verb } from "./model";
import { usePlain } from "./queries";
import type { Row } from "./types";

export interface MilestoneVerbs {
  /** Does a verb that needs no answer. */
  run: (m: Row, verb: "remind" | "rectify") => void;
  /** Asks for what a verb needs. */
  dialog: (m: Row, verb: Verb, rows: Row[]) => ReactNode;
  busy: boolean;
}

/** Everything one may do with a milestone, wherever it is shown. */
export function useMilestoneVerbs(onClose: () => void): MilestoneVerbs {
  const { t } = useTranslation();
  const plain = usePlain();
  return {
    run: (on, verb) => plain.mutate({ on, verb }, { onSuccess: () => toastDone(t(`milestones.done.${verb}`, { name: on.name })) }),
    busy: plain.isPending,
    dialog: (m, verb, rows) => {
      if (verb === "reach") return <ReachDialog milestone={m} onClose={onClose} />;
      if (verb === "link") return <AskDialog milestone={m} onClose={onClose} />;
      if (verb === "update") return <FormDialog project={m.project.id} rows={rows} milestone={m} onClose={onClose} />;
      return null;
    },
  };
}
