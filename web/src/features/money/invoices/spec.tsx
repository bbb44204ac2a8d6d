import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { peopleSource } from "../../../api/matches";
import type { Me } from "../../../api/types";
import { formatWan } from "../../../lib/format";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, Restricted, StatusDot } from "../../../ui/marks";
import { STATES, stateTone } from "./model";
import { invoiceSource } from "./queries";
import type { Row } from "./types";

const wan = (m: Row["amount"] | null) => (m ? <span className={`num ${m.amount < 0 ? "bad-t" : ""}`}>{formatWan(m.amount)}</span> : <Restricted />);

/** The list of invoices, declared. */
export function invoiceSpec({ me, t }: { me: Me; t: TFunction }): DataViewSpec<Row> {
  const state = (r: Row) => <StatusDot tone={stateTone(r.state)}>{t(`invoices.state.${r.state}`)}</StatusDot>;
  const one = (...values: string[]) => [{ field: "state", op: "in" as const, values }];
  return {
    id: "invoices",
    noun: "invoices.noun",
    source: invoiceSource,
    columns: [
      { id: "number", title: "invoices.number", width: 196, sort: "number", render: (r) => <Link to={`/invoices/${r.id}`} className="strong num">{r.number}</Link> },
      { id: "buyer", title: "invoices.buyer", width: 200, priority: 2, render: (r) => r.buyer_name },
      { id: "contract", title: "invoices.contract", width: 190, priority: 6, render: (r) => <span className="t2">{r.contract.name}</span> },
      { id: "state", title: "invoices.stateLabel", width: 100, priority: 1, render: state },
      { id: "kind", title: "invoices.kindLabel", width: 88, priority: 7, render: (r) => <span className="t2">{t(`invoices.kind.${r.kind}`)}</span> },
      { id: "net", title: "invoices.net", width: 104, align: "right", sum: "net", priority: 8, optional: true, render: (r) => wan(r.net) },
      { id: "tax", title: "invoices.tax", width: 96, align: "right", sum: "tax", priority: 6, render: (r) => wan(r.tax) },
      { id: "amount", title: "invoices.gross", width: 110, align: "right", sort: "amount", sum: "amount", priority: 1, render: (r) => wan(r.amount) },
      { id: "received", title: "invoices.received", width: 116, align: "right", sum: "received", priority: 5, render: (r) => wan(r.received) },
      { id: "issued", title: "invoices.issuedOn", width: 110, sort: "issued_on", priority: 3, render: (r) => <span className="t2 num">{r.issued_on || "–"}</span> },
      { id: "fiscal", title: "invoices.fiscal", width: 180, priority: 9, optional: true, render: (r) => <span className="t2 num">{r.fiscal_number}</span> },
      { id: "owner", title: "invoices.requester", width: 104, priority: 4, render: (r) => <Person name={r.requester.name} /> },
    ],
    filters: [
      { field: "state", title: "invoices.stateLabel", kind: "enum", options: STATES.map((v) => ({ value: v, label: t(`invoices.state.${v}`) })) },
      { field: "owner_id", title: "invoices.owner", kind: "person", source: peopleSource },
      { field: "entity_id", title: "invoices.entity", kind: "enum", options: me.entities.map((e) => ({ value: e.id, label: e.short_name })) },
      { field: "issued_on", title: "invoices.issuedOn", kind: "date" },
      { field: "fiscal_number", title: "invoices.fiscal", kind: "text" },
    ],
    views: [
      { id: "open", title: "invoices.view.open", filters: one("requested", "checking", "approved", "issuing", "failed") },
      { id: "checking", title: "invoices.view.checking", filters: one("checking") },
      { id: "issued", title: "invoices.view.issued", filters: one("issued", "delivered") },
      { id: "red", title: "invoices.view.red", filters: [{ field: "red", op: "in", values: ["true"] }] },
      { id: "all", title: "invoices.view.all", filters: [] },
    ],
    defaultSort: [{ field: "updated_at", desc: true }],
    label: (r) => r.number,
    card: (r) => ({ title: r.buyer_name, value: r.amount ? formatWan(r.amount.amount) : undefined, line: [r.number, r.issued_on].filter(Boolean).join(" · "), status: state(r) }),
    fullPage: (id) => `/invoices/${id}`,
    empty: { title: t("invoices.emptyTitle"), text: t("invoices.emptyText") },
  };
}
