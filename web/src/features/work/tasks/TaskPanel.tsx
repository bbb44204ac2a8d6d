import "../../../ui/record.css";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Task } from "../../../api/types";
import { formatInstant } from "../../../lib/format";
import { Button } from "../../../ui/Button";
import type { PanelContext } from "../../../ui/dataview/DataView";
import { Facts } from "../../../ui/layout";
import { Person } from "../../../ui/marks";
import { SidePanel } from "../../../ui/SidePanel";
import { keys, useSetDone } from "./queries";

/** A task beside the list: what to do, for whom, by when. */
export function TaskPanel({ id, tab: _tab, setTab: _setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const setDone = useSetDone();
  const task = useLoadedTask(id);
  if (!task) return null;
  const done = task.status === "done";
  const to = task.ref?.startsWith("customer/") ? `/customers/${task.ref.slice("customer/".length)}` : undefined;
  return (
    <SidePanel {...bar} label={task.title}>
      <div className="panel-top">
        <div className="row gap8">
          <h2 className="grow">{task.title}</h2>
          <Button kind={done ? "plain" : "primary"} size="small" busy={setDone.isPending} onClick={() => setDone.mutate({ task, done: !done })}>{t(done ? "tasks.reopen" : "tasks.complete")}</Button>
        </div>
        {task.note ? <p className="t2" style={{ marginTop: 4 }}>{task.note}</p> : null}
      </div>
      <div className="panel-part">
        <Facts items={[{ label: t("tasks.ref"), value: to ? <Link to={to}>{task.ref_title}</Link> : (task.ref_title ?? "–") }, { label: t("tasks.due"), value: <span className="num">{task.due_at ? formatInstant(task.due_at) : t("ui.none")}</span> }, { label: t("tasks.assignee"), value: <Person name={task.assignee.name} /> }]} />
      </div>
    </SidePanel>
  );
}

/** The task as the list loaded it. */
function useLoadedTask(id: string): Task | undefined {
  const queryClient = useQueryClient();
  return queryClient
    .getQueriesData<{ pages: { items: Task[] }[] }>({ queryKey: [...keys.all, "list"] })
    .flatMap(([, data]) => data?.pages.flatMap((p) => p.items) ?? [])
    .find((task) => task.id === id);
}
