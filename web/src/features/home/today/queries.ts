import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { Task } from "../../../api/types";
import { runningClocks, type Overview, type Project } from "./model";

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

/** States of a project on which somebody works. */
const RUNNING = "planning,ready,executing,accepting";
const ROOM = 7;

/** Running projects by how they stand, the worst first, as many as there is room for. */
export function useStanding(enabled: boolean) {
  return useQuery({
    queryKey: ["projects", "home", "standing"],
    queryFn: async ({ signal }) => {
      const rows: Project[] = [];
      for (const health of ["red", "amber", "green", "grey"]) {
        if (rows.length < ROOM) rows.push(...(await unwrap(client.GET("/projects", { params: flatQuery({ health, state: RUNNING, limit: String(ROOM - rows.length) }), signal }))).items);
      }
      return rows;
    },
    enabled,
  });
}

/** Running projects that the reader takes part in, the next to be finished first. */
export function useMyProjects(enabled: boolean) {
  return useQuery({ queryKey: ["projects", "home", "mine"], queryFn: async ({ signal }) => (await unwrap(client.GET("/projects", { params: flatQuery({ state: RUNNING, sort: "planned_finish", limit: "6" }), signal }))).items, enabled });
}
