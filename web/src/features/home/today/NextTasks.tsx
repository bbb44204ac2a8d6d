import { Link } from "@tanstack/react-router";
import { BadgeCheck, Bell, CircleCheck, FileText, Handshake, MapPin, Phone, Stamp, Wallet } from "lucide-react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import type { Task } from "../../../api/types";
import { formatInstantShort, formatTime } from "../../../lib/format";
import { useRecordParts } from "../../../lib/record";
import { Button } from "../../../ui/Button";
import { useNow } from "../../../ui/ClockTrack";
import { toastDone } from "../../../ui/toast";
import { taskTone } from "./model";
import { useFinish, useNextTasks } from "./queries";

const ICON = { todo: CircleCheck, call: Phone, visit: MapPin, needs_report: FileText, review: BadgeCheck, handover: Handshake, collect: Wallet, confirm: Stamp, reminder: Bell };

/** Letters that the column of dates holds: of another year the day stands without its time. */
const ROOM = 11;

/** What the reader has to do next, soonest first; only the most urgent has a filled button. */
export function NextTasks({ unlessEmpty }: { unlessEmpty?: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const tasks = useNextTasks(me.id, can(me, "task:read"));
  const now = new Date(useNow(30_000));
  const items = tasks.data?.items ?? [];
  const total = tasks.data?.total ?? 0;
  if (unlessEmpty && items.length === 0) return null;
  return (
    <section className="home-part" aria-label={t("home.nextTitle")}>
      <header><h2>{t("home.nextTitle")}</h2><span className="t3 f12">{t("home.nextNote")}</span>{total > 0 ? <Link to="/tasks" className="push f12">{t("home.all", { count: total })}</Link> : null}</header>
      {tasks.isSuccess && items.length === 0 ? <p className="t3">{t("home.noTasks")}</p> : null}
      {items.map((task, i) => <TaskRow key={task.id} task={task} now={now} first={i === 0} />)}
    </section>
  );
}

function TaskRow({ task, now, first }: { task: Task; now: Date; first: boolean }) {
  const { t } = useTranslation();
  const finish = useFinish();
  const { SnoozeMenu } = useRecordParts();
  const tone = taskTone(task, now);
  const Icon = ICON[task.kind];
  const short = formatInstantShort(task.due_at);
  const when = tone === "warn" ? formatTime(new Date(task.due_at)) : short.length > ROOM ? short.slice(0, -6) : short;
  const report = task.kind === "needs_report" && task.ref?.kind === "opportunity" ? `/opportunities/${task.ref.id}/needs-report` : null;
  const done = (): void => finish.mutate(task, { onSuccess: () => toastDone(t("home.completed", { title: task.title })) });
  return (
    <div className={`home-task ${first && tone !== "mute" ? "first" : ""}`}>
      <span className={`num nowrap ${tone === "mute" ? "t3" : `${tone}-t m`}`}>{when}</span>
      <Icon className="t3" aria-hidden />
      <RecordLink task={task} />
      <span className="t2 ell" title={task.title}>{task.title}</span>
      <span className="row gap8">
        {task.actions.includes("snooze") ? <SnoozeMenu task={task} bare /> : null}
        {report ? <Link to={report} className={first ? "btn primary small" : ""}>{t("home.write")}</Link> : task.actions.includes("done") ? (first && tone !== "mute" ? <Button kind="primary" size="small" busy={finish.isPending} onClick={done}>{t("home.done")}</Button> : <button type="button" className="link" disabled={finish.isPending} onClick={done}>{t("home.done")}</button>) : <Link to="/tasks" search={{ id: task.id } as never}>{t("home.open")}</Link>}
      </span>
    </div>
  );
}

/** The record a task is about, by its name without its number. */
function RecordLink({ task }: { task: Task }) {
  const name = task.ref_label.replace(/^[A-Z]+-\S+\s+/, "");
  const { href } = useRecordParts();
  const to = task.ref ? href(task.ref) : null;
  return to ? <Link to={to} className="m ell quiet-link">{name}</Link> : <span className="m ell">{name}</span>;
}
