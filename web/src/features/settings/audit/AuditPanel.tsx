import "../../../ui/record.css";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatInstant } from "../../../lib/format";
import type { PanelContext } from "../../../ui/dataview/DataView";
import { Facts } from "../../../ui/layout";
import { Person } from "../../../ui/marks";
import { SidePanel } from "../../../ui/SidePanel";
import { valueText } from "./model";
import { auditSource, type AuditRecord } from "./queries";

/** One record of the audit: every field before and after. */
export function AuditPanel({ id, tab: _tab, setTab: _setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const record = useLoadedRecord(id);
  if (!record) return null;
  const action = t(`audit.actions.${record.action}`, { defaultValue: record.action });
  return (
    <SidePanel {...bar} label={action}>
      <div className="panel-top">
        <h2>{action}</h2>
        <div className="t3 f12">{record.ref_title ?? record.ref}</div>
      </div>
      <div className="panel-part">
        <Facts
          items={[
            { label: t("audit.actor"), value: <Person name={record.actor.name} /> },
            { label: t("audit.at"), value: <span className="num">{formatInstant(record.at)}</span> },
            { label: t("audit.address"), value: <span className="num">{record.address ?? "–"}</span> },
            { label: t("audit.ref"), value: <span className="mono ell">{record.ref}</span> },
            { label: t("audit.request"), value: <span className="mono ell">{record.request_id ?? "–"}</span> },
            { label: t("audit.hash"), value: <span className="mono ell" title={record.hash}>{record.hash ?? "–"}</span> },
          ]}
        />
        <h2 style={{ margin: "14px 0 2px" }}>{t("audit.changes")}</h2>
        <Changes record={record} />
      </div>
    </SidePanel>
  );
}

function Changes({ record }: { record: AuditRecord }) {
  const { t } = useTranslation();
  if (!record.changes?.length) return <p className="t3">{t("audit.noChanges")}</p>;
  return (
    <table className="plain">
      <thead>
        <tr><th scope="col">{t("audit.field")}</th><th scope="col">{t("audit.before")}</th><th scope="col">{t("audit.after")}</th></tr>
      </thead>
      <tbody>
        {record.changes.map((c) => (
          <tr key={c.field}><td className="mono">{c.field}</td><td className="t3">{valueText(c.before)}</td><td>{valueText(c.after)}</td></tr>
        ))}
      </tbody>
    </table>
  );
}

/** The record as the list loaded it. */
function useLoadedRecord(id: string): AuditRecord | undefined {
  const queryClient = useQueryClient();
  return queryClient
    .getQueriesData<{ pages: { items: AuditRecord[] }[] }>({ queryKey: [...auditSource.key, "list"] })
    .flatMap(([, data]) => data?.pages.flatMap((p) => p.items) ?? [])
    .find((r) => r.id === id);
}
