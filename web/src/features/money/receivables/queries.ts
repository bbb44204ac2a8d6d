import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { NavCount } from "../../../lib/module";
import type { ListSource } from "../../../lib/source";
import type { NodeVerb } from "./model";
import type { Node } from "./types";

export const keys = {
  all: ["receivables"] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
  ageing: () => [...keys.all, "ageing"] as const,
  of: (params: Record<string, string>) => [...keys.all, "of", params] as const,
};

const asMoney = (sums: Record<string, number> | undefined) => Object.fromEntries(Object.entries(sums ?? {}).map(([name, fen]) => [name, { amount: fen, currency: "CNY" }]));

export const nodeSource: ListSource<Node> = {
  key: keys.all,
  page: async (params, signal) => {
    const page = await unwrap(client.GET("/payment-nodes", { params: flatQuery(params), signal }));
    return { items: page.items, next: page.next, total: page.total, sums: asMoney(page.sums as Record<string, number> | undefined) };
  },
};

/** Payments that are owed, for the sidebar. */
export const owedCount: NavCount = () => ({ key: keys.all, load: async (signal) => (await nodeSource.page({ limit: "1", total: "true", owed: "true" }, signal)).total ?? 0 });

export function useAgeing() {
  return useQuery({ queryKey: keys.ageing(), queryFn: ({ signal }) => unwrap(client.GET("/receivables/ageing", { signal })) });
}

/** What payments come to: paid, owed, still planned. */
export function useStanding(params: Record<string, string>) {
  return useQuery({ queryKey: [...keys.all, "standing", params], queryFn: ({ signal }) => unwrap(client.GET("/receivables/standing", { params: flatQuery(params), signal })), retry: false });
}

export function useNode(id: string) {
  return useQuery({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/payment-nodes/{id}", { params: { path: { id } }, signal })) });
}

/** The payments of a project or customer, in their order. */
export function useNodesOf(params: Record<string, string>) {
  return useQuery({ queryKey: keys.of(params), queryFn: async ({ signal }) => (await nodeSource.page({ ...params, limit: "100", sort: "due_on" }, signal)).items.sort((a, b) => a.contract_number.localeCompare(b.contract_number) || a.position - b.position), retry: false });
}

/** What a verb is told. */
export interface Told {
  document_id?: string;
  on?: string;
  note?: string;
  reason?: string;
  due_on?: string;
  period?: string;
  done?: { amount: number; currency: string };
}

export function useNodeVerb() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ on, verb, told }: { on: Node; verb: NodeVerb; told: Told }) => unwrap(client.POST(`/payment-nodes/{id}/${verb}` as "/payment-nodes/{id}/apply", { params: { path: { id: on.id }, header: ifMatch(on.version) }, body: told as never })),
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.one(saved.id), saved);
      return Promise.all(["receivables", "contracts", "projects", "home", "invoices"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
    },
  });
}

/** Changes when a planned payment is expected, and how the days of its term count. */
export function usePlanNode() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ on, basis, expected }: { on: Node; basis: Node["day_basis"]; expected: string }) => unwrap(client.PATCH("/payment-nodes/{id}", { params: { path: { id: on.id } as never, header: ifMatch(on.version) }, body: { day_basis: basis, ...(expected === "" ? {} : { expected_on: expected }) } })),
    onSuccess: () => Promise.all(["receivables", "contracts", "projects", "home"].map((key) => queryClient.invalidateQueries({ queryKey: [key] }))),
  });
}
