import type { TFunction } from "i18next";
import { peopleSource } from "../../../api/matches";
import type { Me } from "../../../api/types";
import { formatWan } from "../../../lib/format";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, Pill, Restricted } from "../../../ui/marks";
import { standing, STATES, viewFilters } from "./model";
import { nodeSource } from "./queries";
import type { Node } from "./types";
import { serverToday } from "../../../lib/now";

const wan = (n: Node, field: "amount" | "open" | "invoiced" | "received", late = false) => {
  const value = n[field];
  return value ? <span className={`num ${late ? "bad-t" : ""}`}>{formatWan(value.amount)}</span> : <Restricted />;
};

/** How late, how soon, or where a payment is. */
export function NodeStanding({ node, t }: { node: Node; t: TFunction }) {
  const s = standing(node, serverToday());
  return <Pill tone={s.tone}>{t(`receivables.standing.${s.key}`, { count: s.days })}</Pill>;
}

/** The list of payments, declared. */
export function nodeSpec({ me, t }: { me: Me; t: TFunction }): DataViewSpec<Node> {
  const views = viewFilters(me, serverToday());
  const priced = me.classes.includes("price");
  return {
    id: "receivables",
    noun: "receivables.noun",
    source: nodeSource,
    columns: [
      { id: "contract", title: "receivables.contract", width: 230, render: (n) => n.project?.name ?? n.contract.name },
      { id: "name", title: "receivables.node", width: 130, priority: 1, render: (n) => <span className="t2">{n.name || t(`terms.kind.${n.kind}`, { defaultValue: n.kind })}</span> },
      { id: "customer", title: "receivables.customer", width: 180, priority: 6, render: (n) => <span className="t2">{n.customer.name}</span> },
      { id: "amount", title: "receivables.amount", width: 104, align: "right", sort: "amount", sum: "amount", priority: 3, render: (n) => wan(n, "amount") },
      { id: "open", title: "receivables.openAmount", width: 104, align: "right", sort: "open", sum: "open", priority: 2, render: (n) => wan(n, "open", n.overdue) },
      { id: "invoiced", title: "receivables.invoiced", width: 104, align: "right", sum: "invoiced", priority: 7, optional: true, render: (n) => wan(n, "invoiced") },
      { id: "due", title: "receivables.dueOn", width: 110, sort: "due_on", priority: 2, render: (n) => <span className={`num ${n.due_on ? "" : "t3"}`}>{n.due_on || n.expected_on || "–"}</span> },
      { id: "standing", title: "receivables.status", width: 116, priority: 1, render: (n) => <NodeStanding node={n} t={t} /> },
      { id: "next", title: "receivables.nextStep", width: 110, priority: 5, render: (n) => <span className="t2">{n.next_step === "none" ? "–" : t(`receivables.step.${n.next_step}`)}</span> },
      { id: "owner", title: "receivables.owner", width: 92, priority: 4, render: (n) => <Person name={n.owner.name} /> },
    ],
    filters: [
      { field: "owed", title: "receivables.owed", kind: "enum", options: [{ value: "true", label: t("receivables.yes") }, { value: "false", label: t("receivables.no") }] },
      { field: "state", title: "receivables.stateLabel", kind: "enum", options: STATES.map((v) => ({ value: v, label: t(`receivables.state.${v}`) })) },
      { field: "due_on", title: "receivables.dueOn", kind: "date" },
      { field: "owner_id", title: "receivables.owner", kind: "person", source: peopleSource },
      { field: "entity_id", title: "receivables.entity", kind: "enum", options: me.entities.map((e) => ({ value: e.id, label: e.short_name })) },
      ...(priced ? [{ field: "open", title: "receivables.openAmount", kind: "money" as const }, { field: "uninvoiced", title: "receivables.uninvoiced", kind: "money" as const }] : []),
    ],
    views: (["owed", "overdue", "mine", "planned", "received", "all"] as const).map((id) => ({ id, title: `receivables.view.${id}`, filters: views[id] })),
    defaultSort: [{ field: "due_on", desc: false }],
    label: (n) => `${n.contract.name} ${n.name}`,
    card: (n) => ({ title: n.project?.name ?? n.contract.name, value: n.open ? formatWan(n.open.amount) : undefined, line: [n.name, n.due_on || n.expected_on, n.owner.name].filter(Boolean).join(" · "), status: <NodeStanding node={n} t={t} /> }),
    empty: { title: t("receivables.emptyTitle"), text: t("receivables.emptyText") },
  };
}
