import i18next, { type TFunction } from "i18next";
import { Maximize2 } from "lucide-react";
import { peopleSource } from "../../../api/matches";
import type { Me, Named } from "../../../api/types";
import { formatInstantShort } from "../../../lib/format";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, Pill } from "../../../ui/marks";
import { PASSING, points, STATES, STATE_TONE, viewFilters } from "./model";
import { handoverSource } from "./queries";
import type { Row } from "./types";

interface SpecInput {
  me: Me;
  t: TFunction;
  onOpen: (id: string) => void;
}

/** A score beside the line that it has to reach; none before the first submission. */
export function ScoreMark({ row: r, t }: { row: Pick<Row, "score" | "submitted_at">; t: TFunction }) {
  if (!r.submitted_at) return <span className="t3">{t("handovers.notSubmitted")}</span>;
  return <span className={`num ${r.score < PASSING ? "warn-t m" : ""}`}>{points(r.score)}</span>;
}

/** The list of handovers, declared. */
export function handoverSpec({ me, t, onOpen }: SpecInput): DataViewSpec<Row> {
  const wide = i18next.language !== "zh";
  const views = viewFilters(me);
  const somebody = (p: Named | null) => (p ? <Person name={p.name} /> : <span className="warn-t">{t("projects.nobody")}</span>);
  return {
    id: "handovers",
    noun: "handovers.noun",
    source: handoverSource,
    columns: [
      { id: "name", title: "handovers.project", width: 216, sort: "name", render: (r) => r.name },
      { id: "number", title: "handovers.number", width: 154, sort: "number", priority: 6, render: (r) => <span className="t2 num">{r.number}</span> },
      { id: "customer", title: "handovers.customer", width: 150, priority: 5, render: (r) => <span className="t2" title={r.customer.name}>{r.customer.name}</span> },
      { id: "state", title: "handovers.stateLabel", width: wide ? 108 : 84, priority: 1, render: (r) => <Pill tone={STATE_TONE[r.state]}>{t(`handovers.state.${r.state}`)}</Pill> },
      { id: "score", title: "handovers.scoreOf", width: wide ? 108 : 92, align: "right", sort: "score", priority: 1, render: (r) => <ScoreMark row={r} t={t} /> },
      { id: "sales", title: "handovers.role.sales", width: 96, priority: 2, render: (r) => <Person name={r.owner.name} /> },
      { id: "manager", title: "handovers.role.project_manager", width: 100, priority: 2, render: (r) => somebody(r.manager) },
      { id: "technical", title: "handovers.role.technical", width: 100, priority: 3, render: (r) => somebody(r.technical) },
      { id: "begun", title: "handovers.begunOn", width: 106, sort: "begun_on", priority: 6, render: (r) => <span className="t2 num">{r.begun_on}</span> },
      { id: "signed", title: "handovers.signedAt", width: 150, priority: 5, render: (r) => <span className="t2 num">{r.signed_at ? formatInstantShort(r.signed_at) : "–"}</span> },
    ],
    filters: [
      { field: "state", title: "handovers.stateLabel", kind: "enum", options: STATES.map((s) => ({ value: s, label: t(`handovers.state.${s}`) })) },
      { field: "owner_id", title: "handovers.role.sales", kind: "person", source: peopleSource },
      { field: "manager_id", title: "handovers.role.project_manager", kind: "person", source: peopleSource },
      { field: "begun_on", title: "handovers.begunOn", kind: "date" },
      { field: "entity_id", title: "projects.entity", kind: "enum", options: me.entities.map((e) => ({ value: e.id, label: e.short_name })) },
    ],
    views: [
      { id: "open", title: "handovers.view.open", filters: views.open },
      { id: "mine", title: "handovers.view.mine", filters: views.mine },
      { id: "toScore", title: "handovers.view.toScore", filters: views.toScore },
      { id: "rework", title: "handovers.view.rework", filters: views.rework },
      { id: "done", title: "handovers.view.done", filters: views.done },
      { id: "all", title: "handovers.view.all", filters: [] },
    ],
    defaultSort: [{ field: "updated_at", desc: true }],
    label: (r) => r.name,
    card: (r) => ({ title: r.name, value: <ScoreMark row={r} t={t} />, line: [r.owner.name, r.manager?.name].filter(Boolean).join(" → "), status: <Pill tone={STATE_TONE[r.state]}>{t(`handovers.state.${r.state}`)}</Pill> }),
    rowActions: [{ id: "open", label: t("ui.fullPage"), icon: Maximize2, perform: (r) => onOpen(r.id) }],
    fullPage: (id) => `/handovers/${id}`,
    empty: { title: t("handovers.emptyTitle"), text: t("handovers.emptyText") },
  };
}
