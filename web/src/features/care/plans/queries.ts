import { queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { NavCount } from "../../../lib/module";
import type { RecordRef } from "../../../lib/record";
import type { ListSource } from "../../../lib/source";
import { OPEN, type Verb } from "./model";
import type { Complaint, Plan, PlanInput } from "./types";

/** Keys of everything about improvement plans, from the widest to the narrowest. */
export const keys = {
  all: ["improvements"] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
  of: (record: RecordRef) => [...keys.all, "of", record.kind, record.id] as const,
};

export const planSource: ListSource<Plan> = {
  key: keys.all,
  page: async (params, signal) => {
    const page = await unwrap(client.GET("/improvement-plans", { params: flatQuery(params), signal }));
    return { items: page.items, next: page.next, total: page.total };
  },
};

/** Plans that have not ended, for the sidebar. */
export const openCount: NavCount = () => ({ key: keys.all, load: async (signal) => (await planSource.page({ limit: "1", total: "true", state: OPEN.join(",") }, signal)).total ?? 0 });

export const planQuery = (id: string) => queryOptions({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/improvement-plans/{id}", { params: { path: { id } }, signal })) });

export function usePlan(id: string) {
  return useQuery(planQuery(id));
}

/** What is put right for a customer, on a project, or because of a survey; the newest first. */
export function usePlansOf(record: RecordRef) {
  return useQuery({ queryKey: keys.of(record), queryFn: ({ signal }) => planSource.page({ [`${record.kind}_id`]: record.id, limit: "5", total: "true" }, signal), retry: false });
}

/** The survey that a plan answers, as far as the reader may see it. */
export function useSurveyOf(id: string | null, enabled: boolean) {
  return useQuery({ queryKey: ["surveys", "one", id], queryFn: ({ signal }) => unwrap(client.GET("/surveys/{id}", { params: { path: { id: id ?? "" } }, signal })), enabled: enabled && !!id, retry: false });
}

function moved(queryClient: QueryClient, saved: Plan) {
  queryClient.setQueryData(keys.one(saved.id), saved);
  return Promise.all([keys.all, ["surveys"], ["tasks"], ["customers"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}

/** Does a verb; closing and giving up say what came of it. */
export function useAct() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ on, verb, outcome }: { on: Plan; verb: Verb; outcome?: string }) => unwrap(client.POST(`/improvement-plans/{id}/${verb}` as "/improvement-plans/{id}/close", { params: { path: { id: on.id }, header: ifMatch(on.version) }, body: (outcome === undefined ? undefined : { outcome }) as never })),
    onSuccess: (saved) => moved(queryClient, saved),
  });
}

/** Replaces what is written of a plan, unless somebody else did so first. */
export function useWrite(options: { handled: boolean } = { handled: true }) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: options,
    mutationFn: ({ on, input }: { on: Plan; input: PlanInput }) => unwrap(client.PUT("/improvement-plans/{id}", { params: { path: { id: on.id }, header: ifMatch(on.version) }, body: input })),
    onSuccess: (saved) => moved(queryClient, saved),
  });
}

/** Opens a plan for a complaint that one was told. */
export function useComplain() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: (input: Complaint) => unwrap(client.POST("/improvement-plans", { body: input })), onSuccess: (saved) => moved(queryClient, saved) });
}
