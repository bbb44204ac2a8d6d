import { useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { Task } from "../../../api/types";
import { monthFilter, runningClocks, type Month } from "./model";

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

/** What is open in each stage, within the reader's reach. */
export function useSummary() {
  return useQuery({ queryKey: [...key, "summary"], queryFn: ({ signal }) => unwrap(client.GET("/opportunities/summary", { signal })) });
}

/** What went through the stages in some months; the last twelve without an argument. */
export function useFunnel(from?: string) {
  return useQuery({ queryKey: [...key, "funnel", from ?? ""], queryFn: ({ signal }) => unwrap(client.GET("/opportunities/funnel", { params: flatQuery(from ? { from } : {}), signal })) });
}

/** How many records a question of the list finds, and what they come to, in fen. */
export interface Total {
  count: number;
  amount: number | null;
  weighted: number | null;
}

const total = async (params: Record<string, string>, signal: AbortSignal): Promise<Total> => {
  const page = await unwrap(client.GET("/opportunities", { params: flatQuery({ ...params, limit: "1", total: "true" }), signal }));
  const sums = page.sums as Record<string, number> | undefined;
  return { count: page.total ?? 0, amount: sums?.amount ?? null, weighted: sums?.weighted ?? null };
};

export function useTotal(params: Record<string, string>) {
  return useQuery({ queryKey: [...key, "total", params], queryFn: ({ signal }) => total(params, signal) });
}

/** What is expected to be signed in each month; undefined until all are known. */
export function useMonths(months: Month[]): Total[] | undefined {
  return useQueries({
    queries: months.map((m, i) => {
      const params = { outcome: "open", ...monthFilter(m, i === 0) };
      return { queryKey: [...key, "total", params], queryFn: ({ signal }: { signal: AbortSignal }) => total(params, signal) };
    }),
    combine: (results) => (results.every((r) => r.data) ? results.flatMap((r) => r.data ?? []) : undefined),
  });
}
