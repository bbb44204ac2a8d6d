import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { NavCount } from "../../../lib/module";
import { decide } from "../../../lib/decide";
import type { ListSource } from "../../../lib/source";
import type { Amendment, AmendmentBody, Contract, Fresh, Money, Row, Update } from "./types";

/** Keys of everything about contracts, from the widest to the narrowest. */
export const keys = {
  all: ["contracts"] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
  of: (params: Record<string, string>) => [...keys.all, "of", params] as const,
  amendment: (id: string) => [...keys.all, "amendment", id] as const,
};

/** Sums come as fen; the data view wants to know that they are money. */
const asMoney = (sums: Record<string, number> | undefined): Record<string, Money> => Object.fromEntries(Object.entries(sums ?? {}).map(([name, fen]) => [name, { amount: fen, currency: "CNY" }]));

export const contractSource: ListSource<Row> = {
  key: keys.all,
  page: async (params, signal) => {
    const page = await unwrap(client.GET("/contracts", { params: flatQuery(params), signal }));
    return { items: page.items, next: page.next, total: page.total, sums: asMoney(page.sums as Record<string, number> | undefined) };
  },
};

/** Contracts that are being made or carried out, for the sidebar. */
export const openCount: NavCount = () => ({
  key: keys.all,
  load: async (signal) => (await contractSource.page({ limit: "1", total: "true", state: "draft,rejected,reviewing,approving,approved,signing,in_force,suspended,completed,settled" }, signal)).total ?? 0,
});

export function useContract(id: string) {
  return useQuery({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/contracts/{id}", { params: { path: { id } }, signal })), enabled: id !== "" });
}

/** Contracts of an opportunity or a customer, the newest first. */
export function useContractsOf(params: Record<string, string>) {
  return useQuery({ queryKey: keys.of(params), queryFn: ({ signal }) => contractSource.page({ ...params, sort: "-updated_at", limit: "20", total: "true" }, signal), retry: false });
}

/** The quote that a contract is drawn from. */
export function useQuote(id: string) {
  return useQuery({ queryKey: ["quotes", "one", id], queryFn: ({ signal }) => unwrap(client.GET("/quotes/{id}", { params: { path: { id } }, signal })), enabled: id !== "", retry: false });
}

/** The opportunity that a contract came from, for its name. */
export function useOpportunity(id: string, enabled: boolean) {
  return useQuery({ queryKey: ["opportunities", "one", id], queryFn: ({ signal }) => unwrap(client.GET("/opportunities/{id}", { params: { path: { id } }, signal })), enabled: enabled && id !== "", retry: false });
}

/** Approvals of a record, the newest first. */
export function useApprovals(kind: "contract" | "contract_amendment", id: string, enabled: boolean) {
  return useQuery({ queryKey: ["approvals", "of", kind, id], queryFn: async ({ signal }) => (await unwrap(client.GET("/approvals", { params: { query: { box: "record", ref_kind: kind, ref_id: id } as never }, signal }))).items, enabled, retry: false });
}

/** Everything that a change of a contract may have changed elsewhere. */
function refresh(queryClient: QueryClient, saved?: Contract): Promise<unknown> {
  if (saved) queryClient.setQueryData(keys.one(saved.id), saved);
  return Promise.all([keys.all, ["opportunities"], ["customers"], ["quotes"], ["approvals"], ["tasks"], ["documents"]].map((queryKey) => queryClient.invalidateQueries({ queryKey, predicate: (q) => q.queryKey[1] !== "bill" })));
}

type Versioned = Pick<Contract, "id" | "version" | "hash">;

/** A verb of a contract with what it needs. */
export type Act =
  | { verb: "submit" | "close" }
  | { verb: "review"; kind: string; pass: boolean; note: string }
  | { verb: "waive"; rule: string; path: string; reason: string }
  | { verb: "start-signing"; mode: "paper" }
  | { verb: "sign"; document_id: string; sha256: string; signed_on: string }
  | { verb: "recall" | "resume" | "void"; reason: string }
  | { verb: "suspend" | "terminate"; document_id: string; reason: string }
  | { verb: "complete"; document_id: string; accepted_on: string }
  | { verb: "settle"; document_id: string; audited: Money };

function send(c: Versioned, { verb, ...body }: Act): Promise<Contract> {
  const path = `/contracts/{id}/${verb}` as "/contracts/{id}/void";
  const bare = verb === "submit" || verb === "close";
  const at = (version: number): Promise<Contract> => unwrap(client.POST(path, { params: { path: { id: c.id }, header: ifMatch(version) }, ...(bare ? {} : { body }) } as never));
  return verb === "review" ? decide(c, at, () => unwrap(client.GET("/contracts/{id}", { params: { path: { id: c.id } } }))) : at(c.version);
}

/** Does a verb; its form or the page tells what is refused. */
export function useAct() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: ({ on, act }: { on: Versioned; act: Act }) => send(on, act), onSuccess: (saved) => refresh(queryClient, saved) });
}

export function useCreate() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: (input: Fresh) => unwrap(client.POST("/contracts", { body: input })), onSuccess: (saved) => refresh(queryClient, saved) });
}

/** Changes what is written of a draft, unless somebody else did so first (409). */
export function useUpdate() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: ({ on, input }: { on: Versioned; input: Update }) => unwrap(client.PUT("/contracts/{id}", { params: { path: { id: on.id }, header: ifMatch(on.version) }, body: input })), onSuccess: (saved) => refresh(queryClient, saved) });
}

export function useAmendment(id: string) {
  return useQuery({ queryKey: keys.amendment(id), queryFn: ({ signal }) => unwrap(client.GET("/amendments/{id}", { params: { path: { id } }, signal })), enabled: id !== "" });
}

/** Writes an amendment: a new one of a contract, or one that is there. */
export function useWriteAmendment(contract: string) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ on, body }: { on: Amendment | null; body: AmendmentBody }) =>
      on
        ? unwrap(client.PUT("/amendments/{id}", { params: { path: { id: on.id }, header: ifMatch(on.version) }, body }))
        : unwrap(client.POST("/contracts/{id}/amendments", { params: { path: { id: contract } }, body })),
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.amendment(saved.id), saved);
      return refresh(queryClient);
    },
  });
}

/** A verb of an amendment with what it needs. */
export type AmendmentAct = { verb: "submit" } | { verb: "waive"; rule: string; path: string; reason: string } | { verb: "sign"; document_id: string; sha256: string; signed_on: string } | { verb: "recall" | "void"; reason: string };

export function useAmendmentAct() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ on, act: { verb, ...body } }: { on: Pick<Amendment, "id" | "version">; act: AmendmentAct }) =>
      unwrap(client.POST(`/amendments/{id}/${verb}` as "/amendments/{id}/void", { params: { path: { id: on.id }, header: ifMatch(on.version) }, ...(verb === "submit" ? {} : { body }) } as never)) as Promise<Amendment>,
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.amendment(saved.id), saved);
      return refresh(queryClient);
    },
  });
}
