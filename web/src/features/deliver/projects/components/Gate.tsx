import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleDot } from "lucide-react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import { formatInstantShort } from "../../../../lib/format";
import { useContractOf, useHandoverOf } from "../queries";
import type { Criterion, Project } from "../types";
import type { Verbs } from "../useVerbs";

/** What stands between planning and the start, and where it is settled. */
export function Gate({ project: p, verbs }: { project: Project; verbs: Verbs }) {
  const { t } = useTranslation();
  if (p.gate.length === 0) return null;
  const missing = p.gate.filter((c) => !c.met).length;
  return (
    <section className="record-section" aria-label={t("projects.gate.title")}>
      <header>
        <h2>{missing > 0 ? t("projects.gate.missing", { count: missing }) : t("projects.gate.open")}</h2>
        <span className="t3 f12">{t(missing > 0 ? "projects.gate.note" : "projects.gate.openNote")}</span>
      </header>
      <ul className="needs">{p.gate.map((c) => <Need key={c.code} project={p} item={c} verbs={verbs} />)}</ul>
    </section>
  );
}

function Need({ project: p, item: c, verbs }: { project: Project; item: Criterion; verbs: Verbs }) {
  const { t } = useTranslation();
  return (
    <li>
      {c.met ? <CircleCheck className="ok-t" aria-label={t("opportunities.met")} role="img" /> : <CircleDot className="warn-t" aria-label={t("opportunities.missing")} role="img" />}
      <span className={c.met ? "t2" : "m"}>{t(`projects.need.${c.code}`)}</span>
      <span className="t3 f12 num"><NeedState project={p} item={c} /></span>
      <span className="row gap12 push">
        <Remedy project={p} item={c} />
        {!c.met && c.code === "handover_signed" && p.actions.includes("waive") ? <button type="button" className="link" onClick={() => verbs.ask("waive")}>{t("projects.verb.waive")}</button> : null}
      </span>
    </li>
  );
}

/** How far a need is, in words. */
function NeedState({ project: p, item: c }: { project: Project; item: Criterion }) {
  const { t } = useTranslation();
  if (c.code === "planned_finish") return p.planned_finish;
  if (c.code === "contract_in_force") return c.met ? "" : t(p.contract_id ? "projects.gate.contractOpen" : "projects.gate.noContract");
  if (p.waiver) return t("projects.gate.waived", { at: formatInstantShort(p.waiver.at), reason: p.waiver.reason });
  if (c.score === undefined) return c.met ? "" : t("projects.gate.noScore");
  return t(c.score >= 60 ? "projects.gate.score" : "projects.gate.scoreLow", { score: (c.score / 10).toFixed(1) });
}

function Remedy({ project: p, item: c }: { project: Project; item: Criterion }) {
  const { t } = useTranslation();
  const me = useMe();
  const handover = useHandoverOf(p.id, c.code === "handover_signed" && can(me, "handover:read")).data;
  const contract = useContractOf(p.contract_id, c.code === "contract_in_force" && can(me, "contract:read")).data;
  if (c.code === "handover_signed" && handover) return <Link to={`/handovers/${handover.id}`}>{t(c.met ? "projects.gate.toHandoverMet" : "projects.gate.toHandover")}</Link>;
  if (c.code === "contract_in_force" && contract) return <Link to={`/contracts/${p.contract_id}`}>{t("projects.gate.toContract")}</Link>;
  if (c.code === "planned_finish" && !c.met && p.actions.includes("update")) return <Link to={`/projects/${p.id}/edit`}>{t("projects.gate.toEdit")}</Link>;
  return null;
}
