import type { TFunction } from "i18next";
import { peopleSource } from "../../../api/matches";
import type { Me } from "../../../api/types";
import { formatWan } from "../../../lib/format";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, Pill, Restricted, StatusDot } from "../../../ui/marks";
import { levelTone, STATES, stateTone, viewFilters } from "./model";
import { orderSource } from "./queries";
import type { Row } from "./types";

/** The list of collection orders, declared. */
export function orderSpec({ me, t }: { me: Me; t: TFunction }): DataViewSpec<Row> {
  const views = viewFilters(me);
  const state = (r: Row) => <StatusDot tone={stateTone(r.state)}>{t(`collection.state.${r.state}`)}</StatusDot>;
  return {
    id: "collection",
    noun: "collection.noun",
    source: orderSource,
    columns: [
      { id: "customer", title: "collection.customer", width: 210, render: (r) => r.customer.name },
      { id: "number", title: "collection.number", width: 164, sort: "number", priority: 6, render: (r) => <span className="t2 num">{r.number}</span> },
      { id: "level", title: "collection.level", width: 110, sort: "level", priority: 1, render: (r) => <Pill tone={levelTone(r.level)}>{t("collection.levelDays", { level: r.level, count: r.overdue_days })}</Pill> },
      { id: "state", title: "collection.stateLabel", width: 100, priority: 1, render: state },
      { id: "open", title: "collection.open", width: 110, align: "right", sum: "open", priority: 1, render: (r) => (r.open ? <span className="num bad-t">{formatWan(r.open.amount)}</span> : <Restricted />) },
      { id: "nodes", title: "collection.nodes", width: 72, align: "right", priority: 7, render: (r) => <span className="num">{r.nodes}</span> },
      { id: "contract", title: "collection.contract", width: 200, priority: 5, render: (r) => <span className="t2">{r.project?.name ?? r.contract.name}</span> },
      { id: "oldest", title: "collection.oldest", width: 110, sort: "oldest_due_on", priority: 4, render: (r) => <span className="num">{r.oldest_due_on}</span> },
      { id: "assignee", title: "collection.assignee", width: 96, priority: 3, render: (r) => (r.assignee ? <Person name={r.assignee.name} /> : <span className="t3">–</span>) },
      { id: "limitation", title: "collection.limitation", width: 110, sort: "limitation_on", priority: 8, optional: true, render: (r) => <span className="t2 num">{r.limitation_on}</span> },
    ],
    filters: [
      { field: "state", title: "collection.stateLabel", kind: "enum", options: STATES.map((v) => ({ value: v, label: t(`collection.state.${v}`) })) },
      { field: "closed", title: "collection.closed", kind: "enum", options: [{ value: "false", label: t("receivables.no") }, { value: "true", label: t("receivables.yes") }] },
      { field: "level", title: "collection.level", kind: "number" },
      { field: "assignee_id", title: "collection.assignee", kind: "person", source: peopleSource },
      { field: "owner_id", title: "collection.owner", kind: "person", source: peopleSource },
      { field: "entity_id", title: "receivables.entity", kind: "enum", options: me.entities.map((e) => ({ value: e.id, label: e.short_name })) },
      { field: "oldest_due_on", title: "collection.oldest", kind: "date" },
      { field: "limitation_on", title: "collection.limitation", kind: "date" },
    ],
    views: (["open", "mine", "promised", "disputed", "closed"] as const).map((id) => ({ id, title: `collection.view.${id}`, filters: views[id] })),
    defaultSort: [{ field: "oldest_due_on", desc: false }],
    label: (r) => `${r.customer.name} ${r.number}`,
    card: (r) => ({ title: r.customer.name, value: r.open ? formatWan(r.open.amount) : undefined, line: [r.number, t("collection.levelDays", { level: r.level, count: r.overdue_days }), r.assignee?.name].filter(Boolean).join(" · "), status: state(r) }),
    empty: { title: t("collection.emptyTitle"), text: t("collection.emptyText") },
  };
}
