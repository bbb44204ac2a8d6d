import "../../../ui/record.css";
import "./opportunities.css";
import { Link, useParams } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { formatInstant, formatWan } from "../../../lib/format";
import { problemText } from "../../../lib/problem";
import { useRecordParts, type LogStart } from "../../../lib/record";
import { useOwnTitle } from "../../../lib/title";
import { useSearchParams } from "../../../lib/url";
import { Button, IconButton } from "../../../ui/Button";
import { useLeftText, useNow } from "../../../ui/ClockTrack";
import { EmptyState, InlineNotice } from "../../../ui/layout";
import { Pill, Restricted } from "../../../ui/marks";
import { Menu } from "../../../ui/Menu";
import { PageHead } from "../../../ui/PageHead";
import { Gate, NextButton } from "./components/Gate";
import { Rail } from "./components/Rail";
import { ReportClock } from "./components/ReportClock";
import { StageBar } from "./components/StageBar";
import { Walk } from "./components/Walk";
import { nextStep, OUTCOME_TONE } from "./model";
import { useOpportunity } from "./queries";
import type { Opportunity } from "./types";
import { useStory } from "./useStory";
import { useVerbs, type Verbs } from "./useVerbs";

const LIST = "/opportunities";

/** The whole record: figures, stages, what is missing, what happened; people and papers in the rail. */
export default function RecordPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  return <Record key={id} id={id} />;
}

function Record({ id }: { id: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const [search] = useSearchParams();
  const { Composer, Panels, Story } = useRecordParts();
  const opportunity = useOpportunity(id);
  const o = opportunity.data;
  const [log, setLog] = useState<LogStart | null>(() => startOf(search.log));
  const verbs = useVerbs(o, setLog);
  const entries = useStory(o);
  useOwnTitle(o?.name);
  const parent = { to: LIST, label: t("opportunities.title") };
  if (opportunity.error && !o) {
    return <div className="page"><PageHead title={t("opportunities.title")} /><EmptyState title={t("opportunities.gone")} actions={<Link to={LIST} className="btn">{t("opportunities.backToList")}</Link>}>{problemText(opportunity.error)}</EmptyState></div>;
  }
  if (!o) return <div className="page"><PageHead title="" parent={parent} /></div>;
  const record = { kind: "opportunity", id };
  return (
    <div className="page">
      <PageHead title={o.name} parent={parent} marks={<Marks opportunity={o} />} actions={<Actions opportunity={o} verbs={verbs} onLog={setLog} canLog={can(me, "activity:log")} />} />
      <div className="record">
        <div className="record-main">
          <KeyFigures opportunity={o} />
          <StageBar opportunity={o} detailed />
          {o.clash ? <div style={{ marginTop: 14 }}><InlineNotice tone="warn">{t("opportunities.clash.open")}</InlineNotice></div> : null}
          {o.first_visit_at && o.report_due_at && !o.report_submitted_at && o.outcome === "open" ? <ReportClock opportunity={o} /> : null}
          <Gate opportunity={o} verbs={verbs} onLog={setLog} wide />
          <Panels record={record} place="main" actions={o.actions} />
          <section style={{ marginTop: 18 }}>
            <h2 style={{ marginBottom: 10 }}>{t("log.story")}</h2>
            <Story record={record} kind="story" entries={entries} />
          </section>
        </div>
        <Rail opportunity={o} onTeam={verbs.joinTeam} />
      </div>
      {log ? <Composer record={record} customer={o.customer.id} mayBeFirst={!o.first_visit_at} start={log} onStart={setLog} /> : null}
      {verbs.dialog}
    </div>
  );
}

const startOf = (text: string | undefined): LogStart | null => (text === "call" || text === "visit" || text === "note" ? { kind: text } : null);

function Marks({ opportunity: o }: { opportunity: Opportunity }) {
  const { t } = useTranslation();
  return (
    <>
      {o.outcome !== "open" ? <Pill tone={OUTCOME_TONE[o.outcome]}>{t(`opportunities.outcome.${o.outcome}`)}</Pill> : o.grade ? <Pill outline>{t("opportunities.gradeIs", { grade: o.grade, score: o.score.toFixed(1) })}</Pill> : null}
      {o.on_hold ? <Pill tone="mute">{t("opportunities.onHold")}</Pill> : o.stalled ? <Pill tone="warn">{t("opportunities.stalled")}</Pill> : null}
    </>
  );
}

function Actions({ opportunity: o, verbs, onLog, canLog }: { opportunity: Opportunity; verbs: Verbs; onLog: (start: LogStart) => void; canLog: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const more = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Walk key={o.id} id={o.id} />
      {canLog && nextStep(o, me).kind !== "log" ? <Button className="hide-phone" onClick={() => onLog({ kind: "call" })}>{t("log.title")}</Button> : null}
      <NextButton opportunity={o} verbs={verbs} onLog={onLog} />
      <span ref={more}><IconButton icon={Ellipsis} label={t("ui.more")} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)} /></span>
      {open ? <Menu anchor={more} items={verbs.menu} label={t("ui.more")} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function KeyFigures({ opportunity: o }: { opportunity: Opportunity }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const left = useLeftText();
  return (
    <div className="figures">
      <div><span className="t3 f12">{t("opportunities.amountShort")}</span><b className="big">{o.amount ? <>{formatWan(o.amount.amount)}<small className="t3">{t("ui.wan")}</small></> : <Restricted />}</b></div>
      <div><span className="t3 f12">{t("opportunities.chance")} / {t("opportunities.weightedShort")}</span><b>{o.probability}%<span className="t3"> / </span>{o.weighted ? formatWan(o.weighted.amount) : <Restricted />}</b></div>
      <div><span className="t3 f12">{t("opportunities.expected")}</span><b>{o.expected_sign_date || t("ui.none")}</b></div>
      {o.tender_at ? <div><span className="t3 f12">{t("opportunities.tenderAt")}</span><b>{formatInstant(o.tender_at)}<small className="warn-t">{left(o.tender_at, now)}</small></b></div> : null}
    </div>
  );
}
