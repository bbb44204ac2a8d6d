import i18next, { type TFunction } from "i18next";
import { Link } from "@tanstack/react-router";
import { Maximize2, Plus } from "lucide-react";
import { peopleSource } from "../../../api/matches";
import type { Me, Named } from "../../../api/types";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, Pill, StatusDot } from "../../../ui/marks";
import { Wan } from "./components/Wan";
import { COLOUR_TONE, COLOURS, lateDays, LIGHTS, STATES, STATE_TONE, TYPES, viewFilters } from "./model";
import { projectSource } from "./queries";
import type { Colour, Row } from "./types";

interface SpecInput {
  me: Me;
  t: TFunction;
  /** Named in the filter when the list is that of one customer. */
  customer?: Named;
  canCreate: boolean;
  onOpen: (id: string) => void;
}

/** A light as a dot and its word; nothing to judge is a dash. */
function LightCell({ colour, t }: { colour: Colour; t: TFunction }) {
  return colour === "grey" ? <span className="t3">–<span className="sr">{t("projects.colour.grey")}</span></span> : <StatusDot tone={COLOUR_TONE[colour]}>{t(`projects.colour.${colour}`)}</StatusDot>;
}

/** The project list, declared. */
export function projectSpec({ me, t, customer, canCreate, onOpen }: SpecInput): DataViewSpec<Row> {
  const wide = i18next.language !== "zh";
  const views = viewFilters(me);
  const priced = me.classes.includes("price");
  const colours = COLOURS.map((c) => ({ value: c, label: t(`projects.colour.${c}`), render: <StatusDot tone={COLOUR_TONE[c]}>{t(`projects.colour.${c}`)}</StatusDot> }));
  const late = (r: Row) => (lateDays(r) > 0 ? <span className={r.lights.progress === "red" ? "bad-t" : "warn-t"}>{t("projects.lateBy", { days: lateDays(r) })}</span> : <span className="t3">–</span>);
  return {
    id: "projects",
    noun: "projects.noun",
    source: projectSource,
    columns: [
      { id: "name", title: "projects.name", width: 208, sort: "name", render: (r) => r.name },
      { id: "number", title: "projects.number", width: 154, sort: "number", priority: 8, render: (r) => <span className="t2 num">{r.number}</span> },
      { id: "customer", title: "projects.customer", width: 120, priority: 7, render: (r) => <span className="t2" title={r.customer.name}>{r.customer.name}</span> },
      { id: "manager", title: "projects.manager", width: wide ? 116 : 92, priority: 4, render: (r) => (r.owner ? <Person name={r.owner.name} /> : <span className="warn-t">{t("projects.nobody")}</span>) },
      { id: "state", title: "projects.stateLabel", width: wide ? 104 : 76, priority: 1, render: (r) => <Pill tone={STATE_TONE[r.state]}>{t(`projects.state.${r.state}`)}</Pill> },
      ...LIGHTS.map((name, i) => ({ id: name, title: `projects.light.${name}`, width: wide ? 76 : 62, priority: i < 2 ? 2 : 3, render: (r: Row) => <LightCell colour={r.lights[name]} t={t} /> })),
      { id: "share", title: "projects.progress", width: 68, align: "right", sort: "progress", priority: 2, render: (r) => `${r.progress}%` },
      { id: "amount", title: "projects.amount", width: wide ? 132 : 98, align: "right", sort: "amount", sum: "amount", priority: 3, render: (r) => <Wan money={r.amount} /> },
      { id: "planned", title: "projects.plannedFinish", width: 108, sort: "planned_finish", priority: 6, render: (r) => <span className="t2 num">{r.planned_finish || "–"}</span> },
      { id: "forecast", title: "projects.forecastFinish", width: 108, sort: "forecast_finish", priority: 5, render: (r) => <span className="num">{r.completed_on || r.forecast_finish || "–"}</span> },
      { id: "late", title: "projects.late", width: wide ? 76 : 88, align: "right", priority: 4, render: late },
      { id: "type", title: "projects.typeLabel", width: 88, optional: true, priority: 9, render: (r) => <span className="t2">{r.type ? t(`projects.type.${r.type}`, { defaultValue: r.type }) : ""}</span> },
      { id: "entity", title: "projects.entity", width: 120, optional: true, priority: 9, render: (r) => <span className="t2">{r.entity.name}</span> },
    ],
    filters: [
      { field: "state", title: "projects.stateLabel", kind: "enum", options: STATES.map((s) => ({ value: s, label: t(`projects.state.${s}`) })) },
      { field: "health", title: "projects.health", kind: "enum", options: colours },
      { field: "owner_id", title: "projects.manager", kind: "person", source: peopleSource },
      { field: "progress_light", title: "projects.lightOf.progress", kind: "enum", options: colours },
      { field: "cost_light", title: "projects.lightOf.cost", kind: "enum", options: colours },
      { field: "quality_light", title: "projects.lightOf.quality", kind: "enum", options: colours },
      { field: "collection_light", title: "projects.lightOf.collection", kind: "enum", options: colours },
      ...(priced ? [{ field: "amount", title: "projects.amountShort", kind: "money" as const }] : []),
      { field: "progress", title: "projects.progress", kind: "number" },
      { field: "planned_finish", title: "projects.plannedFinish", kind: "date" },
      { field: "forecast_finish", title: "projects.forecastFinish", kind: "date" },
      { field: "sales_rep_id", title: "projects.salesRep", kind: "person", source: peopleSource },
      { field: "customer_id", title: "projects.customer", kind: "person", options: customer ? [{ value: customer.id, label: customer.name }] : [] },
      { field: "entity_id", title: "projects.entity", kind: "enum", options: me.entities.map((e) => ({ value: e.id, label: e.short_name })) },
      { field: "type", title: "projects.typeLabel", kind: "enum", options: TYPES.map((v) => ({ value: v, label: t(`projects.type.${v}`) })) },
      { field: "on_time", title: "projects.onTime", kind: "enum", options: [{ value: "true", label: t("opportunities.yes") }, { value: "false", label: t("opportunities.no") }] },
    ],
    views: [
      { id: "living", title: "projects.view.living", filters: views.living },
      { id: "mine", title: "projects.view.mine", filters: views.mine },
      { id: "attention", title: "projects.view.attention", filters: views.attention },
      { id: "starting", title: "projects.view.starting", filters: views.starting },
      { id: "done", title: "projects.view.done", filters: views.done },
      { id: "all", title: "projects.view.all", filters: [] },
    ],
    defaultSort: [{ field: "forecast_finish", desc: false }],
    label: (r) => r.name,
    card: (r) => ({
      title: r.name,
      value: `${r.progress}%`,
      line: [r.customer.name, r.completed_on || r.forecast_finish].filter(Boolean).join(" · "),
      status: r.health === "green" || r.health === "grey" ? <Pill tone={STATE_TONE[r.state]}>{t(`projects.state.${r.state}`)}</Pill> : <StatusDot tone={COLOUR_TONE[r.health]}>{t(`projects.colour.${r.health}`)}</StatusDot>,
    }),
    rowActions: [{ id: "open", label: t("ui.fullPage"), icon: Maximize2, perform: (r) => onOpen(r.id) }],
    fullPage: (id) => `/projects/${id}`,
    empty: { title: t("projects.emptyTitle"), text: t("projects.emptyText"), actions: canCreate ? <Link to="/projects/new" className="btn primary"><Plus aria-hidden />{t("projects.create")}</Link> : undefined },
  };
}
