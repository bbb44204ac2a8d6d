import "../../../ui/record.css";
import { Link } from "@tanstack/react-router";
import { Ban, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Task } from "../../../api/types";
import { formatInstant } from "../../../lib/format";
import { problemText } from "../../../lib/problem";
import { useRecordParts } from "../../../lib/record";
import { Button } from "../../../ui/Button";
import type { PanelContext } from "../../../ui/dataview/DataView";
import { EmptyState, Facts } from "../../../ui/layout";
import { Person, Pill } from "../../../ui/marks";
import { SidePanel } from "../../../ui/SidePanel";
import { toastDone } from "../../../ui/toast";
import { CancelDialog } from "./CancelDialog";
import { useComplete, useTask } from "./queries";
import SnoozeMenu from "./SnoozeMenu";
import { TaskDialog } from "./TaskDialog";

/** A task beside the list: what to do, for whom, by when. */
export function TaskPanel({ id, tab: _tab, setTab: _setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const complete = useComplete();
  const { data: task, error } = useTask(id);
  const [asking, setAsking] = useState<"update" | "cancel">();
  if (!task) return <SidePanel {...bar} label={t("tasks.title")}>{error ? <EmptyState title={t("tasks.gone")}>{problemText(error)}</EmptyState> : null}</SidePanel>;
  const close = (): void => setAsking(undefined);
  const menu = [
    { id: "update" as const, label: t("tasks.edit"), icon: Pencil },
    { id: "cancel" as const, label: t("tasks.cancel"), icon: Ban, danger: true, separated: true },
  ].filter((v) => task.actions.includes(v.id)).map((v) => ({ ...v, perform: () => setAsking(v.id) }));
  return (
    <SidePanel {...bar} label={task.title} menu={menu}>
      <div className="panel-top">
        <div className="row gap8">
          <h2 className="grow">{task.title}</h2>
          {task.actions.includes("done") ? <Button kind="primary" size="small" busy={complete.isPending} onClick={() => complete.mutate(task, { onSuccess: () => toastDone(t("tasks.completed", { title: task.title })) })}>{t("tasks.complete")}</Button> : null}
        </div>
        <div className="row gap8" style={{ marginTop: 6 }}>
          {task.state === "open" ? null : <Pill tone={task.state === "done" ? "ok" : "mute"}>{t(`tasks.statuses.${task.state}`)}</Pill>}
          {task.priority === "high" ? <Pill tone="warn">{t("tasks.priorities.high")}</Pill> : null}
          {task.actions.includes("snooze") ? <SnoozeMenu task={task} /> : null}
          {task.actions.includes("update") ? <Button size="small" icon={Pencil} onClick={() => setAsking("update")}>{t("tasks.edit")}</Button> : null}
        </div>
        {task.note ? <p className="t2" style={{ marginTop: 4 }}>{task.note}</p> : null}
      </div>
      <div className="panel-part">
        <Facts
          items={[
            { label: t("tasks.ref"), value: <RefLink task={task} /> },
            { label: t("tasks.due"), value: <span className="num">{formatInstant(task.due_at) || t("ui.none")}</span> },
            { label: t("tasks.assignee"), value: <Person name={task.assignee} /> },
            { label: t("tasks.givenBy"), value: task.creator ? <Person name={task.creator} /> : t("tasks.system") },
            ...(task.result ? [{ label: t("tasks.result"), value: task.result }] : []),
          ]}
        />
      </div>
      {asking === "update" ? <TaskDialog task={task} onClose={close} /> : null}
      {asking === "cancel" ? <CancelDialog task={task} onClose={close} /> : null}
    </SidePanel>
  );
}

function RefLink({ task }: { task: Task }) {
  const { href } = useRecordParts();
  const to = task.ref ? href(task.ref) : null;
  if (!task.ref_label) return <>–</>;
  return to ? <Link to={to}>{task.ref_label}</Link> : <>{task.ref_label}</>;
}
