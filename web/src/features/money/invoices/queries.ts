import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { NavCount } from "../../../lib/module";
import type { ListSource } from "../../../lib/source";
import type { partOf, Verb } from "./model";
import type { Input, Invoice, Row } from "./types";

export const keys = {
  all: ["invoices"] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
  credit: ["invoices", "credit"] as const,
  defaults: (contract: string) => [...keys.all, "defaults", contract] as const,
};

const asMoney = (sums: Record<string, number> | undefined) => Object.fromEntries(Object.entries(sums ?? {}).map(([name, fen]) => [name, { amount: fen, currency: "CNY" }]));

export const invoiceSource: ListSource<Row> = {
  key: keys.all,
  page: async (params, signal) => {
    const page = await unwrap(client.GET("/invoices", { params: flatQuery(params), signal }));
    return { items: page.items, next: page.next, total: page.total, sums: asMoney(page.sums as Record<string, number> | undefined) };
  },
};

/** Invoices on their way, for the sidebar. */
export const openCount: NavCount = () => ({ key: keys.all, load: async (signal) => (await invoiceSource.page({ limit: "1", total: "true", state: "requested,checking,approved,issuing,failed" }, signal)).total ?? 0 });

export function useInvoice(id: string) {
  return useQuery({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/invoices/{id}", { params: { path: { id } }, signal })), enabled: id !== "" });
}

/** What a new invoice under a contract would say. */
export function useDefaults(contract: string) {
  return useQuery({ queryKey: keys.defaults(contract), queryFn: ({ signal }) => unwrap(client.GET("/invoices/defaults", { params: { query: { contract_id: contract } }, signal })), enabled: contract !== "", refetchOnWindowFocus: false, staleTime: Infinity });
}

/** The payments of a contract that an invoice may be about. */
export function useNodes(contract: string) {
  return useQuery({ queryKey: ["receivables", "of", "invoice", contract], queryFn: async ({ signal }) => (await unwrap(client.GET("/payment-nodes", { params: flatQuery({ contract_id: contract, limit: "100", sort: "due_on" }), signal }))).items.sort((a, b) => a.position - b.position), enabled: contract !== "" });
}

function useKeep() {
  const queryClient = useQueryClient();
  return (saved: Invoice) => {
    queryClient.setQueryData(keys.one(saved.id), saved);
    return Promise.all(["invoices", "receivables", "contracts", "home"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
  };
}

export function useCreateInvoice() {
  return useMutation({ meta: { handled: true }, mutationFn: ({ contract, input }: { contract: string; input: Input }) => unwrap(client.POST("/invoices", { body: { contract_id: contract, ...input } })), onSuccess: useKeep() });
}

export function useUpdateInvoice() {
  return useMutation({ meta: { handled: true }, mutationFn: ({ on, input }: { on: Invoice; input: Input }) => unwrap(client.PUT("/invoices/{id}", { params: { path: { id: on.id }, header: ifMatch(on.version) }, body: input })), onSuccess: useKeep() });
}

/** What a verb is told. */
export interface Told {
  reason?: string;
  note?: string;
  fiscal_number?: string;
  issued_on?: string;
  document_id?: string;
  channel?: string;
  recipient?: string;
  /** Of a red invoice over a part. */
  lines?: ReturnType<typeof partOf>;
}

export function useInvoiceVerb() {
  return useMutation({ meta: { handled: true }, mutationFn: ({ on, verb, told }: { on: Pick<Invoice, "id" | "version">; verb: Verb; told?: Told }) => unwrap(client.POST(`/invoices/{id}/${verb}` as "/invoices/{id}/return", { params: { path: { id: on.id }, header: ifMatch(on.version) }, body: told as never })), onSuccess: useKeep() });
}

/** What the reader's company may still invoice this month. */
export function useCredit() {
  return useQuery({ queryKey: keys.credit, queryFn: ({ signal }) => unwrap(client.GET("/invoices/credit", { signal })), retry: false });
}

/** Notes what the tax platform lets the company invoice in a month, in fen without tax. */
export function useSetCredit() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (fen: number) => unwrap(client.PUT("/invoices/credit", { body: { amount: { amount: fen, currency: "CNY" } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.all }),
  });
}
