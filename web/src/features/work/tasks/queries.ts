import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import { meQuery } from "../../../api/me";
import type { Task } from "../../../api/types";
import type { ListSource } from "../../../lib/source";

export const keys = { all: ["tasks"] as const };

export const taskSource: ListSource<Task> = {
  key: keys.all,
  page: (params, signal) => unwrap(client.GET("/tasks", { params: flatQuery(params), signal })),
};

/** Completes a task or opens it again: each is the other's undo. */
export function useSetDone() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ task, done }: { task: Pick<Task, "id" | "version">; done: boolean }) => {
      const params = { path: { id: task.id }, header: ifMatch(task.version) };
      return unwrap(done ? client.POST("/tasks/{id}/complete", { params }) : client.POST("/tasks/{id}/reopen", { params }));
    },
    onSuccess: () => Promise.all([queryClient.invalidateQueries({ queryKey: keys.all }), queryClient.invalidateQueries({ queryKey: meQuery.queryKey })]),
  });
}
