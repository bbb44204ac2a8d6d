import i18next, { type TFunction } from "i18next";
import { Maximize2 } from "lucide-react";
import type { ReactNode } from "react";
import { peopleSource } from "../../../api/matches";
import type { Me } from "../../../api/types";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, Pill, StatusDot } from "../../../ui/marks";
import { Deadline } from "./components/Deadline";
import { doneSteps, severityTone, SEVERITIES, SOURCES, STATES, stateTone, viewFilters } from "./model";
import { planSource } from "./queries";
import type { Plan } from "./types";

interface SpecInput {
  me: Me;
  t: TFunction;
  onOpen: (id: string) => void;
  /** The button of an empty list. */
  begin?: ReactNode;
}

/** The list of improvement plans, declared. */
export function planSpec({ me, t, onOpen, begin }: SpecInput): DataViewSpec<Plan> {
  const wide = i18next.language !== "zh";
  const views = viewFilters(me);
  const state = (r: Plan) => <StatusDot tone={stateTone(r.state)}>{t(`plans.state.${r.state}`)}</StatusDot>;
  const choices = (group: string, values: readonly string[]) => values.map((v) => ({ value: v, label: t(`plans.${group}.${v}`) }));
  return {
    id: "improvement-plans",
    noun: "plans.noun",
    source: planSource,
    columns: [
      { id: "title", title: "plans.name", width: 230, render: (r) => r.title },
      { id: "severity", title: "plans.severityLabel", width: wide ? 84 : 72, sort: "severity", priority: 2, render: (r) => <Pill tone={severityTone(r.severity)}>{t(`plans.severityShort.${r.severity}`)}</Pill> },
      { id: "state", title: "plans.stateLabel", width: wide ? 116 : 92, priority: 1, render: state },
      { id: "deadline", title: "plans.resolveBy", width: wide ? 150 : 132, sort: "resolve_by", priority: 1, render: (r) => <Deadline plan={r} /> },
      { id: "steps", title: "plans.steps", width: 76, align: "right", priority: 5, render: (r) => <span className="num">{r.steps.length === 0 ? "–" : `${doneSteps(r)} / ${r.steps.length}`}</span> },
      { id: "customer", title: "plans.customer", width: 180, priority: 3, render: (r) => <span className="t2" title={r.customer.name}>{r.customer.name}</span> },
      { id: "project", title: "plans.project", width: 200, priority: 6, render: (r) => <span className="t2" title={r.project?.name}>{r.project?.name ?? "–"}</span> },
      { id: "source", title: "plans.sourceLabel", width: wide ? 116 : 92, priority: 7, render: (r) => <span className="t2">{t(`plans.source.${r.source}`)}</span> },
      { id: "owner", title: "plans.owner", width: 96, priority: 4, render: (r) => (r.owner ? <Person name={r.owner.name} /> : <span className="warn-t">{t("plans.nobody")}</span>) },
    ],
    filters: [
      { field: "state", title: "plans.stateLabel", kind: "enum", options: choices("state", STATES) },
      { field: "severity", title: "plans.severityLabel", kind: "enum", options: choices("severity", SEVERITIES) },
      { field: "source", title: "plans.sourceLabel", kind: "enum", options: choices("source", SOURCES) },
      { field: "owner_id", title: "plans.owner", kind: "person", source: peopleSource },
      { field: "entity_id", title: "plans.entity", kind: "enum", options: me.entities.map((e) => ({ value: e.id, label: e.short_name })) },
      { field: "resolve_by", title: "plans.resolveBy", kind: "instant" },
    ],
    views: [...(["open", "mine", "draft", "verifying", "ended"] as const).map((id) => ({ id, title: `plans.view.${id}`, filters: views[id] })), { id: "all", title: "plans.view.all", filters: [] }],
    defaultSort: [{ field: "resolve_by", desc: false }],
    label: (r) => r.title,
    card: (r) => ({ title: r.title, value: t(`plans.severityShort.${r.severity}`), line: [r.customer.name, r.owner?.name].filter(Boolean).join(" · "), status: state(r) }),
    rowActions: [{ id: "open", label: t("ui.fullPage"), icon: Maximize2, perform: (r) => onOpen(r.id) }],
    fullPage: (id) => `/improvement-plans/${id}`,
    empty: { title: t("plans.emptyTitle"), text: t("plans.emptyText"), actions: begin },
  };
}
