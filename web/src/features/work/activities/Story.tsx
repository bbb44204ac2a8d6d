import "./activities.css";
import { Link } from "@tanstack/react-router";
import { Cog } from "lucide-react";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStory } from "../../../api/activities";
import type { Activity } from "../../../api/types";
import { formatInstant, formatInstantShort, formatTime, localDate } from "../../../lib/format";
import { problemText } from "../../../lib/problem";
import { useRecordParts, type RecordRef, type StoryEntry, type StoryProps } from "../../../lib/record";
import { InlineNotice, Tabs, Timeline } from "../../../ui/layout";
import { AmendMenu } from "./Amend";
import { KIND_ICON } from "./Composer";
import { byTime } from "./model";
import { serverNow, serverToday } from "../../../lib/now";

/** An entry with what may be done with it. */
type Told = StoryEntry & { activity?: Activity };

/** What happened with a record, from whoever wrote it and from the record itself. */
export default function Story({ record, entries = [], kind, limit, onAll }: StoryProps) {
  const { t } = useTranslation();
  const story = useStory(record);
  const [only, setOnly] = useState("all");
  const activities = story.data?.items ?? [];
  const told = activities.map((a): Told => ({ ...entryOf(a, t), activity: a }));
  const all = only === "all" ? byTime<Told>(told, entries) : told.filter((e) => e.activity?.kind === only);
  const shown = all.slice(0, limit);
  const total = (story.data?.total ?? activities.length) + entries.length;
  const kinds = [...new Set(activities.map((a) => a.kind))];
  if (story.error && !story.data) return <InlineNotice tone="bad">{problemText(story.error)}</InlineNotice>;
  return (
    <>
      {onAll ? <div className="section-head" style={{ marginBottom: 10 }}>{t("log.recent")}{total > shown.length ? <button type="button" className="link push f12" onClick={onAll}>{t("log.all", { count: total })}</button> : null}</div> : null}
      {kind === "story" && kinds.length > 0 ? (
        <Tabs kind="pill" label={t("log.story")} value={only} onChange={setOnly} className="story-tabs" tabs={[{ id: "all", label: t("log.everything"), count: total }, ...kinds.map((k) => ({ id: k, label: t(`activity.kind.${k}`), count: activities.filter((a) => a.kind === k).length }))]} />
      ) : null}
      {story.isSuccess && shown.length === 0 ? <p className="t3">{t("log.nothing")}</p> : null}
      {kind === "rail" ? <Timeline entries={shown.map((e) => ({ id: e.id, title: e.title, detail: e.quote ?? e.detail, time: formatInstantShort(e.at), end: e.activity ? <AmendMenu activity={e.activity} /> : null }))} /> : <div>{shown.map((e) => <Event key={e.id} entry={e} record={record} />)}</div>}
    </>
  );
}

function Event({ entry: e, record }: { entry: Told; record: RecordRef }) {
  const { t } = useTranslation();
  return (
    <div className="ev">
      <div className="ti" title={formatInstant(e.at)}>{dayText(e.at, t)}</div>
      <div className="g"><span className={e.tone ?? ""}><e.icon aria-hidden /></span></div>
      <div>
        <div className="row gap8"><span className="grow">{e.title}{e.activity ? <Elsewhere activity={e.activity} record={record} /> : null}</span>{e.activity ? <AmendMenu activity={e.activity} /> : null}</div>
        {e.detail ? <div className="f12 t3" style={{ marginTop: 2 }}>{e.detail}</div> : null}
        {e.quote ? <div className="quote">{e.quote}</div> : null}
      </div>
    </div>
  );
}

/** On a customer's story: with which of his records it happened. */
function Elsewhere({ activity: a, record }: { activity: Activity; record: RecordRef }) {
  const { href } = useRecordParts();
  if (!a.ref || a.ref.id === record.id) return null;
  const to = href(a.ref);
  return <span className="f12 t3"> · {to ? <Link to={to}>{a.ref_label}</Link> : a.ref_label}</span>;
}

/** Today and yesterday by name and time, other days by date. */
function dayText(at: string, t: TFunction): string {
  const when = new Date(at);
  const day = localDate(when);
  const yesterday = localDate(new Date(serverNow() - 86_400_000));
  if (day === serverToday()) return `${t("log.today")} ${formatTime(when)}`;
  return day === yesterday ? `${t("log.yesterday")} ${formatTime(when)}` : formatInstantShort(at).slice(0, -6);
}

function entryOf(a: Activity, t: TFunction): StoryEntry {
  if (a.kind === "system") return { id: a.id, at: a.at, icon: Cog, title: <>{a.author ? <b>{a.author} </b> : null}{a.code ? t(`log.system.${a.code}`, { ...a.params, defaultValue: a.text }) : a.text}</> };
  const minutes = a.ended_at ? Math.round((new Date(a.ended_at).getTime() - new Date(a.at).getTime()) / 60_000) : 0;
  const place = [a.place, minutes > 0 ? t("log.minutes", { count: minutes }) : ""].filter(Boolean).join(t("dv.and"));
  const next = a.next_step ? t("log.nextIs", { step: a.next_step, at: a.next_at ? formatInstantShort(a.next_at) : "" }) : "";
  return {
    id: a.id,
    at: a.at,
    icon: KIND_ICON[a.kind],
    tone: a.first_visit ? "accent" : undefined,
    title: <><b>{a.author}</b> {a.first_visit ? t("log.firstVisit") : t(`activity.kind.${a.kind}`)}{place ? <span className="t2">{t("dv.and")}{place}</span> : null}</>,
    quote: a.text,
    detail: [a.result, next].filter(Boolean).join(" · ") || undefined,
  };
}
