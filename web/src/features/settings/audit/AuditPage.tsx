import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { peopleSource } from "../../../api/matches";
import type { AuditRecord } from "../../../api/types";
import { formatInstant } from "../../../lib/format";
import { DataView } from "../../../ui/dataview/DataView";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, StatusDot } from "../../../ui/marks";
import { PageHead } from "../../../ui/PageHead";
import { AuditPanel } from "./AuditPanel";
import { auditSource } from "./queries";

/** Who did what to which record, newest first. Nothing here can be changed. */
export default function AuditPage() {
  const { t } = useTranslation();
  const spec = useMemo(
    (): DataViewSpec<AuditRecord> => ({
      id: "audit",
      noun: "audit.noun",
      source: auditSource,
      columns: [
        { id: "at", title: "audit.at", width: 196, sort: "at", render: (r) => <span className="num">{formatInstant(r.at)}</span> },
        { id: "actor", title: "audit.actor", width: 120, priority: 2, render: (r) => <Person name={r.actor} /> },
        { id: "action", title: "audit.action", width: 160, priority: 1, render: (r) => t(`audit.actions.${r.action}`, { defaultValue: r.action }) },
        { id: "result", title: "audit.result", width: 88, priority: 3, render: (r) => <StatusDot tone={r.result === "ok" ? "ok" : "bad"}>{t(`audit.results.${r.result}`)}</StatusDot> },
        { id: "label", title: "audit.ref", width: 220, priority: 1, render: (r) => <span className="t2">{r.label || r.kind}</span> },
        { id: "changes", title: "audit.changes", width: 72, align: "right", priority: 4, render: (r) => <span className="t2">{r.changes.reduce((n, c) => n + c.fields.length, 0)}</span> },
        { id: "ip", title: "audit.address", width: 120, priority: 6, render: (r) => <span className="t2 num">{r.ip}</span> },
      ],
      filters: [
        { field: "actor_id", title: "audit.actor", kind: "person", source: peopleSource },
        { field: "result", title: "audit.result", kind: "enum", options: ["ok", "denied"].map((v) => ({ value: v, label: t(`audit.results.${v}`) })) },
        { field: "at", title: "audit.at", kind: "instant" },
        { field: "action", title: "audit.action", kind: "text" },
        { field: "kind", title: "audit.kind", kind: "text" },
      ],
      views: [{ id: "all", title: "audit.all", filters: [] }, { id: "denied", title: "audit.denied", filters: [{ field: "result", op: "in", values: ["denied"] }] }],
      defaultSort: [{ field: "at", desc: true }],
      label: (r) => `${r.actor} ${r.action}`,
      card: (r) => ({ title: t(`audit.actions.${r.action}`, { defaultValue: r.action }), line: [r.actor, r.label].filter(Boolean).join(" · "), status: formatInstant(r.at) }),
      empty: { title: t("audit.emptyTitle"), text: t("audit.emptyText") },
    }),
    [t],
  );
  return (
    <div className="page">
      <PageHead title={t("audit.title")} />
      <DataView spec={spec} panel={(context) => <AuditPanel key={context.id} {...context} />} />
    </div>
  );
}
