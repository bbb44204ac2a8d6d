import type { TFunction } from "i18next";
import { Link } from "@tanstack/react-router";
import { Pencil, Plus } from "lucide-react";
import { peopleSource } from "../../../api/matches";
import type { Me } from "../../../api/types";
import { formatInstantShort, formatWan } from "../../../lib/format";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, Restricted, StatusDot } from "../../../ui/marks";
import { nameOf, SOURCES, STATUSES, statusTone, viewFilters } from "./model";
import { leadSource } from "./queries";
import type { Lead } from "./types";

interface SpecInput {
  me: Me;
  t: TFunction;
  canCreate: boolean;
  onEdit: (id: string) => void;
}

const amountOf = (lead: Lead) => (lead.masked.includes("amount") ? <Restricted /> : lead.amount?.amount ? <span className="num">{formatWan(lead.amount.amount)}</span> : <span className="t3">–</span>);

/** The lead list, declared. */
export function leadSpec({ me, t, canCreate, onEdit }: SpecInput): DataViewSpec<Lead> {
  const views = viewFilters(me);
  const status = (l: Lead) => <StatusDot tone={statusTone(l.status)}>{t(`leads.status.${l.status}`)}</StatusDot>;
  const owner = (l: Lead) => (l.owner ? <Person name={l.owner.name} /> : <span className="t3">{t("leads.nobody")}</span>);
  const source = (l: Lead): string => t(`opportunities.source.${l.source}`, { defaultValue: l.source });
  const priced = me.classes.includes("price");
  return {
    id: "leads",
    noun: "leads.noun",
    source: leadSource,
    columns: [
      { id: "company", title: "leads.company", width: 220, sort: "company", render: (l) => nameOf(l) || t("leads.untitled") },
      { id: "contact", title: "leads.contact", width: 92, priority: 5, render: (l) => <span className="t2">{l.contact_name}</span> },
      { id: "status", title: "leads.statusLabel", width: 104, sort: "status", priority: 1, render: status },
      { id: "source", title: "leads.sourceLabel", width: 104, priority: 4, render: (l) => <span className="t2">{source(l)}</span> },
      { id: "region", title: "leads.region", width: 80, priority: 6, render: (l) => <span className="t2">{l.region}</span> },
      { id: "amount", title: "leads.amount", width: 96, align: "right", sort: "amount", sum: "amount", priority: 3, render: amountOf },
      { id: "owner", title: "leads.owner", width: 100, priority: 2, render: owner },
      { id: "activity", title: "leads.lastActivity", width: 150, sort: "last_activity_at", priority: 7, render: (l) => <span className="t2 num">{formatInstantShort(l.last_activity_at)}</span> },
      { id: "grade", title: "leads.grade", width: 64, sort: "grade", optional: true, priority: 8, render: (l) => l.grade },
      { id: "created", title: "leads.createdAt", width: 150, sort: "created_at", optional: true, priority: 8, render: (l) => <span className="t2 num">{formatInstantShort(l.created_at)}</span> },
    ],
    filters: [
      { field: "status", title: "leads.statusLabel", kind: "enum", options: STATUSES.map((v) => ({ value: v, label: t(`leads.status.${v}`) })) },
      { field: "owner_id", title: "leads.owner", kind: "person", source: peopleSource },
      { field: "source", title: "leads.sourceLabel", kind: "enum", options: SOURCES.map((v) => ({ value: v, label: t(`opportunities.source.${v}`) })) },
      { field: "region", title: "leads.region", kind: "text" },
      ...(priced ? [{ field: "amount", title: "leads.amountShort", kind: "money" as const }] : []),
      { field: "entity_id", title: "leads.entity", kind: "enum", options: me.entities.map((e) => ({ value: e.id, label: e.short_name })) },
      { field: "last_activity_at", title: "leads.lastActivity", kind: "instant" },
      { field: "created_at", title: "leads.createdAt", kind: "instant" },
    ],
    views: (["open", "mine", "waiting", "qualified", "pool", "closed"] as const).map((id) => ({ id, title: `leads.view.${id}`, filters: views[id] })),
    defaultSort: [{ field: "updated_at", desc: true }],
    label: nameOf,
    card: (l) => ({ title: nameOf(l) || t("leads.untitled"), value: l.amount?.amount ? formatWan(l.amount.amount, 0) : undefined, line: [l.contact_name, source(l), l.owner?.name].filter(Boolean).join(" · "), status: status(l) }),
    rowActions: [{ id: "edit", label: t("leads.edit"), icon: Pencil, enabled: (l) => l.actions.includes("update"), perform: (l) => onEdit(l.id) }],
    fullPage: (id) => `/leads/${id}`,
    empty: { title: t("leads.emptyTitle"), text: t("leads.emptyText"), actions: canCreate ? <Link to="/leads/new" className="btn primary"><Plus aria-hidden />{t("leads.create")}</Link> : null },
  };
}
