import { type TFunction } from "i18next";
import { Link } from "@tanstack/react-router";
import { Maximize2, Pencil, Plus } from "lucide-react";
import { peopleSource } from "../../../api/matches";
import type { Me } from "../../../api/types";
import { formatWan } from "../../../lib/format";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, Restricted, StatusDot } from "../../../ui/marks";
import { PRICING, STATES, stateTone, TYPES, viewFilters } from "./model";
import { contractSource } from "./queries";
import type { Money, Row } from "./types";

interface SpecInput {
  me: Me;
  t: TFunction;
  canCreate: boolean;
  onOpen: (id: string) => void;
  onEdit: (id: string) => void;
}

/** Money in 万元; what the reader may not see keeps its place. */
export function Wan({ money }: { money: Money | null }) {
  return money ? <span className="num">{formatWan(money.amount)}</span> : <Restricted />;
}

/** The list of contracts, declared. */
export function contractSpec({ me, t, canCreate, onOpen, onEdit }: SpecInput): DataViewSpec<Row> {
  const views = viewFilters(me);
  const state = (r: Row) => <StatusDot tone={stateTone(r.state)}>{t(`contracts.state.${r.state}`)}</StatusDot>;
  return {
    id: "contracts",
    noun: "contracts.noun",
    source: contractSource,
    columns: [
      { id: "title", title: "contracts.name", width: 230, render: (r) => r.title },
      { id: "number", title: "contracts.number", width: 148, sort: "number", priority: 4, render: (r) => <span className="t2 num">{r.number}</span> },
      { id: "customer", title: "contracts.customer", width: 160, priority: 5, render: (r) => <span className="t2" title={r.customer.name}>{r.customer.name}</span> },
      { id: "state", title: "contracts.stateLabel", width: 96, priority: 1, render: state },
      { id: "amount", title: "contracts.amount", width: 116, align: "right", sort: "amount", sum: "amount", priority: 1, render: (r) => <Wan money={r.amount} /> },
      { id: "signed", title: "contracts.signedOn", width: 104, sort: "signed_on", priority: 3, render: (r) => <span className="t2 num">{r.signed_on || "–"}</span> },
      { id: "finish", title: "contracts.finish", width: 104, sort: "finish_on", priority: 6, render: (r) => <span className="t2 num">{r.finish_on || "–"}</span> },
      { id: "owner", title: "contracts.owner", width: 96, priority: 2, render: (r) => <Person name={r.owner.name} /> },
      { id: "entity", title: "contracts.entity", width: 96, optional: true, priority: 7, render: (r) => <span className="t2">{r.entity.name}</span> },
      { id: "type", title: "contracts.typeLabel", width: 80, optional: true, priority: 7, render: (r) => <span className="t2">{t(`contracts.type.${r.type}`)}</span> },
    ],
    filters: [
      { field: "state", title: "contracts.stateLabel", kind: "enum", options: STATES.map((s) => ({ value: s, label: t(`contracts.state.${s}`), render: <StatusDot tone={stateTone(s)}>{t(`contracts.state.${s}`)}</StatusDot> })) },
      { field: "owner_id", title: "contracts.owner", kind: "person", source: peopleSource },
      ...(me.classes.includes("price") ? [{ field: "amount", title: "contracts.amountShort", kind: "money" as const }] : []),
      { field: "signed_on", title: "contracts.signedOn", kind: "date" },
      { field: "finish_on", title: "contracts.finish", kind: "date" },
      { field: "type", title: "contracts.typeLabel", kind: "enum", options: TYPES.map((x) => ({ value: x, label: t(`contracts.type.${x}`) })) },
      { field: "pricing_type", title: "contracts.pricingLabel", kind: "enum", options: PRICING.map((x) => ({ value: x, label: t(`contracts.pricing.${x}`) })) },
      { field: "entity_id", title: "contracts.entity", kind: "enum", options: me.entities.map((e) => ({ value: e.id, label: e.short_name })) },
      { field: "customer_id", title: "contracts.customer", kind: "person", options: [] },
      { field: "opportunity_id", title: "contracts.opportunity", kind: "person", options: [] },
    ],
    views: [
      { id: "open", title: "contracts.view.open", filters: views.open },
      { id: "making", title: "contracts.view.making", filters: views.making },
      { id: "force", title: "contracts.view.force", filters: views.force, sort: [{ field: "finish_on", desc: false }] },
      { id: "mine", title: "contracts.view.mine", filters: views.mine },
      { id: "ended", title: "contracts.view.ended", filters: views.ended },
    ],
    defaultSort: [{ field: "updated_at", desc: true }],
    label: (r) => r.title,
    card: (r) => ({ title: r.title, value: <Wan money={r.amount} />, line: [r.customer.name, r.number].join(" · "), status: state(r) }),
    rowActions: [
      { id: "edit", label: t("contracts.edit"), icon: Pencil, enabled: (r) => r.actions.includes("update"), perform: (r) => onEdit(r.id) },
      { id: "open", label: t("ui.fullPage"), icon: Maximize2, perform: (r) => onOpen(r.id) },
    ],
    fullPage: (id) => `/contracts/${id}`,
    empty: { title: t("contracts.emptyTitle"), text: t("contracts.emptyText"), actions: canCreate ? <Link to="/contracts/new" className="btn primary"><Plus aria-hidden />{t("contracts.create")}</Link> : null },
  };
}
