import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { NavCount } from "../../../lib/module";
import type { ListSource } from "../../../lib/source";
import type { Convert, Lead, LeadInput, NewLead, Qualify } from "./types";

export const keys = { all: ["leads"] as const, one: (id: string) => ["leads", "one", id] as const };

export const leadSource: ListSource<Lead> = {
  key: keys.all,
  page: async (params, signal) => {
    const page = await unwrap(client.GET("/leads", { params: flatQuery(params), signal }));
    const fen = (page.sums as Record<string, number> | undefined)?.amount;
    return { items: page.items, next: page.next, total: page.total, ...(fen === undefined ? {} : { sums: { amount: { amount: fen, currency: "CNY" } } }) };
  },
};

/** Leads that are not at their end, for the sidebar. */
export const openCount: NavCount = () => ({
  key: keys.all,
  load: async (signal) => (await leadSource.page({ limit: "1", total: "true", status: "new,assigned,contacted,qualified" }, signal)).total ?? 0,
});

export function useLead(id: string) {
  return useQuery({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/leads/{id}", { params: { path: { id } }, signal })) });
}

function useKeep() {
  const queryClient = useQueryClient();
  return (saved: Lead) => {
    queryClient.setQueryData(keys.one(saved.id), saved);
    return Promise.all(["leads", "opportunities", "tasks"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
  };
}

export function useCreateLead() {
  return useMutation({ meta: { handled: true }, mutationFn: (input: NewLead) => unwrap(client.POST("/leads", { body: input })), onSuccess: useKeep() });
}

export function useUpdateLead(lead: Lead | undefined) {
  return useMutation({ meta: { handled: true }, mutationFn: (input: LeadInput) => unwrap(client.PUT("/leads/{id}", { params: { path: { id: lead?.id ?? "" }, header: ifMatch(lead?.version ?? 0) }, body: input })), onSuccess: useKeep() });
}

/** A verb of a lead with what it needs. */
export type Act = { verb: "assign"; owner_id: string } | ({ verb: "qualify" } & Qualify) | ({ verb: "convert" } & Convert) | { verb: "disqualify"; reason: string } | { verb: "recycle" };

export function useLeadAct(options: { handled: boolean } = { handled: true }) {
  return useMutation({
    meta: options,
    mutationFn: ({ on, act: { verb, ...body } }: { on: Lead; act: Act }) => {
      const path = `/leads/{id}/${verb}` as "/leads/{id}/assign";
      return unwrap(client.POST(path, { params: { path: { id: on.id }, header: ifMatch(on.version) }, body: body as never }));
    },
    onSuccess: useKeep(),
  });
}

/** Shows the hidden contact data of a lead. The server writes who looked, and why. */
export function useReveal() {
  return useMutation({ meta: { handled: true }, mutationFn: ({ id, reason }: { id: string; reason: string }) => unwrap(client.POST("/leads/{id}/reveal", { params: { path: { id } }, body: { reason } })) });
}

/** Leads that may be the same, while one is being typed. */
export function useLeadTwins(input: Pick<NewLead, "company" | "mobile" | "source">) {
  return useQuery({
    queryKey: [...keys.all, "twins", input],
    queryFn: ({ signal }) => unwrap(client.POST("/leads/check", { body: input, signal })),
    enabled: (input.company ?? "").length >= 2,
    placeholderData: keepPreviousData,
    retry: false,
  });
}
