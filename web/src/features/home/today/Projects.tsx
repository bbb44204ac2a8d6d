import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatPercent, formatWan } from "../../../lib/format";
import { Restricted, StatusDot } from "../../../ui/marks";
import { Linked } from "./Linked";
import { LIGHT_TONE, listOf, type Overview } from "./model";
import { useStanding } from "./queries";

const LIGHTS = ["progress", "cost", "quality", "collection"] as const;

/** How the running projects stand: as many by name as there is room, those in trouble first. */
export function Projects({ overview: o }: { overview: Overview }) {
  const { t } = useTranslation();
  const projects = o.projects;
  const rows = useStanding(projects !== null).data ?? [];
  if (!projects) return null;
  const all = listOf(projects.running.list);
  return (
    <div className="home-two projects">
      <section aria-label={t("home.health")}>
        <header className="row gap8 wrap" style={{ marginBottom: 8 }}>
          <h2>{t("home.health")}</h2>
          {(["red", "amber", "green", "grey"] as const).filter((colour) => projects[colour].count > 0).map((colour) => <span key={colour} className={`pill ${LIGHT_TONE[colour]}`}>{t(`projects.colour.${colour}`)} <Linked list={projects[colour].list} tip={t("home.projects", { count: projects[colour].count })}>{projects[colour].count}</Linked></span>)}
          <Link to={all.to} search={all.search as never} className="push f12">{t("home.allProjects", { count: projects.running.count })}</Link>
        </header>
        {rows.length === 0 ? <p className="t3">{t("home.noProjects")}</p> : (
          <table className="plain home-projects">
            <thead><tr><th scope="col">{t("projects.name")}</th><th scope="col" className="hide-phone">{t("projects.stateLabel")}</th>{LIGHTS.map((name) => <th key={name} scope="col" className="hide-phone">{t(`projects.light.${name}`)}</th>)}<th scope="col" className="right">{t("projects.amount")}</th></tr></thead>
            <tbody>
              {rows.map((p) => (
                <tr key={p.id}>
                  <td className="m"><StatusDot tone={LIGHT_TONE[p.health] ?? "mute"}><Link to={`/projects/${p.id}`} className="quiet-link ell" title={p.name}>{p.name}</Link></StatusDot></td>
                  <td className="hide-phone">{t(`projects.state.${p.state}`)}</td>
                  {LIGHTS.map((name) => <td key={name} className="hide-phone"><StatusDot tone={LIGHT_TONE[p.lights[name]] ?? "mute"}>{t(`projects.colour.${p.lights[name]}`)}</StatusDot></td>)}
                  <td className="right num">{p.amount ? formatWan(p.amount.amount) : <Restricted />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <section aria-label={t("home.delivery")}>
        <header style={{ marginBottom: 8 }}><h2>{t("home.delivery")}</h2></header>
        <dl className="home-facts">
          <Fact label={t("home.onTime")} value={projects.on_time_rate === null ? "–" : formatPercent(projects.on_time_rate / 1000)} note={t("home.inTimeOf", { count: projects.in_time.count, all: projects.in_time.count + projects.late.count })} />
          <Fact label={t("home.overBudget")} value={<Linked list={projects.over_budget.list} tip={t("home.projects", { count: projects.over_budget.count })}>{projects.over_budget.count}</Linked>} note={t("home.costRed", { count: projects.over_budget.count })} />
          {projects.milestones_awaited ? <Fact label={t("home.awaited")} value={projects.milestones_awaited.count} note={t("home.awaitedNote", { count: projects.milestones_awaited.count })} /> : null}
          {o.opinion ? <Fact label="NPS" value={o.opinion.nps ?? "–"} note={t("home.answers", { count: o.opinion.answers })} /> : null}
        </dl>
      </section>
    </div>
  );
}

function Fact({ label, value, note }: { label: string; value: ReactNode; note: string }) {
  return (
    <div>
      <dt className="t3 f12">{label}</dt>
      <dd className="num"><b className="sb">{value}</b> <span className="t3 f12 nowrap">{note}</span></dd>
    </div>
  );
}
