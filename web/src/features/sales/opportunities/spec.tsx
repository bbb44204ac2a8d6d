import i18next, { type TFunction } from "i18next";
import { Link } from "@tanstack/react-router";
import { Maximize2, Pencil, Plus } from "lucide-react";
import { peopleSource } from "../../../api/matches";
import type { Me, Named } from "../../../api/types";
import { formatInstantShort } from "../../../lib/format";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, StageRing, StatusDot } from "../../../ui/marks";
import { Wan } from "./components/Wan";
import { daysSince, GRADES, OUTCOMES, PROJECT_TYPES, ringOf, SOURCES, STAGES, viewFilters } from "./model";
import { opportunitySource } from "./queries";
import type { Row } from "./types";
import { serverNow } from "../../../lib/now";

interface SpecInput {
  me: Me;
  t: TFunction;
  departments: Named[];
  /** Named in the filter when the list is that of one customer. */
  customer?: Named;
  canCreate: boolean;
  canExport: boolean;
  onOpen: (id: string) => void;
  onEdit: (id: string) => void;
}

/** The stage with its ring; a closed one shows how it ended. */
export function StageMark({ row, t }: { row: Pick<Row, "stage" | "outcome">; t: TFunction }) {
  return <StageRing shape={ringOf(row)}>{row.outcome === "open" ? t(`opportunities.stage.${row.stage}`) : t(`opportunities.outcome.${row.outcome}`)}</StageRing>;
}

/** The opportunity list, declared. */
export function opportunitySpec({ me, t, departments, customer, canCreate, canExport, onOpen, onEdit }: SpecInput): DataViewSpec<Row> {
  const now = serverNow();
  const wide = i18next.language !== "zh";
  const views = viewFilters(me, new Date(now));
  const priced = me.classes.includes("price");
  const choices = (name: string, values: readonly string[]) => values.map((value) => ({ value, label: t(`opportunities.${name}.${value}`) }));
  const type = (r: Row): string => (r.project_type ? t(`opportunities.type.${r.project_type}`, { defaultValue: r.project_type }) : "");
  const yes = [{ value: "true", label: t("opportunities.yes") }, { value: "false", label: t("opportunities.no") }];
  const situation = (r: Row) => (r.on_hold ? <StatusDot tone="mute">{t("opportunities.onHold")}</StatusDot> : r.stalled ? <StatusDot tone="warn">{t("opportunities.stalledFor", { count: daysSince(r.stage_since, now) })}</StatusDot> : r.clash ? <StatusDot tone="bad">{t("opportunities.clash.mark")}</StatusDot> : <span className="t3 num">{t("opportunities.days", { count: daysSince(r.stage_since, now) })}</span>);
  return {
    id: "opportunities",
    noun: "opportunities.noun",
    source: opportunitySource,
    columns: [
      { id: "name", title: "opportunities.name", width: 212, sort: "name", render: (r) => r.name },
      { id: "customer", title: "opportunities.customer", width: 130, priority: 4, render: (r) => <span className="t2" title={r.customer.name}>{r.customer.name}</span> },
      { id: "stage", title: "opportunities.stageLabel", width: wide ? 104 : 76, priority: 1, render: (r) => <StageMark row={r} t={t} /> },
      { id: "amount", title: "opportunities.amount", width: 96, align: "right", sort: "amount", sum: "amount", priority: 1, render: (r) => <Wan money={r.amount} /> },
      { id: "weighted", title: "opportunities.weighted", width: 92, align: "right", sort: "weighted", sum: "weighted", priority: 3, render: (r) => <span className="t2"><Wan money={r.weighted} /></span> },
      { id: "expected", title: "opportunities.expected", width: 104, sort: "expected_sign_date", priority: 5, render: (r) => <span className="t2 num">{r.expected_sign_date}</span> },
      { id: "situation", title: "opportunities.situation", width: 112, priority: 6, render: situation },
      { id: "owner", title: "opportunities.owner", width: 96, priority: 2, render: (r) => <Person name={r.owner.name} /> },
      { id: "grade", title: "opportunities.grade", width: 64, sort: "grade", optional: true, priority: 7, render: (r) => r.grade },
      { id: "score", title: "opportunities.score", width: 72, align: "right", sort: "score", optional: true, priority: 7, render: (r) => r.score.toFixed(1) },
      { id: "number", title: "opportunities.number", width: 150, sort: "number", optional: true, priority: 8, render: (r) => <span className="t2 num">{r.number}</span> },
      { id: "type", title: "opportunities.typeLabel", width: 96, optional: true, priority: 8, render: (r) => <span className="t2">{type(r)}</span> },
      { id: "region", title: "opportunities.region", width: 80, optional: true, priority: 8, render: (r) => <span className="t2">{r.region}</span> },
      { id: "activity", title: "opportunities.lastActivity", width: 150, sort: "last_activity_at", optional: true, priority: 8, render: (r) => <span className="t2 num">{formatInstantShort(r.last_activity_at)}</span> },
    ],
    filters: [
      { field: "outcome", title: "opportunities.outcomeLabel", kind: "enum", options: choices("outcome", OUTCOMES) },
      { field: "stage", title: "opportunities.stageLabel", kind: "enum", options: STAGES.map((s, i) => ({ value: s, label: t(`opportunities.stage.${s}`), render: <StageRing shape={i as 0 | 1 | 2 | 3}>{t(`opportunities.stage.${s}`)}</StageRing> })) },
      { field: "owner_id", title: "opportunities.owner", kind: "person", source: peopleSource },
      ...(departments.length > 1 ? [{ field: "department_id", title: "opportunities.department", kind: "enum" as const, options: departments.map((d) => ({ value: d.id, label: d.name })) }] : []),
      ...(priced ? [{ field: "amount", title: "opportunities.amountShort", kind: "money" as const }] : []),
      { field: "expected_sign_date", title: "opportunities.expected", kind: "date" },
      { field: "grade", title: "opportunities.grade", kind: "enum", options: GRADES.map((g) => ({ value: g, label: g })) },
      { field: "stalled", title: "opportunities.stalled", kind: "enum", options: yes },
      { field: "on_hold", title: "opportunities.onHold", kind: "enum", options: yes },
      { field: "clash", title: "opportunities.clash.mark", kind: "enum", options: yes },
      { field: "entity_id", title: "opportunities.entity", kind: "enum", options: me.entities.map((e) => ({ value: e.id, label: e.short_name })) },
      { field: "source", title: "opportunities.sourceLabel", kind: "enum", options: choices("source", SOURCES) },
      { field: "project_type", title: "opportunities.typeLabel", kind: "enum", options: choices("type", PROJECT_TYPES) },
      { field: "customer_id", title: "opportunities.customer", kind: "person", options: customer ? [{ value: customer.id, label: customer.name }] : [] },
      { field: "region", title: "opportunities.region", kind: "text" },
      { field: "last_activity_at", title: "opportunities.lastActivity", kind: "instant" },
      { field: "closed_on", title: "opportunities.closedOn", kind: "date" },
    ],
    views: [
      { id: "open", title: "opportunities.view.open", filters: views.open },
      { id: "mine", title: "opportunities.view.mine", filters: views.mine },
      { id: "quarter", title: "opportunities.view.quarter", filters: views.quarter },
      { id: "stalled", title: "opportunities.view.stalled", filters: views.stalled },
      { id: "closed", title: "opportunities.view.closed", filters: views.closed, sort: [{ field: "updated_at", desc: true }] },
    ],
    defaultSort: [{ field: priced ? "priority" : "score", desc: true }],
    label: (r) => r.name,
    card: (r) => ({ title: r.name, value: <Wan money={r.amount} decimals={0} />, line: [r.customer.name, r.owner.name].join(" · "), status: <StageMark row={r} t={t} /> }),
    rowActions: [
      { id: "edit", label: t("opportunities.edit"), icon: Pencil, enabled: (r) => r.actions.includes("update"), perform: (r) => onEdit(r.id) },
      { id: "open", label: t("ui.fullPage"), icon: Maximize2, perform: (r) => onOpen(r.id) },
    ],
    exportHref: canExport ? (params) => `/api/v1/opportunities/export?${new URLSearchParams(params).toString()}` : undefined,
    fullPage: (id) => `/opportunities/${id}`,
    empty: { title: t("opportunities.emptyTitle"), text: t("opportunities.emptyText"), actions: canCreate ? <Link to="/opportunities/new" className="btn primary"><Plus aria-hidden />{t("opportunities.create")}</Link> : null },
  };
}
