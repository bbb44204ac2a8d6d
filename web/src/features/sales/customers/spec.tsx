import type { TFunction } from "i18next";
import { Maximize2, Pencil, Plus } from "lucide-react";
import { Link } from "@tanstack/react-router";
import type { Customer, Me, Named } from "../../../api/types";
import { formatInstantShort, formatWan } from "../../../lib/format";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, Restricted, StatusDot } from "../../../ui/marks";
import { exportHref, customerSource } from "./queries";
import { GRADES, isMasked, statusTone, STATUSES, TYPES, viewFilters } from "./model";

interface SpecInput {
  me: Me;
  t: TFunction;
  people: Named[];
  canCreate: boolean;
  onOpen: (id: string) => void;
  onEdit: (id: string) => void;
}

/** The customer list, declared. */
export function customerSpec({ me, t, people, canCreate, onOpen, onEdit }: SpecInput): DataViewSpec<Customer> {
  const views = viewFilters(me);
  const enumOptions = (name: string, values: readonly string[]) => values.map((value) => ({ value, label: t(`customers.${name}.${value}`) }));
  return {
    id: "customers",
    noun: "customers.noun",
    source: customerSource,
    columns: [
      { id: "name", title: "customers.name", width: 240, sort: "name", render: (c) => c.name },
      { id: "city", title: "customers.city", width: 112, sort: "city", priority: 5, render: (c) => <span className="t2">{c.city}</span> },
      { id: "industry", title: "customers.industry", width: 100, priority: 6, render: (c) => <span className="t2">{c.industry}</span> },
      { id: "status", title: "customers.statusLabel", width: 96, sort: "status", priority: 1, render: (c) => <StatusDot tone={statusTone(c.status)}>{t(`customers.status.${c.status}`)}</StatusDot> },
      { id: "grade", title: "customers.grade", width: 64, sort: "grade", priority: 4, render: (c) => c.grade ?? <span className="t3">–</span> },
      { id: "contract", title: "customers.contractTotal", width: 124, align: "right", sort: "contract_total", sum: "contract_total", priority: 2, render: (c) => <Amount customer={c} field="contract_total" /> },
      { id: "receivable", title: "customers.receivable", width: 124, align: "right", sort: "receivable", sum: "receivable", priority: 3, render: (c) => <Amount customer={c} field="receivable" quiet /> },
      { id: "owner", title: "customers.owner", width: 110, sort: "owner", priority: 3, render: (c) => <Person name={c.owner.name} /> },
      { id: "activity", title: "customers.lastActivity", width: 120, sort: "last_activity_at", priority: 7, render: (c) => <span className="t2 num">{c.last_activity_at ? formatInstantShort(c.last_activity_at) : ""}</span> },
      { id: "uscc", title: "customers.uscc", width: 176, optional: true, priority: 8, render: (c) => <span className="t2 num">{c.uscc}</span> },
      { id: "type", title: "customers.typeLabel", width: 100, optional: true, priority: 8, render: (c) => <span className="t2">{t(`customers.type.${c.type}`)}</span> },
      { id: "completeness", title: "customers.completeness", width: 88, align: "right", sort: "completeness", optional: true, priority: 8, render: (c) => `${c.completeness}%` },
    ],
    filters: [
      { field: "status", title: "customers.statusLabel", kind: "enum", options: enumOptions("status", STATUSES) },
      { field: "owner", title: "customers.owner", kind: "person", options: people.map((p) => ({ value: p.id, label: p.name, render: <Person name={p.name} /> })) },
      { field: "grade", title: "customers.grade", kind: "enum", options: GRADES.map((g) => ({ value: g, label: g })) },
      { field: "type", title: "customers.typeLabel", kind: "enum", options: enumOptions("type", TYPES) },
      { field: "tag", title: "customers.tags", kind: "enum", options: enumOptions("tag", ["high_value", "potential", "risk", "repeat"]) },
      { field: "contract_total", title: "customers.contractTotalShort", kind: "money" },
      { field: "last_activity_at", title: "customers.lastActivity", kind: "date" },
      { field: "city", title: "customers.city", kind: "text" },
      { field: "completeness", title: "customers.completeness", kind: "number" },
    ],
    views: [
      { id: "all", title: "customers.view.all", filters: [] },
      { id: "mine", title: "customers.view.mine", filters: views.mine },
      { id: "active", title: "customers.view.active", filters: views.active },
      { id: "risk", title: "customers.view.risk", filters: views.risk },
      { id: "incomplete", title: "customers.view.incomplete", filters: views.incomplete },
    ],
    defaultSort: [{ field: "last_activity_at", desc: true }],
    label: (c) => c.name,
    card: (c) => ({ title: c.name, value: c.contract_total ? formatWan(c.contract_total.amount) : null, line: [c.city, c.industry, c.owner.name].filter(Boolean).join(" · "), status: <StatusDot tone={statusTone(c.status)}>{t(`customers.status.${c.status}`)}</StatusDot> }),
    rowActions: [
      { id: "edit", label: t("customers.edit"), icon: Pencil, enabled: (c) => c.actions.includes("update"), perform: (c) => onEdit(c.id) },
      { id: "open", label: t("ui.fullPage"), icon: Maximize2, perform: (c) => onOpen(c.id) },
    ],
    exportHref,
    fullPage: (id) => `/customers/${id}`,
    empty: { title: t("customers.emptyTitle"), text: t("customers.emptyText"), actions: canCreate ? <Link to="/customers/new" className="btn primary"><Plus aria-hidden />{t("customers.create")}</Link> : null },
  };
}

type AmountField = "contract_total" | "receivable" | "overdue" | "credit_limit";

/** An amount in 万元, or that the reader may not see it. */
export function Amount({ customer, field, quiet }: { customer: Customer; field: AmountField; quiet?: boolean }) {
  if (isMasked(customer, field)) return <Restricted />;
  const money = customer[field];
  if (!money) return <span className="t3">–</span>;
  return <span className={`num ${quiet ? "t2" : ""}`}>{formatWan(money.amount)}</span>;
}
