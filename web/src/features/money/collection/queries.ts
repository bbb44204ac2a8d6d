import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { NavCount } from "../../../lib/module";
import type { ListSource } from "../../../lib/source";
import type { Verb } from "./model";
import type { Order, Row } from "./types";

export const keys = { all: ["collection"] as const, one: (id: string) => ["collection", "one", id] as const };

export const orderSource: ListSource<Row> = {
  key: keys.all,
  page: async (params, signal) => {
    const page = await unwrap(client.GET("/collection-orders", { params: flatQuery(params), signal }));
    return { items: page.items, next: page.next, total: page.total, sums: Object.fromEntries(Object.entries((page.sums ?? {}) as Record<string, number>).map(([name, fen]) => [name, { amount: fen, currency: "CNY" }])) };
  },
};

/** Orders that are not closed, for the sidebar. */
export const openCount: NavCount = () => ({ key: keys.all, load: async (signal) => (await orderSource.page({ limit: "1", total: "true", closed: "false" }, signal)).total ?? 0 });

export function useOrder(id: string) {
  return useQuery({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/collection-orders/{id}", { params: { path: { id } }, signal })) });
}

export function useOrderVerb() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ on, verb, told }: { on: Order; verb: Verb; told: Record<string, unknown> }) => unwrap(client.POST(`/collection-orders/{id}/${verb}` as "/collection-orders/{id}/dispute", { params: { path: { id: on.id }, header: ifMatch(on.version) }, body: told as never })),
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.one(saved.id), saved);
      return Promise.all(["collection", "receivables", "customers", "home"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
    },
  });
}
