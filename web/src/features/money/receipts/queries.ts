import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { ListSource } from "../../../lib/source";
import type { Verb } from "./model";
import type { Receipt, Row } from "./types";

export const keys = { all: ["receipts"] as const, one: (id: string) => ["receipts", "one", id] as const };

const asMoney = (sums: unknown) => Object.fromEntries(Object.entries((sums ?? {}) as Record<string, number>).map(([name, fen]) => [name, { amount: fen, currency: "CNY" }]));

export const receiptSource: ListSource<Row> = {
  key: keys.all,
  page: async (params, signal) => {
    const page = await unwrap(client.GET("/receipts", { params: flatQuery(params), signal }));
    return { items: page.items, next: page.next, total: page.total, sums: asMoney(page.sums) };
  },
};

/** Money of which nobody said what it is for. */
export const unclaimedSource: ListSource<Row> = {
  key: [...keys.all, "unclaimed"],
  page: async (params, signal) => {
    const page = await unwrap(client.GET("/receipts/unclaimed", { params: flatQuery(params), signal }));
    return { items: page.items, next: page.next, total: page.total, sums: asMoney(page.sums) };
  },
};

export function useReceipt(id: string) {
  return useQuery({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/receipts/{id}", { params: { path: { id } }, signal })) });
}

/** Contracts that money may be for, by number, title or customer; null asks for none. */
export function useContracts(q: string | null) {
  return useQuery({ enabled: q !== null, queryKey: ["contracts", "pick", q], queryFn: async ({ signal }) => (await unwrap(client.GET("/contracts", { params: flatQuery({ limit: "30", state: "in_force,suspended,completed,settled", ...(q?.trim() ? { q: q.trim() } : {}) }), signal }))).items });
}

/** Payments that this money may be for, the best match first. */
export function useSuggestions(id: string | null) {
  return useQuery({ enabled: id !== null, queryKey: [...keys.one(id ?? ""), "suggestions"], queryFn: async ({ signal }) => (await unwrap(client.GET("/receipts/{id}/suggestions", { params: { path: { id: id ?? "" } }, signal }))).suggestions });
}

/** What is open of a contract, the first due first. */
export function useOpenNodes(contract: string) {
  return useQuery({ queryKey: ["receivables", "of", "receipt", contract], queryFn: async ({ signal }) => (await unwrap(client.GET("/payment-nodes", { params: flatQuery({ contract_id: contract, owed: "true", limit: "100", sort: "due_on" }), signal }))).items, enabled: contract !== "" });
}

function useKeep() {
  const queryClient = useQueryClient();
  return (saved: Receipt) => {
    queryClient.setQueryData(keys.one(saved.id), saved);
    return Promise.all(["receipts", "receivables", "collection", "invoices", "contracts", "home"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
  };
}

export interface Incoming {
  kind: string;
  amount: { amount: number; currency: string };
  received_on: string;
  matures_on?: string;
  payer_name: string;
  payer_account?: string;
  bank_ref?: string;
  memo?: string;
}

export function useRegister() {
  return useMutation({ meta: { handled: true }, mutationFn: (input: Incoming) => unwrap(client.POST("/receipts", { body: input as never })), onSuccess: useKeep() });
}

export function useReceiptVerb() {
  return useMutation({ meta: { handled: true }, mutationFn: ({ on, verb, told }: { on: Pick<Receipt, "id" | "version">; verb: Verb; told: Record<string, unknown> }) => unwrap(client.POST(`/receipts/{id}/${verb}` as "/receipts/{id}/reverse", { params: { path: { id: on.id }, header: ifMatch(on.version) }, body: told as never })), onSuccess: useKeep() });
}
