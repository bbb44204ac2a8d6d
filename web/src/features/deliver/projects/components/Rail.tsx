import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatDateShort, formatInstantShort } from "../../../../lib/format";
import { useRecordParts } from "../../../../lib/record";
import { IconButton } from "../../../../ui/Button";
import { addDays } from "../../../../ui/calendar";
import { Facts } from "../../../../ui/layout";
import { Avatar } from "../../../../ui/marks";
import { AHEAD_DAYS, soon } from "../model";
import { useCustomerOf } from "../queries";
import type { Project } from "../types";
import { serverToday } from "../../../../lib/now";

/** The quiet column: what comes next, who works on it, who is on the other side, what else is known. */
export function Rail({ project: p, onTeam }: { project: Project; onTeam: () => void }) {
  const { t } = useTranslation();
  const { Files, Panels, TeamList } = useRecordParts();
  const record = { kind: "project", id: p.id };
  return (
    <aside className="record-rail" aria-label={t("projects.rail")}>
      <Ahead project={p} />
      <section>
        <div className="section-head" style={{ marginBottom: 4 }}>
          {t("projects.team.title")}
          {p.actions.includes("update") ? <span className="push"><IconButton size="small" icon={Plus} label={t("opportunities.team.add")} shortcut="shift+t" onClick={onTeam} /></span> : null}
        </div>
        <TeamList record={record} />
      </section>
      <CustomerSide project={p} />
      <Panels record={record} place="rail" actions={p.actions} />
      <Files record={record} place="rail" />
      <section><RailFacts project={p} /></section>
    </aside>
  );
}

function Ahead({ project: p }: { project: Project }) {
  const { t } = useTranslation();
  const today = serverToday();
  const due = soon(p.milestones, today);
  return (
    <section>
      <div className="section-head" style={{ marginBottom: 4 }}>{t("projects.ahead")}<span className="push t3 f12 num">{t("projects.aheadSpan", { from: formatDateShort(today), to: formatDateShort(addDays(today, AHEAD_DAYS)) })}</span></div>
      {due.length === 0 ? <p className="t3">{t("projects.aheadNone")}</p> : null}
      {due.map((m) => (
        <Link key={m.id} to={`/projects/${p.id}`} search={{ milestone: m.id } as never} className="ahead">
          <span className={`num ${m.state === "planned" && m.forecast_on < today ? "bad-t" : "t3"}`}>{m.forecast_on === today ? t("log.today") : formatDateShort(m.forecast_on)}</span>
          <span className="ell">{m.name}</span>
          <span className="f12 warn-t nowrap">{m.state === "planned" ? (m.forecast_on < today ? t("projects.overdueMark") : "") : t(`milestones.state.${m.state}`)}</span>
        </Link>
      ))}
    </section>
  );
}

function CustomerSide({ project: p }: { project: Project }) {
  const { t } = useTranslation();
  const customer = useCustomerOf(p.customer.id).data;
  const contacts = customer?.contacts.filter((c) => c.active) ?? [];
  return (
    <section>
      <div className="section-head" style={{ marginBottom: 4 }}>{t("projects.customerSide")}<span className="push f12 ell t2">{customer ? <Link to={`/customers/${p.customer.id}`}>{p.customer.name}</Link> : p.customer.name}</span></div>
      {contacts.map((c) => (
        <div key={c.id} className="row gap8" style={{ minHeight: 31 }}>
          <Avatar name={c.name} />
          <span className="m nowrap">{c.name}</span>
          <span className="t3 f12 ell">{[c.title, c.part ? t(`customers.contactPart.${c.part}`, { defaultValue: c.part }) : ""].filter(Boolean).join(" · ")}</span>
          <span className="push t3 f12 num nowrap">{c.met_at ? t("projects.metOn", { date: formatDateShort(c.met_at) }) : ""}</span>
        </div>
      ))}
    </section>
  );
}

function RailFacts({ project: p }: { project: Project }) {
  const { t } = useTranslation();
  const day = (date: string) => <span className="num">{date || t("ui.none")}</span>;
  const items = [
    { label: t("projects.number"), value: <span className="num">{p.number}</span> },
    { label: t("projects.typeLabel"), value: p.type ? t(`projects.type.${p.type}`, { defaultValue: p.type }) : t("ui.none") },
    { label: t("projects.planned"), value: <span className="num">{[p.planned_start, p.planned_finish].filter(Boolean).join(" – ") || t("ui.none")}</span> },
    { label: t("projects.baselineFinish"), value: day(p.baseline_finish) },
    { label: t("projects.commencedOn"), value: day(p.commenced_on) },
    ...(p.completed_on ? [{ label: t("projects.completedOn"), value: day(p.completed_on) }, { label: t("projects.warrantyUntil"), value: day(p.warranty_until) }] : []),
    ...(p.closed_on ? [{ label: t("projects.retrospectiveOn"), value: day(p.retrospective_on) }, { label: t("projects.closedOn"), value: day(p.closed_on) }] : []),
    { label: t("projects.entity"), value: <span className="ell">{[p.entity.name, p.department.name].filter(Boolean).join(" · ")}</span> },
    { label: t("projects.deemed"), value: t(p.deemed_clause ? "projects.deemedYes" : "projects.deemedNo") },
    { label: t("projects.updatedAt"), value: <span className="num">{formatInstantShort(p.updated_at)}</span> },
  ];
  return (
    <>
      <Facts labelWidth={88} items={items} />
      {p.note ? <p className="t2" style={{ marginTop: 6, whiteSpace: "pre-wrap" }}>{p.note}</p> : null}
    </>
  );
}
