import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";
import type { Task } from "../../../api/types";
import type { NavCount } from "../../../lib/module";
import type { ListSource } from "../../../lib/source";

export const keys = { all: ["tasks"] as const };

export const taskSource: ListSource<Task> = {
  key: keys.all,
  page: (params, signal) => unwrap(client.GET("/tasks", { params: flatQuery(params), signal })),
};

/** Marks a task as done. */
export function useComplete() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (task: Task) => unwrap(client.POST("/tasks/{id}/done", { params: { path: { id: task.id }, header: ifMatch(task.version) }, body: {} })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.all }),
  });
}

export function useTask(id: string) {
  return useQuery({ queryKey: [...keys.all, "one", id], queryFn: ({ signal }) => unwrap(client.GET("/tasks/{id}", { params: { path: { id } }, signal })) });
}

/** Open tasks of the reader, for the sidebar. */
export const openTasks: NavCount = (reader) => ({
  key: keys.all,
  load: async (signal) => (await unwrap(client.GET("/tasks", { params: flatQuery({ limit: "1", total: "true", assignee_id: reader.id, state: "open" }), signal }))).total ?? 0,
});

export type TaskPatch = Required<Pick<components["schemas"]["TaskPatch"], "title" | "note" | "assignee_id" | "priority">> & { due_at?: string };

/** Gives somebody a task, or changes one unless somebody else did so first. */
export function useSaveTask(task: Task | undefined) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (body: TaskPatch) => unwrap(task ? client.PATCH("/tasks/{id}", { params: { path: { id: task.id } as never, header: ifMatch(task.version) }, body }) : client.POST("/tasks", { body: { ...body, due_at: body.due_at ?? "", kind: "todo" } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.all }),
  });
}

/** Moves the time by which a task is due. */
export function useSnooze() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ task, due }: { task: Pick<Task, "id" | "version">; due: string }) => unwrap(client.POST("/tasks/{id}/snooze", { params: { path: { id: task.id } as never, header: ifMatch(task.version) }, body: { due_at: due } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.all }),
  });
}

export function useCancel() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ task, reason }: { task: Task; reason: string }) => unwrap(client.POST("/tasks/{id}/cancel", { params: { path: { id: task.id } as never, header: ifMatch(task.version) }, body: { reason } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.all }),
  });
}
