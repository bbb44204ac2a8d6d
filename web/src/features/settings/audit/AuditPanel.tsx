import "../../../ui/record.css";
import { useTranslation } from "react-i18next";
import type { AuditRecord } from "../../../api/types";
import { formatInstant } from "../../../lib/format";
import { problemText } from "../../../lib/problem";
import type { PanelContext } from "../../../ui/dataview/DataView";
import { EmptyState, Facts } from "../../../ui/layout";
import { Person, Pill, Restricted } from "../../../ui/marks";
import { SidePanel } from "../../../ui/SidePanel";
import { valueText } from "./model";
import { useAuditRecord } from "./queries";

/** One record of the audit: every field before and after. */
export function AuditPanel({ id, tab: _tab, setTab: _setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const { data: record, error } = useAuditRecord(id);
  if (!record) return <SidePanel {...bar} label={t("audit.title")}>{error ? <EmptyState title={t("audit.gone")}>{problemText(error)}</EmptyState> : null}</SidePanel>;
  const action = t(`audit.actions.${record.action}`, { defaultValue: record.action });
  return (
    <SidePanel {...bar} label={action}>
      <div className="panel-top">
        <div className="row gap8">
          <h2>{action}</h2>
          <Pill tone={record.result === "ok" ? "ok" : "bad"}>{t(`audit.results.${record.result}`)}</Pill>
        </div>
        <div className="t3 f12">{record.label}</div>
      </div>
      <div className="panel-part">
        <Facts
          items={[
            { label: t("audit.actor"), value: <Person name={record.actor} /> },
            { label: t("audit.at"), value: <span className="num">{formatInstant(record.at)}</span> },
            { label: t("audit.address"), value: <span className="num">{record.ip || "–"}</span> },
            { label: t("audit.auth"), value: record.auth ? t(`audit.auths.${record.auth}`, { defaultValue: record.auth }) : "–" },
            ...(record.reason ? [{ label: t("audit.reason"), value: record.reason }] : []),
            { label: t("audit.request"), value: <span className="mono ell">{record.request_id || "–"}</span> },
          ]}
        />
        {record.changes.map((change) => <Changes key={`${change.kind}/${change.id}`} change={change} />)}
      </div>
    </SidePanel>
  );
}

function Changes({ change }: { change: AuditRecord["changes"][number] }) {
  const { t } = useTranslation();
  return (
    <>
      <h2 style={{ margin: "14px 0 2px" }}>{change.label || change.kind}</h2>
      {change.fields.length === 0 ? <p className="t3">{t("audit.noChanges")}</p> : (
        <table className="plain">
          <thead>
            <tr><th scope="col">{t("audit.field")}</th><th scope="col">{t("audit.before")}</th><th scope="col">{t("audit.after")}</th></tr>
          </thead>
          <tbody>
            {change.fields.map((f) => (
              <tr key={f.field}><td className="mono">{f.field}</td><td className="t3">{f.masked ? <Restricted /> : valueText(f.old)}</td><td>{f.masked ? <Restricted /> : valueText(f.new)}</td></tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
