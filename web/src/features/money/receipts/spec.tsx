import type { TFunction } from "i18next";
import { peopleSource } from "../../../api/matches";
import type { Me } from "../../../api/types";
import { formatWan } from "../../../lib/format";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Pill, Restricted, StatusDot } from "../../../ui/marks";
import { KINDS, STATES, stateTone } from "./model";
import { receiptSource, unclaimedSource } from "./queries";
import type { Row } from "./types";

const wan = (m: Row["amount"] | null, tone = "") => (m ? <span className={`num ${tone}`}>{formatWan(m.amount)}</span> : <Restricted />);

/** The list of receipts, declared; or of the money that nobody claimed. */
export function receiptSpec({ me, t, unclaimed }: { me: Me; t: TFunction; unclaimed: boolean }): DataViewSpec<Row> {
  const state = (r: Row) => <StatusDot tone={stateTone(r.state)}>{t(`receipts.state.${r.state}`)}</StatusDot>;
  const one = (...values: string[]) => [{ field: "state", op: "in" as const, values }];
  return {
    id: unclaimed ? "unclaimed" : "receipts",
    noun: "receipts.noun",
    source: unclaimed ? unclaimedSource : receiptSource,
    columns: [
      { id: "payer", title: "receipts.payer", width: 220, render: (r) => <span className="row gap6"><span className="ell">{r.payer_name}</span>{r.third_party ? <Pill tone="warn">{t("receipts.third")}</Pill> : null}</span> },
      { id: "number", title: "receipts.number", width: 164, priority: 7, render: (r) => <span className="t2 num">{r.number}</span> },
      { id: "kind", title: "receipts.kindLabel", width: 100, priority: 5, render: (r) => <span className="t2">{t(`receipts.kind.${r.kind}`)}</span> },
      { id: "state", title: "receipts.stateLabel", width: 100, priority: 1, render: state },
      { id: "amount", title: "receipts.amount", width: 110, align: "right", sort: "amount", sum: "amount", priority: 1, render: (r) => wan(r.amount) },
      { id: "unapplied", title: "receipts.unapplied", width: 132, align: "right", priority: 3, render: (r) => wan(r.unapplied, r.unapplied && r.unapplied.amount > 0 ? "warn-t" : "t3") },
      { id: "received", title: "receipts.receivedOn", width: 118, sort: "received_on", priority: 2, render: (r) => <span className="num">{r.received_on}</span> },
      { id: "contract", title: "receipts.contract", width: 200, priority: 4, render: (r) => <span className="t2">{r.contract?.name ?? "–"}</span> },
      { id: "memo", title: "receipts.memo", width: 180, priority: 6, render: (r) => <span className="t2">{r.memo}</span> },
    ],
    filters: unclaimed ? [{ field: "received_on", title: "receipts.receivedOn", kind: "date" }] : [
      { field: "state", title: "receipts.stateLabel", kind: "enum", options: STATES.map((v) => ({ value: v, label: t(`receipts.state.${v}`) })) },
      { field: "kind", title: "receipts.kindLabel", kind: "enum", options: KINDS.map((v) => ({ value: v, label: t(`receipts.kind.${v}`) })) },
      { field: "received_on", title: "receipts.receivedOn", kind: "date" },
      { field: "owner_id", title: "receivables.owner", kind: "person", source: peopleSource },
      { field: "entity_id", title: "receivables.entity", kind: "enum", options: me.entities.map((e) => ({ value: e.id, label: e.short_name })) },
    ],
    views: unclaimed ? [{ id: "all", title: "receipts.view.unclaimed", filters: [] }] : [
      { id: "all", title: "receipts.view.all", filters: [] },
      { id: "confirm", title: "receipts.view.confirm", filters: one("claimed") },
      { id: "open", title: "receipts.view.open", filters: one("confirmed", "partially_allocated") },
      { id: "done", title: "receipts.view.done", filters: one("allocated") },
    ],
    defaultSort: [{ field: "received_on", desc: true }],
    label: (r) => `${r.payer_name} ${r.number}`,
    card: (r) => ({ title: r.payer_name, value: r.amount ? formatWan(r.amount.amount) : undefined, line: [r.number, r.received_on, r.contract?.name].filter(Boolean).join(" · "), status: state(r) }),
    empty: { title: t("receipts.emptyTitle"), text: t("receipts.emptyText") },
  };
}
