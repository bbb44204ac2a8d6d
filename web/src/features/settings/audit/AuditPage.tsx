import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { usePeople } from "../../../api/people";
import { formatInstant } from "../../../lib/format";
import { DataView } from "../../../ui/dataview/DataView";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person } from "../../../ui/marks";
import { PageHead } from "../../../ui/PageHead";
import { AuditPanel } from "./AuditPanel";
import { auditSource, type AuditRecord } from "./queries";

/** Who did what to which record, newest first. Nothing here can be changed. */
export default function AuditPage() {
  const { t } = useTranslation();
  const people = usePeople();
  const spec = useMemo(
    (): DataViewSpec<AuditRecord> => ({
      id: "audit",
      noun: "audit.noun",
      source: auditSource,
      columns: [
        { id: "at", title: "audit.at", width: 150, sort: "at", render: (r) => <span className="num">{formatInstant(r.at)}</span> },
        { id: "actor", title: "audit.actor", width: 120, priority: 2, render: (r) => <Person name={r.actor.name} /> },
        { id: "action", title: "audit.action", width: 160, priority: 1, render: (r) => t(`audit.actions.${r.action}`, { defaultValue: r.action }) },
        { id: "ref", title: "audit.ref", width: 240, priority: 1, render: (r) => <span className="t2">{r.ref_title ?? r.ref}</span> },
        { id: "changes", title: "audit.changes", width: 72, align: "right", priority: 4, render: (r) => <span className="t2">{r.changes?.length ?? 0}</span> },
        { id: "address", title: "audit.address", width: 120, priority: 6, render: (r) => <span className="t2 num">{r.address}</span> },
      ],
      filters: [
        { field: "actor", title: "audit.actor", kind: "person", options: people.map((p) => ({ value: p.id, label: p.name, render: <Person name={p.name} /> })) },
        { field: "at", title: "audit.at", kind: "instant" },
        { field: "action", title: "audit.action", kind: "text" },
        { field: "ref", title: "audit.ref", kind: "text" },
      ],
      views: [{ id: "all", title: "audit.all", filters: [] }],
      defaultSort: [{ field: "at", desc: true }],
      label: (r) => `${r.actor.name} ${r.action}`,
      card: (r) => ({ title: t(`audit.actions.${r.action}`, { defaultValue: r.action }), line: `${r.actor.name} · ${r.ref_title ?? r.ref}`, status: formatInstant(r.at) }),
      empty: { title: t("audit.emptyTitle"), text: t("audit.emptyText") },
    }),
    [people, t],
  );
  return (
    <div className="page">
      <PageHead title={t("audit.title")} />
      <DataView spec={spec} panel={(context) => <AuditPanel key={context.id} {...context} />} />
    </div>
  );
}
