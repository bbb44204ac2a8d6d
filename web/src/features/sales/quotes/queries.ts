import { queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import { upload } from "../../../api/upload";
import type { NavCount } from "../../../lib/module";
import { decide } from "../../../lib/decide";
import type { ListSource } from "../../../lib/source";
import type { Amounts, Edit, Fresh, Input, Money, Quote, Row, Taken } from "./types";

/** Keys of everything about quotes, from the widest to the narrowest. */
export const keys = {
  all: ["quotes"] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
  bill: (id: string) => [...keys.all, "bill", id] as const,
  versions: (id: string) => [...keys.all, "versions", id] as const,
  diff: (id: string, against: string, version: number) => [...keys.all, "diff", id, against, version] as const,
  of: (params: Record<string, string>) => [...keys.all, "of", params] as const,
};

/** Sums come as fen; the data view wants to know that they are money. */
const asMoney = (sums: Record<string, number> | undefined): Record<string, Money> => Object.fromEntries(Object.entries(sums ?? {}).map(([name, fen]) => [name, { amount: fen, currency: "CNY" }]));

export const quoteSource: ListSource<Row> = {
  key: keys.all,
  page: async (params, signal) => {
    const page = await unwrap(client.GET("/quotes", { params: flatQuery(params), signal }));
    return { items: page.items, next: page.next, total: page.total, sums: asMoney(page.sums as Record<string, number> | undefined) };
  },
};

/** Offers that are not settled yet, for the sidebar. */
export const openCount: NavCount = () => ({
  key: keys.all,
  load: async (signal) => (await quoteSource.page({ limit: "1", total: "true", newest: "true", state: "draft,reviewing,confirmed,approving,approved,sent" }, signal)).total ?? 0,
});

const quoteQuery = (id: string) => queryOptions({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/quotes/{id}", { params: { path: { id } }, signal })), enabled: id !== "" });

/** One revision with its reviews and what its terms break. */
export function useQuote(id: string) {
  return useQuery(quoteQuery(id));
}

/** The lines of a revision. Nothing fetches them behind an editor's back: it holds edits of its own. */
export const billQuery = (id: string) => queryOptions({ queryKey: keys.bill(id), queryFn: ({ signal }) => unwrap(client.GET("/quotes/{id}/lines", { params: { path: { id } }, signal })), enabled: id !== "", refetchOnWindowFocus: false, staleTime: Infinity });

/** All revisions of an offer, newest first. */
export function useVersions(id: string) {
  return useQuery({ queryKey: keys.versions(id), queryFn: async ({ signal }) => (await unwrap(client.GET("/quotes/{id}/versions", { params: { path: { id } }, signal }))).items, enabled: id !== "" });
}

/** How a revision, as it is saved now, differs from another one. */
export function useDiff(id: string, against: string, version: number) {
  return useQuery({ queryKey: keys.diff(id, against, version), queryFn: ({ signal }) => unwrap(client.GET("/quotes/{id}/diff", { params: { path: { id }, query: { against } }, signal })), enabled: id !== "" && against !== "", placeholderData: (previous) => (previous?.against.id === against ? previous : undefined) });
}

/** Quotes of an opportunity or customer, the newest first. */
export function useQuotesOf(params: Record<string, string>) {
  return useQuery({ queryKey: keys.of(params), queryFn: async ({ signal }) => (await quoteSource.page({ ...params, sort: "-updated_at", limit: "20" }, signal)).items, retry: false });
}

/** Approvals of a revision, the newest first. */
export function useApprovals(id: string, enabled: boolean) {
  return useQuery({ queryKey: ["approvals", "of", "quote", id], queryFn: async ({ signal }) => (await unwrap(client.GET("/approvals", { params: { query: { box: "record", ref_kind: "quote", ref_id: id } as never }, signal }))).items, enabled, retry: false });
}

/** Opportunities that an offer may be made for. */
export function useOpportunities(text: string, id: string) {
  return useQuery({
    queryKey: ["opportunities", "for-quote", text, id],
    queryFn: async ({ signal }) => {
      if (text === "" && id !== "") return [await unwrap(client.GET("/opportunities/{id}", { params: { path: { id } }, signal }))].map((o) => ({ id: o.id, name: o.name, customer: o.customer }));
      return (await unwrap(client.GET("/opportunities", { params: flatQuery({ outcome: "open", limit: "8", ...(text === "" ? {} : { q: text }) }), signal }))).items.map((o) => ({ id: o.id, name: o.name, customer: o.customer }));
    },
    retry: false,
  });
}

/** Everything that a change of a quote may have changed elsewhere. */
export function refresh(queryClient: QueryClient, saved?: Quote): Promise<unknown> {
  if (saved) queryClient.setQueryData(keys.one(saved.id), saved);
  return Promise.all([keys.all, ["opportunities"], ["approvals"], ["tasks"]].map((queryKey) => queryClient.invalidateQueries({ queryKey, predicate: (q) => q.queryKey[1] !== "bill" })));
}

/** A verb of a quote with what it needs. */
export type Act =
  | { verb: "submit" | "request-approval" }
  | { verb: "tech-review"; pass: boolean; note: string; findings: Record<string, string> }
  | { verb: "cost-estimate"; pass: boolean; note: string; amounts?: Amounts }
  | { verb: "send"; channel: string; recipient: string; message?: string }
  | { verb: "accept"; evidence_id: string }
  | { verb: "reject" | "withdraw"; reason: string }
  | { verb: "revise" };

type Versioned = Pick<Quote, "id" | "version"> & Partial<Pick<Quote, "hash">>;

function send(q: Versioned, { verb, ...body }: Act): Promise<Quote> {
  const path = `/quotes/{id}/${verb}` as "/quotes/{id}/reject";
  const bare = verb === "submit" || verb === "request-approval";
  const at = (version: number): Promise<Quote> => unwrap(client.POST(path, { params: { path: { id: q.id }, header: ifMatch(version) }, ...(bare ? {} : { body: body }) } as never));
  return verb === "tech-review" || verb === "cost-estimate" ? decide({ version: q.version, hash: q.hash ?? "" }, at, () => unwrap(client.GET("/quotes/{id}", { params: { path: { id: q.id } } }))) : at(q.version);
}

/** Does a verb; its form or the page tells what is refused. */
export function useAct() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ on, act }: { on: Versioned; act: Act }) => send(on, act),
    onSuccess: (saved) => refresh(queryClient, saved),
  });
}

export function useCreate() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: (input: Fresh) => unwrap(client.POST("/quotes", { body: input })), onSuccess: (saved) => refresh(queryClient, saved) });
}

/** Changes what is written of a draft besides its lines. */
export function useUpdate() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ on, input }: { on: Versioned; input: Input }) => unwrap(client.PUT("/quotes/{id}", { params: { path: { id: on.id }, header: ifMatch(on.version) }, body: input })),
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: keys.bill(saved.id) });
      return refresh(queryClient, saved);
    },
  });
}

/** Sends edits of cells, in order; the answer says which lines are different now. */
export function sendEdits(id: string, version: number, edits: Edit[]) {
  return unwrap(client.PATCH("/quotes/{id}/lines", { params: { path: { id }, header: ifMatch(version) }, body: edits as never }));
}

export interface TakeInput {
  on: Versioned;
  file: File;
  mode: "replace" | "merge";
  /** "" for the first that looks like a bill. */
  sheet: string;
  dryRun: boolean;
  onProgress?: (share: number) => void;
}

/** Reads a spreadsheet into the bill, or only says what would come of it. */
export function useTake() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ on, file, mode, sheet, dryRun, onProgress }: TakeInput) => upload<Taken>({ path: `/quotes/${on.id}/boq`, fields: { mode, dry_run: String(dryRun), ...(sheet === "" ? {} : { sheet }) }, file, version: on.version, onProgress }),
    onSuccess: async (taken) => {
      if (!taken.written) return;
      await queryClient.invalidateQueries({ queryKey: keys.bill(taken.quote_id) });
      await refresh(queryClient);
    },
  });
}
