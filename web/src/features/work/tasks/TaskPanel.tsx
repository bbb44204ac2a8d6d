import "../../../ui/record.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Task } from "../../../api/types";
import { formatInstant } from "../../../lib/format";
import { problemText } from "../../../lib/problem";
import { useRecordParts } from "../../../lib/record";
import { Button } from "../../../ui/Button";
import type { PanelContext } from "../../../ui/dataview/DataView";
import { EmptyState, Facts } from "../../../ui/layout";
import { Person } from "../../../ui/marks";
import { SidePanel } from "../../../ui/SidePanel";
import { toastDone } from "../../../ui/toast";
import { useComplete, useTask } from "./queries";

/** A task beside the list: what to do, for whom, by when. */
export function TaskPanel({ id, tab: _tab, setTab: _setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const complete = useComplete();
  const { data: task, error } = useTask(id);
  if (!task) return <SidePanel {...bar} label={t("tasks.title")}>{error ? <EmptyState title={t("tasks.gone")}>{problemText(error)}</EmptyState> : null}</SidePanel>;
  return (
    <SidePanel {...bar} label={task.title}>
      <div className="panel-top">
        <div className="row gap8">
          <h2 className="grow">{task.title}</h2>
          {task.actions.includes("done") ? <Button kind="primary" size="small" busy={complete.isPending} onClick={() => complete.mutate(task, { onSuccess: () => toastDone(t("tasks.completed", { title: task.title })) })}>{t("tasks.complete")}</Button> : null}
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
    </SidePanel>
  );
}

function RefLink({ task }: { task: Task }) {
  const { href } = useRecordParts();
  const to = task.ref ? href(task.ref) : null;
  if (!task.ref_label) return <>–</>;
  return to ? <Link to={to}>{task.ref_label}</Link> : <>{task.ref_label}</>;
}
