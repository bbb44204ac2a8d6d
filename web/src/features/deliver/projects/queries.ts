import { queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { NavCount } from "../../../lib/module";
import type { RecordRef } from "../../../lib/record";
import type { ListSource } from "../../../lib/source";
import type { Forecast, Money, Project, ProjectCreate, ProjectInput, Row } from "./types";

/** Keys of everything about projects, from the widest to the narrowest. */
export const keys = {
  all: ["projects"] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
  of: (record: RecordRef) => [...keys.all, "of", record.kind, record.id] as const,
};

/** Sums come as fen; the data view wants to know that they are money. */
const asMoney = (sums: Record<string, number> | undefined): Record<string, Money> => Object.fromEntries(Object.entries(sums ?? {}).map(([name, fen]) => [name, { amount: fen, currency: "CNY" }]));

export const projectSource: ListSource<Row> = {
  key: keys.all,
  page: async (params, signal) => {
    const page = await unwrap(client.GET("/projects", { params: flatQuery(params), signal }));
    return { items: page.items, next: page.next, total: page.total, sums: asMoney(page.sums) };
  },
};

export const projectQuery = (id: string) => queryOptions({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/projects/{id}", { params: { path: { id } }, signal })), enabled: id !== "" });

/** One project with its milestones, revisions and lights. */
export function useProject(id: string) {
  return useQuery(projectQuery(id));
}

/** Projects whose works go on, for the sidebar. */
export const livingCount: NavCount = () => ({
  key: keys.all,
  load: async (signal) => (await projectSource.page({ limit: "1", total: "true", state: "initiating,planning,ready,executing,accepting,suspended" }, signal)).total ?? 0,
});

const FIELD: Record<string, string> = { customer: "customer_id", contract: "contract_id" };

/** The projects of a customer or a contract; an opportunity is known by its contract. */
export function useProjectsOf(record: RecordRef) {
  return useQuery({
    queryKey: keys.of(record),
    queryFn: async ({ signal }) => {
      if (record.kind !== "opportunity") return (await projectSource.page({ [FIELD[record.kind] ?? "customer_id"]: record.id, limit: "20" }, signal)).items;
      const contracts = (await unwrap(client.GET("/contracts", { params: flatQuery({ opportunity_id: record.id, limit: "10" }), signal }))).items.map((c) => c.id);
      return contracts.length === 0 ? [] : (await projectSource.page({ contract_id: contracts.join(","), limit: "20" }, signal)).items;
    },
    retry: false,
  });
}

/** The contract behind a project, as far as the reader may see it. */
export function useContractOf(id: string, enabled: boolean) {
  return useQuery({ queryKey: ["contracts", "one", id], queryFn: ({ signal }) => unwrap(client.GET("/contracts/{id}", { params: { path: { id } }, signal })), enabled: enabled && id !== "", retry: false });
}

/** The customer of a project with its people. */
export function useCustomerOf(customer: string) {
  return useQuery({ queryKey: ["customers", "one", customer], queryFn: ({ signal }) => unwrap(client.GET("/customers/{id}", { params: { path: { id: customer } }, signal })), enabled: customer !== "", retry: false });
}

/** The handover of a project, if it has one that the reader may see. */
export function useHandoverOf(project: string, enabled: boolean) {
  return useQuery({ queryKey: ["handovers", "of", project], queryFn: async ({ signal }) => (await unwrap(client.GET("/handovers", { params: flatQuery({ project_id: project, limit: "1" }), signal }))).items[0] ?? null, enabled, retry: false });
}

/** A verb of a project with what it needs. */
export type Act =
  | { verb: "ready" | "accept" | "resume" }
  | { verb: "suspend" | "cancel" | "waive"; reason: string }
  | { verb: "appoint"; owner_id: string }
  | { verb: "sales-rep"; person_id: string }
  | { verb: "start"; commenced_on: string }
  | { verb: "complete"; completed_on: string; warranty_until: string }
  | { verb: "close"; retrospective_on: string }
  | ({ verb: "revisions" } & Forecast);

type Versioned = Pick<Project, "id" | "version">;

/** A project moved: so did what hangs on it, tasks and the handover's people among it. */
function moved(queryClient: QueryClient, saved: Project) {
  queryClient.setQueryData(keys.one(saved.id), saved);
  return Promise.all([keys.all, ["milestones"], ["handovers"], ["contracts"], ["tasks"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}

/** Does a verb. Forms show what is refused; `quiet` verbs are told by the page's toast. */
export function useAct(options: { handled: boolean } = { handled: false }) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: options,
    mutationFn: ({ on, act: { verb, ...body } }: { on: Versioned; act: Act }): Promise<Project> => {
      const path = `/projects/{id}/${verb}` as "/projects/{id}/suspend";
      return unwrap(client.POST(path, { params: { path: { id: on.id }, header: ifMatch(on.version) }, body: body as never }));
    },
    onSuccess: (saved) => moved(queryClient, saved),
  });
}

export function useCreate() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: (input: ProjectCreate) => unwrap(client.POST("/projects", { body: input })), onSuccess: (saved) => moved(queryClient, saved) });
}

/** Changes what is written of a project, unless somebody else did so first. */
export function useUpdate(p: Project | undefined) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (input: ProjectInput) => unwrap(client.PUT("/projects/{id}", { params: { path: { id: p?.id ?? "" }, header: ifMatch(p?.version ?? 0) }, body: input })),
    onSuccess: (saved) => moved(queryClient, saved),
  });
}
