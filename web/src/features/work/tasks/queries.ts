import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
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
