import { Ban, Check, Pencil, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import type { Task } from "../../../api/types";
import { Button } from "../../../ui/Button";
import { DataView } from "../../../ui/dataview/DataView";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { StatusDot } from "../../../ui/marks";
import { PageHead } from "../../../ui/PageHead";
import { toastDone } from "../../../ui/toast";
import { dueText, KINDS, nearness, nearnessTone } from "./model";
import { CancelDialog } from "./CancelDialog";
import { TaskDialog } from "./TaskDialog";
import { TaskPanel } from "./TaskPanel";
import { taskSource, useComplete } from "./queries";
import { serverNow } from "../../../lib/now";

/** What the reader has to do, nearest first. */
export default function ListPage() {
  const { t } = useTranslation();
  const me = useMe();
  const { mutate } = useComplete();
  const [asking, setAsking] = useState<{ verb: "create" } | { verb: "update" | "cancel"; task: Task }>();
  const close = (): void => setAsking(undefined);
  const spec = useMemo((): DataViewSpec<Task> => {
    const now = new Date(serverNow());
    const mine = { field: "assignee_id", op: "in" as const, values: [me.id] };
    const state = (value: string) => ({ field: "state", op: "in" as const, values: [value] });
    const complete = (task: Task): void => mutate(task, { onSuccess: () => toastDone(t("tasks.completed", { title: task.title })) });
    const due = (task: Task) => <StatusDot tone={nearnessTone(nearness(task, now))}>{t(`tasks.nearness.${nearness(task, now)}`)}{task.due_at ? ` ${dueText(task.due_at, now)}` : ""}</StatusDot>;
    return {
      id: "tasks",
      noun: "tasks.noun",
      source: taskSource,
      columns: [
        { id: "title", title: "tasks.name", width: 300, render: (task) => task.title },
        { id: "ref", title: "tasks.ref", width: 220, priority: 3, render: (task) => <span className="t2">{task.ref_label}</span> },
        { id: "kind", title: "tasks.kind", width: 100, priority: 4, render: (task) => <span className="t2">{t(`tasks.kinds.${task.kind}`)}</span> },
        { id: "due", title: "tasks.due", width: 170, sort: "due_at", priority: 1, render: due },
      ],
      filters: [
        { field: "state", title: "tasks.status", kind: "enum", options: ["open", "done", "cancelled"].map((v) => ({ value: v, label: t(`tasks.statuses.${v}`) })) },
        { field: "assignee_id", title: "tasks.assignee", kind: "person", options: [{ value: me.id, label: t("ui.me") }] },
        { field: "kind", title: "tasks.kind", kind: "enum", options: KINDS.map((v) => ({ value: v, label: t(`tasks.kinds.${v}`) })) },
        { field: "due_at", title: "tasks.due", kind: "instant" },
      ],
      views: [
        { id: "open", title: "tasks.view.open", filters: [mine, state("open")] },
        { id: "done", title: "tasks.view.done", filters: [mine, state("done")], sort: [{ field: "due_at", desc: true }] },
      ],
      defaultSort: [{ field: "due_at", desc: false }],
      label: (task) => task.title,
      card: (task) => ({ title: task.title, line: task.ref_label, status: due(task) }),
      rowActions: [
        { id: "done", label: t("tasks.complete"), icon: Check, enabled: (task) => task.actions.includes("done"), perform: complete },
        { id: "update", label: t("tasks.edit"), icon: Pencil, enabled: (task) => task.actions.includes("update"), perform: (task) => setAsking({ verb: "update", task }) },
        { id: "cancel", label: t("tasks.cancel"), icon: Ban, enabled: (task) => task.actions.includes("cancel"), perform: (task) => setAsking({ verb: "cancel", task }) },
      ],
      empty: { title: t("tasks.emptyTitle"), text: t("tasks.emptyText") },
    };
  }, [me.id, mutate, t]);
  return (
    <div className="page">
      <PageHead title={t("tasks.title")} actions={can(me, "task:write") ? <Button kind="primary" icon={Plus} onClick={() => setAsking({ verb: "create" })}>{t("tasks.create")}</Button> : null} />
      <DataView spec={spec} panel={(context) => <TaskPanel key={context.id} {...context} />} />
      {asking?.verb === "create" ? <TaskDialog onClose={close} /> : null}
      {asking?.verb === "update" ? <TaskDialog task={asking.task} onClose={close} /> : null}
      {asking?.verb === "cancel" ? <CancelDialog task={asking.task} onClose={close} /> : null}
    </div>
  );
}
