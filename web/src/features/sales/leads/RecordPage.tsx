import "../../../ui/record.css";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { problemText } from "../../../lib/problem";
import { useRecordParts, type LogStart } from "../../../lib/record";
import { useOwnTitle } from "../../../lib/title";
import { useSearchParams } from "../../../lib/url";
import { EmptyState } from "../../../ui/layout";
import { PageHead } from "../../../ui/PageHead";
import { LeadBody } from "./components/LeadBody";
import { nameOf } from "./model";
import { useLead } from "./queries";
import { useLeadVerbs } from "./useLeadVerbs";

/** A lead on a page of its own. */
export default function RecordPage() {
  const { t } = useTranslation();
  const me = useMe();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { Composer } = useRecordParts();
  const [search, change] = useSearchParams();
  const { data: lead, error } = useLead(id);
  const [log, setLog] = useState<LogStart | null>(null);
  const verbs = useLeadVerbs(lead, setLog);
  useOwnTitle(lead ? nameOf(lead) : undefined);
  const parent = { to: "/leads", label: t("leads.title") };
  return (
    <div className="page">
      <PageHead title={lead ? nameOf(lead) : ""} parent={parent} actions={lead?.actions.includes("update") ? <Link to={`/leads/${id}/edit`} className="btn">{t("leads.edit")}</Link> : null} />
      {error && !lead ? <EmptyState title={t("leads.gone")}>{problemText(error)}</EmptyState> : null}
      {lead ? <div className="scroll" style={{ maxWidth: 760 }}><LeadBody lead={lead} tab={search.tab ?? "overview"} setTab={(tab) => change((now) => ({ ...now, tab: tab === "overview" ? "" : tab }))} ask={verbs.ask} onLog={setLog} /></div> : null}
      {lead && can(me, "activity:log") ? <Composer record={{ kind: "lead", id }} start={log} onStart={setLog} /> : null}
      {verbs.dialog}
    </div>
  );
}
