import "../../../../ui/record.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import { problemText } from "../../../../lib/problem";
import { useRecordParts, type LogStart } from "../../../../lib/record";
import type { PanelContext } from "../../../../ui/dataview/DataView";
import { EmptyState, Tabs } from "../../../../ui/layout";
import { SidePanel } from "../../../../ui/SidePanel";
import { useComplaint } from "../queries";
import type { Complaint } from "../types";
import { useStory } from "../useStory";
import { Actions } from "./Actions";
import { Body, ComplaintFacts, Marks } from "./Body";
import { Clocks } from "./Clocks";

/** A complaint beside the list. */
export function ComplaintPanel({ id, tab = "overview", setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const me = useMe();
  const { Composer, Files, Story } = useRecordParts();
  const { data: c, error } = useComplaint(id);
  const [log, setLog] = useState<LogStart | null>(null);
  const entries = useStory(c);
  const record = { kind: "complaint", id };
  return (
    <SidePanel {...bar} label={c?.title ?? t("complaints.title")} foot={c && can(me, "activity:log") ? <Composer record={record} customer={c.customer.id} start={log} onStart={setLog} /> : null}>
      {error && !c ? <EmptyState title={t("complaints.gone")}>{problemText(error)}</EmptyState> : null}
      {c ? (
        <>
          <Top complaint={c} />
          <Tabs label={c.title} value={tab} onChange={setTab} tabs={[{ id: "overview", label: t("complaints.tab.overview") }, { id: "story", label: t("complaints.story") }, { id: "files", label: t("complaints.tab.files") }]} />
          <div className="panel-part">
            {tab === "overview" ? <><Clocks complaint={c} /><Body complaint={c} /><section className="record-section"><ComplaintFacts complaint={c} /></section></> : null}
            {tab === "story" ? <Story record={record} kind="rail" entries={entries} /> : null}
            {tab === "files" ? <Files record={record} place="main" /> : null}
          </div>
        </>
      ) : null}
    </SidePanel>
  );
}

function Top({ complaint: c }: { complaint: Complaint }) {
  return (
    <div className="panel-top">
      <div className="row gap8"><h2 className="ell">{c.title}</h2><Marks complaint={c} /></div>
      <div className="t3 f12 ell">{[c.customer.name, c.project?.name].filter(Boolean).join(" · ")}</div>
      {c.actions.length > 0 ? <div className="row gap8 wrap" style={{ marginTop: 10 }}><Actions complaint={c} small /></div> : null}
    </div>
  );
}
