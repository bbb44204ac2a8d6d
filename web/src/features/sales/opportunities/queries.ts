import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { NavCount } from "../../../lib/module";
import type { ListSource } from "../../../lib/source";
import { moveCard } from "./model";
import type { Board, Money, Opportunity, OpportunityInput, Row, Sections, Stage } from "./types";

/** Keys of everything about opportunities, from the widest to the narrowest. */
export const keys = {
  all: ["opportunities"] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
  stages: (id: string) => [...keys.all, "stages", id] as const,
  report: (id: string) => [...keys.all, "report", id] as const,
  board: (params: Record<string, string>) => [...keys.all, "board", params] as const,
  people: (customer: string) => ["customers", "one", customer] as const,
};

/** Sums come as fen; the data view wants to know that they are money. */
const asMoney = (sums: Record<string, number> | undefined): Record<string, Money> => Object.fromEntries(Object.entries(sums ?? {}).map(([name, fen]) => [name, { amount: fen, currency: "CNY" }]));

export const opportunitySource: ListSource<Row> = {
  key: keys.all,
  page: async (params, signal) => {
    const page = await unwrap(client.GET("/opportunities", { params: flatQuery(params), signal }));
    return { items: page.items, next: page.next, total: page.total, sums: asMoney(page.sums as Record<string, number> | undefined) };
  },
};

export const opportunityQuery = (id: string) => queryOptions({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/opportunities/{id}", { params: { path: { id } }, signal })), enabled: id !== "" });

/** One opportunity and what its next stage asks for. */
export function useOpportunity(id: string) {
  return useQuery(opportunityQuery(id));
}

/** Reads an opportunity ahead, so that a drag knows what the gate asks for before the drop. */
export function usePrefetch(): (id: string) => void {
  const queryClient = useQueryClient();
  return (id) => void queryClient.prefetchQuery(opportunityQuery(id));
}

/** The records of the list that was looked at last, to walk on from a page of its own. */
export function useLastList(): { ids: string[]; total: number } {
  const queryClient = useQueryClient();
  const lists = queryClient.getQueryCache().findAll({ queryKey: [...keys.all, "list"] });
  const last = lists.filter((q) => q.state.data !== undefined).sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)[0];
  const pages = (last?.state.data as { pages: { items: Row[]; total: number | null }[] } | undefined)?.pages ?? [];
  const ids = pages.flatMap((page) => page.items.map((row) => row.id));
  return { ids, total: pages[0]?.total ?? ids.length };
}

/** The quote that stands for an opportunity, the newest; undefined when there is none. */
export async function latestQuote(opportunity: string): Promise<string | undefined> {
  const { items } = await unwrap(client.GET("/quotes", { params: flatQuery({ opportunity_id: opportunity, limit: "1", sort: "-created_at" }) }));
  return items[0]?.id;
}

/** Where the contract of an opportunity is: its page, else the quote to draw it from, an accepted one first. */
export async function contractOrQuote(opportunity: string): Promise<string> {
  const { items } = await unwrap(client.GET("/contracts", { params: flatQuery({ opportunity_id: opportunity, limit: "1" }) }));
  if (items[0]) return `/contracts/${items[0].id}`;
  const accepted = await unwrap(client.GET("/quotes", { params: flatQuery({ opportunity_id: opportunity, state: "accepted", limit: "1" }) }));
  const quote = accepted.items[0]?.id ?? (await latestQuote(opportunity));
  return quote ? `/quotes/${quote}` : "/contracts";
}

/** The way that an opportunity went. */
export function useStages(id: string) {
  return useQuery({ queryKey: keys.stages(id), queryFn: async ({ signal }) => (await unwrap(client.GET("/opportunities/{id}/stages", { params: { path: { id } }, signal }))).items, enabled: id !== "" });
}

/** Open opportunities, for the sidebar. */
export const openCount: NavCount = () => ({
  key: keys.all,
  load: async (signal) => (await opportunitySource.page({ limit: "1", total: "true", outcome: "open" }, signal)).total ?? 0,
});

export function useBoard(params: Record<string, string>, enabled: boolean) {
  return useQuery({ queryKey: keys.board(params), enabled, queryFn: ({ signal }) => unwrap(client.GET("/opportunities/board", { params: flatQuery(params), signal })), placeholderData: keepPreviousData });
}

/** A verb of an opportunity with what it needs. */
export type Act =
  | { verb: "advance" }
  | { verb: "resume" }
  | { verb: "regress" | "hold" | "reopen"; reason: string }
  | { verb: "lose"; reason: string; competitor?: string; competitor_price?: Money }
  | { verb: "void"; reason: string }
  | { verb: "transfer"; owner_id: string; reason: string };

type Versioned = Pick<Opportunity, "id" | "version">;

function send(o: Versioned, { verb, ...body }: Act): Promise<Opportunity> {
  const path = `/opportunities/{id}/${verb}` as "/opportunities/{id}/regress";
  return unwrap(client.POST(path, { params: { path: { id: o.id }, header: ifMatch(o.version) }, body: body as never }));
}

/** Does a verb. Forms show what is refused; `quiet` verbs are told by the page's toast. */
export function useAct(options: { handled: boolean } = { handled: false }) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: options,
    mutationFn: ({ on, act }: { on: Versioned; act: Act }) => send(on, act),
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.one(saved.id), saved);
      return Promise.all([queryClient.invalidateQueries({ queryKey: keys.all }), queryClient.invalidateQueries({ queryKey: ["tasks"] })]);
    },
  });
}

/** Moves a card one stage on: at once on the screen, and back when the server refuses. */
export function useMoveCard(params: Record<string, string>) {
  const queryClient = useQueryClient();
  const key = keys.board(params);
  return useMutation({
    mutationFn: ({ on }: { on: Versioned; to: Stage }) => send(on, { verb: "advance" }),
    onMutate: async ({ on, to }) => {
      await queryClient.cancelQueries({ queryKey: key });
      const before = queryClient.getQueryData<Board>(key);
      if (before) queryClient.setQueryData(key, moveCard(before, on.id, to));
      return { before };
    },
    onError: (_error, _move, context) => context?.before && queryClient.setQueryData(key, context.before),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.all }),
  });
}

/** Creates an opportunity; the form shows what is refused. */
export function useCreate() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (input: OpportunityInput) => unwrap(client.POST("/opportunities", { body: input })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.all }),
  });
}

/** Changes what is written of an opportunity, unless somebody else did so first (409). */
export function useUpdate(o: Opportunity | undefined) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (input: OpportunityInput) => unwrap(client.PUT("/opportunities/{id}", { params: { path: { id: o?.id ?? "" }, header: ifMatch(o?.version ?? 0) }, body: input })),
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.one(saved.id), saved);
      return queryClient.invalidateQueries({ queryKey: keys.all });
    },
  });
}

/** Whether somebody in the group chases this project already, while its name is being typed. */
export function useClash(customer: string, name: string) {
  return useQuery({
    queryKey: [...keys.all, "clash", customer, name],
    queryFn: async ({ signal }) => (await unwrap(client.POST("/opportunities/check", { body: { customer_id: customer, name }, signal }))).clash,
    enabled: customer !== "" && name.length >= 2,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** The needs report of the first visit. */
export function useReport(id: string) {
  return useQuery({ queryKey: keys.report(id), queryFn: ({ signal }) => unwrap(client.GET("/opportunities/{id}/needs-report", { params: { path: { id } }, signal })), refetchOnWindowFocus: false });
}

export function useWriteReport(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ version, sections }: { version: number; sections: Sections }) => unwrap(client.PUT("/opportunities/{id}/needs-report", { params: { path: { id }, header: ifMatch(version) }, body: sections })),
    onSuccess: (saved) => queryClient.setQueryData(keys.report(id), saved),
  });
}

export function useSubmitReport(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (version: number) => unwrap(client.POST("/opportunities/{id}/needs-report/submit", { params: { path: { id }, header: ifMatch(version) } })),
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.report(id), saved);
      return Promise.all([queryClient.invalidateQueries({ queryKey: keys.all }), queryClient.invalidateQueries({ queryKey: ["tasks"] })]);
    },
  });
}

/** The customer of an opportunity with its people. */
export function useCustomerOf(customer: string) {
  return useQuery({ queryKey: keys.people(customer), queryFn: ({ signal }) => unwrap(client.GET("/customers/{id}", { params: { path: { id: customer } }, signal })), enabled: customer !== "", retry: false });
}

/** What is and was chased with a customer, the most pressing first. */
export function useOpportunitiesOf(customer: string) {
  return useQuery({ queryKey: [...keys.all, "customer", customer], queryFn: ({ signal }) => opportunitySource.page({ customer_id: customer, limit: "6", total: "true" }, signal), retry: false });
}

/** How many open opportunities a customer has, and what they come to. */
export function useOpenOf(customer: string) {
  return useQuery({ queryKey: [...keys.all, "of", customer], queryFn: ({ signal }) => opportunitySource.page({ customer_id: customer, outcome: "open", limit: "1", total: "true" }, signal) });
}

/** Asks whoever holds an item to act: a task of his, due by the end of the next day. */
export function useUrge() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, person, title, due }: { id: string; person: string; title: string; due: string }) => unwrap(client.POST("/tasks", { body: { ref: { kind: "opportunity", id }, title, assignee_id: person, due_at: due, kind: "todo", priority: "normal" } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["tasks"] }),
  });
}
