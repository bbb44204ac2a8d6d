import type { TFunction } from "i18next";
import { Maximize2, Pencil, Plus } from "lucide-react";
import { Link } from "@tanstack/react-router";
import { peopleSource } from "../../../api/matches";
import { can } from "../../../api/me";
import type { CustomerRow, Me } from "../../../api/types";
import { formatInstantShort } from "../../../lib/format";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, StatusDot } from "../../../ui/marks";
import { customerSource, exportHref } from "./queries";
import { GRADES, PARTIES, statusTone, STATUSES, TAGS, TYPES, viewFilters } from "./model";

interface SpecInput {
  me: Me;
  t: TFunction;
  canCreate: boolean;
  onOpen: (id: string) => void;
  onEdit: (id: string) => void;
}

/** The customer list, declared. */
export function customerSpec({ me, t, canCreate, onOpen, onEdit }: SpecInput): DataViewSpec<CustomerRow> {
  const views = viewFilters(me);
  const enumOptions = (name: string, values: readonly string[]) => values.map((value) => ({ value, label: t(`customers.${name}.${value}`) }));
  return {
    id: "customers",
    noun: "customers.noun",
    source: customerSource,
    columns: [
      { id: "name", title: "customers.name", width: 240, sort: "name", render: (c) => c.name },
      { id: "city", title: "customers.city", width: 96, sort: "city", priority: 5, render: (c) => <span className="t2">{c.city}</span> },
      { id: "industry", title: "customers.industry", width: 96, sort: "industry", priority: 6, render: (c) => <span className="t2">{c.industry}</span> },
      { id: "status", title: "customers.statusLabel", width: 96, sort: "status", priority: 1, render: (c) => <StatusDot tone={statusTone(c.status)}>{t(`customers.status.${c.status}`)}</StatusDot> },
      { id: "tags", title: "customers.tags", width: 120, priority: 4, render: (c) => <span className="t2">{c.tags.map((x) => t(`customers.tag.${x.tag}`, { defaultValue: x.tag })).join(t("ui.comma"))}</span> },
      { id: "credit", title: "customers.grade", width: 64, sort: "credit", priority: 3, render: (c) => c.credit || <span className="t3">–</span> },
      { id: "completeness", title: "customers.completeness", width: 92, align: "right", sort: "completeness", priority: 4, render: (c) => <span className={c.completeness < 60 ? "warn-t" : "t2"}>{c.completeness}%</span> },
      { id: "entity", title: "customers.entity", width: 112, priority: 7, render: (c) => <span className="t2">{c.entity.name}</span> },
      { id: "owner", title: "customers.owner", width: 110, priority: 2, render: (c) => <Person name={c.owner.name} /> },
      { id: "updated", title: "customers.updated", width: 150, sort: "updated_at", priority: 8, render: (c) => <span className="t2 num">{formatInstantShort(c.updated_at)}</span> },
      { id: "uscc", title: "customers.uscc", width: 184, optional: true, priority: 9, render: (c) => <span className="t2 num">{c.uscc}</span> },
      { id: "type", title: "customers.typeLabel", width: 104, sort: "type", optional: true, priority: 9, render: (c) => <span className="t2">{c.type ? t(`customers.type.${c.type}`) : ""}</span> },
      { id: "party", title: "customers.partyLabel", width: 92, sort: "party", optional: true, priority: 9, render: (c) => <span className="t2">{t(`customers.party.${c.party}`)}</span> },
      { id: "region", title: "customers.region", width: 92, optional: true, priority: 9, render: (c) => <span className="t2">{c.region}</span> },
    ],
    filters: [
      { field: "status", title: "customers.statusLabel", kind: "enum", options: enumOptions("status", STATUSES) },
      { field: "owner_id", title: "customers.owner", kind: "person", source: peopleSource },
      { field: "credit", title: "customers.grade", kind: "enum", options: GRADES.map((g) => ({ value: g, label: g })) },
      { field: "type", title: "customers.typeLabel", kind: "enum", options: enumOptions("type", TYPES) },
      { field: "party", title: "customers.partyLabel", kind: "enum", options: enumOptions("party", PARTIES) },
      { field: "tag", title: "customers.tags", kind: "enum", options: enumOptions("tag", TAGS) },
      { field: "entity_id", title: "customers.entity", kind: "enum", options: me.entities.map((e) => ({ value: e.id, label: e.short_name })) },
      { field: "city", title: "customers.city", kind: "text" },
      { field: "industry", title: "customers.industry", kind: "text" },
      { field: "uscc", title: "customers.uscc", kind: "text" },
      { field: "completeness", title: "customers.completeness", kind: "number" },
      { field: "updated_at", title: "customers.updated", kind: "instant" },
    ],
    views: [
      { id: "all", title: "customers.view.all", filters: [] },
      { id: "mine", title: "customers.view.mine", filters: views.mine },
      { id: "active", title: "customers.view.active", filters: views.active },
      { id: "risk", title: "customers.view.risk", filters: views.risk },
      { id: "incomplete", title: "customers.view.incomplete", filters: views.incomplete },
    ],
    defaultSort: [{ field: "updated_at", desc: true }],
    label: (c) => c.name,
    card: (c) => ({ title: c.name, value: c.credit, line: [c.city, c.industry, c.owner.name].filter(Boolean).join(" · "), status: <StatusDot tone={statusTone(c.status)}>{t(`customers.status.${c.status}`)}</StatusDot> }),
    rowActions: [
      { id: "edit", label: t("customers.edit"), icon: Pencil, enabled: (c) => c.actions.includes("update"), perform: (c) => onEdit(c.id) },
      { id: "open", label: t("ui.fullPage"), icon: Maximize2, perform: (c) => onOpen(c.id) },
    ],
    exportHref: can(me, "customer:export") ? exportHref : undefined,
    fullPage: (id) => `/customers/${id}`,
    empty: { title: t("customers.emptyTitle"), text: t("customers.emptyText"), actions: canCreate ? <Link to="/customers/new" className="btn primary"><Plus aria-hidden />{t("customers.create")}</Link> : null },
  };
}
