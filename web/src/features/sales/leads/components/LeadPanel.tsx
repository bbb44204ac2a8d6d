import "../../../../ui/record.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import { problemText } from "../../../../lib/problem";
import { useRecordParts, type LogStart } from "../../../../lib/record";
import type { PanelContext } from "../../../../ui/dataview/DataView";
import { EmptyState } from "../../../../ui/layout";
import { SidePanel } from "../../../../ui/SidePanel";
import { nameOf } from "../model";
import { useLead } from "../queries";
import { useLeadVerbs } from "../useLeadVerbs";
import { LeadBody } from "./LeadBody";

/** A lead beside the list. */
export function LeadPanel({ id, tab = "overview", setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const me = useMe();
  const { Composer } = useRecordParts();
  const lead = useLead(id);
  const [log, setLog] = useState<LogStart | null>(null);
  const verbs = useLeadVerbs(lead.data, setLog);
  return (
    <SidePanel {...bar} label={lead.data ? nameOf(lead.data) : t("leads.title")} menu={verbs.menu} foot={lead.data && can(me, "activity:log") ? <Composer record={{ kind: "lead", id }} start={log} onStart={setLog} /> : null}>
      {lead.error && !lead.data ? <EmptyState title={t("leads.gone")}>{problemText(lead.error)}</EmptyState> : null}
      {lead.data ? <LeadBody lead={lead.data} tab={tab} setTab={setTab} ask={verbs.ask} onLog={setLog} /> : null}
      {verbs.dialog}
    </SidePanel>
  );
}
