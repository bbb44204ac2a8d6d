import "../../../ui/record.css";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { problemText } from "../../../lib/problem";
import { useRecordParts, type LogStart } from "../../../lib/record";
import { useOwnTitle } from "../../../lib/title";
import { Button } from "../../../ui/Button";
import { EmptyState } from "../../../ui/layout";
import { PageHead } from "../../../ui/PageHead";
import { Actions } from "./components/Actions";
import { Body, ComplaintFacts, Marks } from "./components/Body";
import { Clocks } from "./components/Clocks";
import { useComplaint } from "./queries";
import type { Complaint } from "./types";
import { useStory } from "./useStory";

const LIST = "/complaints";

/** One complaint: the customer's words, how far it came, what was said and done. */
export default function RecordPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  return <Record key={id} id={id} />;
}

function Record({ id }: { id: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const { Composer } = useRecordParts();
  const { data: c, error } = useComplaint(id);
  const [log, setLog] = useState<LogStart | null>(null);
  useOwnTitle(c?.title);
  const parent = { to: LIST, label: t("complaints.title") };
  if (error && !c) return <div className="page"><PageHead title={t("complaints.title")} /><EmptyState title={t("complaints.gone")} actions={<Link to={LIST} className="btn">{t("complaints.backToList")}</Link>}>{problemText(error)}</EmptyState></div>;
  if (!c) return <div className="page"><PageHead title="" parent={parent} /></div>;
  const logs = can(me, "activity:log") ? <Button className="hide-phone" onClick={() => setLog({ kind: "call" })}>{t("complaints.log")}</Button> : null;
  return (
    <div className="page">
      <PageHead title={c.title} parent={parent} marks={<Marks complaint={c} />} actions={<>{logs}<Actions complaint={c} /></>} />
      <div className="record">
        <div className="record-main"><Body complaint={c} detailed /><Told complaint={c} /></div>
        <Rail complaint={c} />
      </div>
      {log ? <Composer record={{ kind: "complaint", id }} customer={c.customer.id} start={log} onStart={setLog} /> : null}
    </div>
  );
}

function Told({ complaint: c }: { complaint: Complaint }) {
  const { t } = useTranslation();
  const { Story } = useRecordParts();
  const entries = useStory(c);
  return <section className="record-section"><header><h2>{t("complaints.story")}</h2></header><Story record={{ kind: "complaint", id: c.id }} kind="story" entries={entries} /></section>;
}

function Rail({ complaint: c }: { complaint: Complaint }) {
  const { t } = useTranslation();
  const { Files } = useRecordParts();
  return (
    <aside className="record-rail" aria-label={t("complaints.rail")}>
      <section><Clocks complaint={c} /></section>
      <section><ComplaintFacts complaint={c} /></section>
      <section><Files record={{ kind: "complaint", id: c.id }} place="rail" /></section>
    </aside>
  );
}
