import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import { Button } from "../../../../ui/Button";
import { nextStep } from "../model";
import { useContractOf, useHandoverOf } from "../queries";
import type { Project } from "../types";
import type { Verbs } from "../useVerbs";

/** The one filled button: the next step of a project. */
export function NextButton({ project: p, verbs }: { project: Project; verbs: Verbs }) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const step = nextStep(p);
  const need = step.kind === "need" ? step.code : null;
  const handover = useHandoverOf(p.id, need === "handover_signed" && can(me, "handover:read")).data;
  const contract = useContractOf(p.contract_id, need === "contract_in_force" && can(me, "contract:read")).data;
  const press = (label: string, perform: () => void) => <Button kind="primary" busy={verbs.busy} onClick={perform}>{label}</Button>;
  if (step.kind === "verb") return press(t(`projects.verb.${step.verb}`), () => verbs.start(step.verb));
  if (step.kind === "milestone") {
    const { milestone, verb } = step.step;
    return press(t(`projects.milestoneStep.${verb}`, { name: milestone.name }), () => void navigate({ to: `/projects/${p.id}`, search: { milestone: milestone.id, do: verb } as never }));
  }
  if (need === "handover_signed" && handover) return press(t("projects.gate.toHandover"), () => void navigate({ to: `/handovers/${handover.id}` }));
  if (need === "planned_finish" && p.actions.includes("update")) return press(t("projects.gate.toEdit"), () => void navigate({ to: `/projects/${p.id}/edit` }));
  if (need === "contract_in_force" && contract) return press(t("projects.gate.toContract"), () => void navigate({ to: `/contracts/${p.contract_id}` }));
  return null;
}
