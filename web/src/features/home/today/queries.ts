import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { Task } from "../../../api/types";
import { runningClocks, type Overview } from "./model";

/** Under the opportunities, so that a change to one is seen here too. */
const key = ["opportunities", "home"] as const;

/** Needs reports of the reader that are owed. */
export function useClocks(me: string) {
  return useQuery({
    queryKey: [...key, "clocks", me],
    queryFn: async ({ signal }) => runningClocks((await unwrap(client.GET("/opportunities", { params: flatQuery({ outcome: "open", owner_id: me, "report_due_at.null": "false", "report_submitted_at.null": "true", limit: "100" }), signal }))).items),
  });
}

/** The reader's next tasks and how many there are. */
export function useNextTasks(me: string, enabled: boolean) {
  return useQuery({ queryKey: ["tasks", "home", me], queryFn: ({ signal }) => unwrap(client.GET("/tasks", { params: flatQuery({ assignee_id: me, state: "open", sort: "due_at", limit: "8", total: "true" }), signal })), enabled });
}

export function useFinish() {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: (task: Task) => unwrap(client.POST("/tasks/{id}/done", { params: { path: { id: task.id }, header: ifMatch(task.version) }, body: {} })), onSuccess: () => queryClient.invalidateQueries({ queryKey: ["tasks"] }) });
}

/** The reader's open opportunities that nobody touched for longest. */
export function useIdle(me: string) {
  return useQuery({ queryKey: [...key, "idle", me], queryFn: async ({ signal }) => (await unwrap(client.GET("/opportunities", { params: flatQuery({ outcome: "open", on_hold: "false", owner_id: me, sort: "last_activity_at", limit: "5" }), signal }))).items });
}

/** What the reader answers for: every number with the list that it counts. */
export function useOverview() {
  return useQuery({ queryKey: [...key, "overview"], queryFn: async ({ signal }): Promise<Overview> => unwrap(client.GET("/insight/overview", { signal })) });
}

/** Running projects that are in trouble, the worst first. */
export function useTroubled(enabled: boolean) {
  return useQuery({
    queryKey: ["projects", "home", "troubled"],
    queryFn: async ({ signal }) => {
      const ask = async (health: string, limit: number) => (await unwrap(client.GET("/projects", { params: flatQuery({ health, state: "planning,ready,executing,accepting", limit: String(limit) }), signal }))).items;
      const red = await ask("red", 7);
      return red.length < 7 ? [...red, ...(await ask("amber", 7 - red.length))] : red;
    },
    enabled,
  });
}
