import "../projects.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { PanelProps } from "../../../../lib/record";
import { Person, Pill, StatusDot } from "../../../../ui/marks";
import { COLOUR_TONE, lateDays, STATE_TONE } from "../model";
import { useProjectsOf } from "../queries";
import type { Row } from "../types";
import { Wan } from "./Wan";

/** The projects of a customer or a contract, on its page. */
export default function ProjectsOf({ record }: PanelProps) {
  const { t } = useTranslation();
  const rows = useProjectsOf(record).data ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="record-section">
      <header>
        <h2>{t("projects.title")}</h2>
        <span className="t3 f12">{t("projects.countIs", { count: rows.length })}</span>
        {record.kind === "customer" ? <Link to="/projects" search={{ customer_id: record.id } as never} className="push f12">{t("projects.inList")}</Link> : null}
      </header>
      <div className="sideways" tabIndex={0} role="region" aria-label={t("projects.title")}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t("projects.name")}</th>
              <th scope="col">{t("projects.stateLabel")}</th>
              <th scope="col">{t("projects.health")}</th>
              <th scope="col" className="right">{t("projects.progress")}</th>
              <th scope="col">{t("projects.forecastFinish")}</th>
              <th scope="col" className="right">{t("projects.amount")}</th>
              <th scope="col">{t("projects.manager")}</th>
            </tr>
          </thead>
          <tbody>{rows.map((r) => <ProjectRow key={r.id} row={r} />)}</tbody>
        </table>
      </div>
    </section>
  );
}

function ProjectRow({ row: r }: { row: Row }) {
  const { t } = useTranslation();
  const late = lateDays(r);
  return (
    <tr>
      <td className="name-cell"><Link to={`/projects/${r.id}`} className="m ell" title={r.name}>{r.name}</Link></td>
      <td><Pill tone={STATE_TONE[r.state]}>{t(`projects.state.${r.state}`)}</Pill></td>
      <td>{r.health === "grey" ? <span className="t3">{t("projects.colour.grey")}</span> : <StatusDot tone={COLOUR_TONE[r.health]}>{t(`projects.colour.${r.health}`)}</StatusDot>}</td>
      <td className="right num">{r.progress}%</td>
      <td className="num">{r.completed_on || r.forecast_finish || "–"}{late > 0 ? <span className="warn-t f12"> {t("projects.lateBy", { days: late })}</span> : null}</td>
      <td className="right"><Wan money={r.amount} /></td>
      <td>{r.owner ? <Person name={r.owner.name} /> : <span className="warn-t">{t("projects.nobody")}</span>}</td>
    </tr>
  );
}
