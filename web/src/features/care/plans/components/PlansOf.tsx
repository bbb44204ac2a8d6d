import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import type { PanelProps } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { Person, Pill, StatusDot } from "../../../../ui/marks";
import { doneSteps, severityTone, stateTone } from "../model";
import { usePlansOf } from "../queries";
import { Deadline } from "./Deadline";
import { NewDialog } from "./NewDialog";

/** What is put right for a customer, on a project or because of a survey, on its page. */
export default function PlansOf({ record }: PanelProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const creates = can(useMe(), "improvement:write") && record.kind !== "survey";
  const found = usePlansOf(record).data;
  if (!found || (found.items.length === 0 && !creates)) return null;
  return (
    <section className="record-section">
      <header>
        <h2>{t("plans.title")}</h2>
        {found.total ? <span className="t3 f12 num">{t("plans.count", { count: found.total })}</span> : <span className="t3 f12">{t("plans.noneYet")}</span>}
        {creates ? <span className="push"><Button size="small" icon={Plus} onClick={() => setAsking(true)}>{t("plans.create")}</Button></span> : null}
      </header>
      {found.items.length > 0 ? (
        <div className="sideways" tabIndex={0} role="region" aria-label={t("plans.title")}>
          <table className="plain">
            <thead><tr><th scope="col">{t("plans.name")}</th><th scope="col">{t("plans.severityLabel")}</th><th scope="col">{t("plans.stateLabel")}</th><th scope="col">{t("plans.resolveBy")}</th><th scope="col" className="right">{t("plans.steps")}</th><th scope="col">{t("plans.owner")}</th></tr></thead>
            <tbody>
              {found.items.map((p) => (
                <tr key={p.id}>
                  <td><Link to={`/improvement-plans/${p.id}`} className="m">{p.title}</Link></td>
                  <td><Pill tone={severityTone(p.severity)}>{t(`plans.severityShort.${p.severity}`)}</Pill></td>
                  <td><StatusDot tone={stateTone(p.state)}>{t(`plans.state.${p.state}`)}</StatusDot></td>
                  <td><Deadline plan={p} /></td>
                  <td className="right num">{p.steps.length === 0 ? "–" : `${doneSteps(p)} / ${p.steps.length}`}</td>
                  <td>{p.owner ? <Person name={p.owner.name} /> : <span className="warn-t">{t("plans.nobody")}</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {asking ? <NewDialog record={record} onDone={(p) => void navigate({ to: `/improvement-plans/${p.id}` })} onClose={() => setAsking(false)} /> : null}
    </section>
  );
}
