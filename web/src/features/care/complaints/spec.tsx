import i18next, { type TFunction } from "i18next";
import { Maximize2 } from "lucide-react";
import type { ReactNode } from "react";
import { customerSource, peopleSource, projectSource } from "../../../api/matches";
import type { Me } from "../../../api/types";
import { formatInstantShort } from "../../../lib/format";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, Pill, StatusDot } from "../../../ui/marks";
import { Deadline } from "./components/Deadline";
import { SEVERITIES, severityTone, SOURCES, STATES, stateTone, viewFilters } from "./model";
import { complaintSource } from "./queries";
import type { Complaint } from "./types";

interface SpecInput {
  me: Me;
  t: TFunction;
  onOpen: (id: string) => void;
  /** The button of an empty list. */
  begin?: ReactNode;
}

/** The list of complaints, declared. */
export function complaintSpec({ me, t, onOpen, begin }: SpecInput): DataViewSpec<Complaint> {
  const wide = i18next.language !== "zh";
  const views = viewFilters(me);
  const state = (r: Complaint) => <StatusDot tone={stateTone(r.state)}>{t(`complaints.state.${r.state}`)}</StatusDot>;
  const choices = (group: string, values: readonly string[]) => values.map((v) => ({ value: v, label: t(`complaints.${group}.${v}`) }));
  return {
    id: "complaints",
    noun: "complaints.noun",
    source: complaintSource,
    columns: [
      { id: "title", title: "complaints.name", width: 210, render: (r) => r.title },
      { id: "severity", title: "complaints.severityLabel", width: wide ? 84 : 64, sort: "severity", priority: 2, render: (r) => <Pill tone={severityTone(r.severity)}>{t(`complaints.severityShort.${r.severity}`)}</Pill> },
      { id: "state", title: "complaints.stateLabel", width: wide ? 142 : 104, priority: 1, render: state },
      { id: "deadline", title: "complaints.next", width: wide ? 178 : 148, sort: "resolve_by", priority: 1, render: (r) => <Deadline complaint={r} /> },
      { id: "customer", title: "complaints.customer", width: 170, priority: 3, render: (r) => <span className="t2" title={r.customer.name}>{r.customer.name}</span> },
      { id: "project", title: "complaints.project", width: 190, priority: 5, render: (r) => <span className="t2" title={r.project?.name}>{r.project?.name ?? "–"}</span> },
      { id: "handler", title: "complaints.handler", width: 92, priority: 4, render: (r) => (r.handler ? <Person name={r.handler.name} /> : <span className="warn-t">{t("complaints.nobody")}</span>) },
      { id: "created", title: "complaints.toldAt", width: 150, sort: "created_at", priority: 6, render: (r) => <span className="t2 num">{formatInstantShort(r.created_at)}</span> },
      { id: "source", title: "complaints.sourceLabel", width: wide ? 112 : 96, priority: 8, optional: true, render: (r) => <span className="t2">{t(`complaints.source.${r.source}`)}</span> },
      { id: "owner", title: "complaints.owner", width: 92, priority: 7, optional: true, render: (r) => (r.owner ? <Person name={r.owner.name} /> : <span className="t3">–</span>) },
      { id: "resolve", title: "complaints.resolveBy", width: 150, priority: 8, optional: true, render: (r) => <span className="t2 num">{formatInstantShort(r.resolve_by)}</span> },
      { id: "round", title: "complaints.roundLabel", width: 64, align: "right", priority: 9, optional: true, render: (r) => <span className="num">{r.round}</span> },
    ],
    filters: [
      { field: "state", title: "complaints.stateLabel", kind: "enum", options: choices("state", STATES) },
      { field: "severity", title: "complaints.severityLabel", kind: "enum", options: choices("severity", SEVERITIES) },
      { field: "customer_id", title: "complaints.customer", kind: "record", source: customerSource },
      { field: "project_id", title: "complaints.project", kind: "record", source: projectSource() },
      { field: "handler_id", title: "complaints.handler", kind: "person", source: peopleSource },
      { field: "owner_id", title: "complaints.owner", kind: "person", source: peopleSource },
      { field: "source", title: "complaints.sourceLabel", kind: "enum", options: choices("source", SOURCES) },
      { field: "entity_id", title: "complaints.entity", kind: "enum", options: me.entities.map((e) => ({ value: e.id, label: e.short_name })) },
      { field: "resolve_by", title: "complaints.resolveBy", kind: "instant" },
      { field: "created_at", title: "complaints.toldAt", kind: "instant" },
    ],
    views: [...(["open", "mine", "severe", "waiting", "closed"] as const).map((id) => ({ id, title: `complaints.view.${id}`, filters: views[id] })), { id: "all", title: "complaints.view.all", filters: [], sort: [{ field: "created_at", desc: true }] }],
    defaultSort: [{ field: "resolve_by", desc: false }],
    label: (r) => r.title,
    card: (r) => ({ title: r.title, value: t(`complaints.severityShort.${r.severity}`), line: [r.customer.name, r.handler?.name].filter(Boolean).join(" · "), status: state(r) }),
    rowActions: [{ id: "open", label: t("ui.fullPage"), icon: Maximize2, perform: (r) => onOpen(r.id) }],
    fullPage: (id) => `/complaints/${id}`,
    empty: { title: t("complaints.emptyTitle"), text: t("complaints.emptyText"), actions: begin },
  };
}
