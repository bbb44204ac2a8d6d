import { type TFunction } from "i18next";
import { Link } from "@tanstack/react-router";
import { Maximize2, Plus } from "lucide-react";
import { peopleSource } from "../../../api/matches";
import type { Me } from "../../../api/types";
import { formatInstantShort, formatPercent, formatWan } from "../../../lib/format";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, Restricted, StatusDot } from "../../../ui/marks";
import { STATES, stateTone, viewFilters } from "./model";
import { quoteSource } from "./queries";
import type { Money, Row } from "./types";

interface SpecInput {
  me: Me;
  t: TFunction;
  canCreate: boolean;
  onOpen: (id: string) => void;
}

/** Money in 万元; what the reader may not see keeps its place. */
export function Wan({ money }: { money: Money | null }) {
  return money ? <span className="num">{formatWan(money.amount)}</span> : <Restricted />;
}

/** The list of quotes, declared. Margins are a column for those who see cost. */
export function quoteSpec({ me, t, canCreate, onOpen }: SpecInput): DataViewSpec<Row> {
  const views = viewFilters(me);
  const state = (r: Row) => <StatusDot tone={stateTone(r.state)}>{t(`quotes.state.${r.state}`)}</StatusDot>;
  const costs = me.classes.includes("cost");
  const priced = me.classes.includes("price");
  return {
    id: "quotes",
    noun: "quotes.noun",
    source: quoteSource,
    columns: [
      { id: "title", title: "quotes.name", width: 220, sort: "title", render: (r) => <>{r.title} <span className="t3 num" style={{ fontWeight: 400 }}>V{r.revision}</span></> },
      { id: "customer", title: "quotes.customer", width: 160, priority: 4, render: (r) => <span className="t2" title={r.customer.name}>{r.customer.name}</span> },
      { id: "state", title: "quotes.stateLabel", width: 100, priority: 1, render: state },
      { id: "amount", title: "quotes.amount", width: 110, align: "right", sort: "amount", sum: "amount", priority: 1, render: (r) => <Wan money={r.amount} /> },
      ...(costs ? [{ id: "margin", title: "quotes.marginLabel", width: 84, align: "right" as const, sort: "margin", priority: 3, render: (r: Row) => <span className={r.margin !== null && Number(r.margin) < 0.08 ? "bad-t" : "t2"}>{r.margin === null ? "–" : formatPercent(Number(r.margin))}</span> }] : []),
      { id: "lines", title: "quotes.lineCount", width: 76, align: "right", priority: 6, render: (r) => <span className="t2">{r.lines}</span> },
      { id: "valid", title: "quotes.validUntil", width: 104, sort: "valid_until", priority: 5, render: (r) => <span className="t2 num">{r.valid_until || "–"}</span> },
      { id: "owner", title: "quotes.owner", width: 96, priority: 2, render: (r) => <Person name={r.owner.name} /> },
      { id: "number", title: "quotes.numberLabel", width: 150, sort: "number", optional: true, priority: 7, render: (r) => <span className="t2 num">{r.number}</span> },
      { id: "updated", title: "quotes.updated", width: 150, sort: "updated_at", optional: true, priority: 7, render: (r) => <span className="t2 num">{formatInstantShort(r.updated_at)}</span> },
    ],
    filters: [
      { field: "state", title: "quotes.stateLabel", kind: "enum", options: STATES.map((s) => ({ value: s, label: t(`quotes.state.${s}`), render: <StatusDot tone={stateTone(s)}>{t(`quotes.state.${s}`)}</StatusDot> })) },
      { field: "newest", title: "quotes.newest", kind: "enum", options: [{ value: "true", label: t("terms.yes") }, { value: "false", label: t("terms.no") }] },
      { field: "owner_id", title: "quotes.owner", kind: "person", source: peopleSource },
      ...(priced ? [{ field: "amount", title: "quotes.amountShort", kind: "money" as const }] : []),
      { field: "valid_until", title: "quotes.validUntil", kind: "date" },
      { field: "updated_at", title: "quotes.updated", kind: "instant" },
      { field: "entity_id", title: "quotes.entity", kind: "enum", options: me.entities.map((e) => ({ value: e.id, label: e.short_name })) },
      { field: "customer_id", title: "quotes.customer", kind: "person", options: [] },
      { field: "opportunity_id", title: "quotes.opportunity", kind: "person", options: [] },
    ],
    views: [
      { id: "current", title: "quotes.view.current", filters: views.current },
      { id: "mine", title: "quotes.view.mine", filters: views.mine },
      { id: "reviewing", title: "quotes.view.reviewing", filters: views.reviewing },
      { id: "out", title: "quotes.view.out", filters: views.out, sort: [{ field: "valid_until", desc: false }] },
      { id: "ended", title: "quotes.view.ended", filters: views.ended },
    ],
    defaultSort: [{ field: "updated_at", desc: true }],
    label: (r) => `${r.title} V${r.revision}`,
    card: (r) => ({ title: `${r.title} V${r.revision}`, value: <Wan money={r.amount} />, line: [r.customer.name, r.owner.name].join(" · "), status: state(r) }),
    rowActions: [{ id: "open", label: t("ui.fullPage"), icon: Maximize2, perform: (r) => onOpen(r.id) }],
    fullPage: (id) => `/quotes/${id}`,
    empty: { title: t("quotes.emptyTitle"), text: t("quotes.emptyText"), actions: canCreate ? <Link to="/quotes/new" className="btn primary"><Plus aria-hidden />{t("quotes.create")}</Link> : null },
  };
}
