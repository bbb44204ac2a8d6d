import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { formatDateShort } from "../../../lib/format";
import { StatusDot } from "../../../ui/marks";
import { LIGHT_TONE } from "./model";
import { useMyProjects } from "./queries";

/** What was sold and is being built now, by the day it is to be finished. */
export function MyProjects() {
  const { t } = useTranslation();
  const rows = useMyProjects(can(useMe(), "project:read")).data ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="home-year">
      <header style={{ marginBottom: 6 }}><h2>{t("home.myProjects")}</h2></header>
      {rows.map((p) => (
        <div key={p.id} className="row gap8 home-mine">
          <StatusDot tone={LIGHT_TONE[p.health] ?? "mute"}><Link to={`/projects/${p.id}`} className="quiet-link ell" title={p.name}>{p.name}</Link></StatusDot>
          <span className="push t3 num nowrap">{p.planned_finish ? t("home.finishBy", { on: formatDateShort(p.planned_finish) }) : null}</span>
        </div>
      ))}
    </section>
  );
}
