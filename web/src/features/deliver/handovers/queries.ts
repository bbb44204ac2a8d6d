import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { NavCount } from "../../../lib/module";
import { decide } from "../../../lib/decide";
import type { ListSource } from "../../../lib/source";
import type { ExpectationInput, Handover, ItemInput, Package, Row } from "./types";

/** Keys of everything about handovers, from the widest to the narrowest. */
export const keys = {
  all: ["handovers"] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
  of: (project: string) => [...keys.all, "of", project] as const,
};

export const handoverSource: ListSource<Row> = {
  key: keys.all,
  page: (params, signal) => unwrap(client.GET("/handovers", { params: flatQuery(params), signal })),
};

/** One handover with its evidence, score and signatures. */
export function useHandover(id: string) {
  return useQuery({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/handovers/{id}", { params: { path: { id } }, signal })), enabled: id !== "" });
}

/** The handover of a project, or null. */
export function useHandoverOf(project: string) {
  return useQuery({ queryKey: keys.of(project), queryFn: async ({ signal }) => (await handoverSource.page({ project_id: project, limit: "1" }, signal)).items[0] ?? null, retry: false });
}

/** Handovers that are not signed yet, for the sidebar. */
export const openCount: NavCount = () => ({
  key: keys.all,
  load: async (signal) => (await handoverSource.page({ limit: "1", total: "true", state: "draft,submitted,scoring,rework,signing" }, signal)).total ?? 0,
});

/** The customer's people. */
export function useContacts(customer: string) {
  return useQuery({ queryKey: ["customers", "one", customer], queryFn: ({ signal }) => unwrap(client.GET("/customers/{id}", { params: { path: { id: customer } }, signal })), enabled: customer !== "", retry: false, select: (c) => c.contacts.filter((p) => p.active) });
}

/** The limits that run: open tasks of a handover. */
export function useLimits(id: string) {
  return useQuery({ queryKey: ["tasks", "handover", id], queryFn: async ({ signal }) => (await unwrap(client.GET("/tasks", { params: flatQuery({ ref_kind: "handover", ref_id: id, state: "open", sort: "due_at", limit: "20" }), signal }))).items, retry: false });
}

/** A verb of a handover with what it needs. */
export type Act =
  | { verb: "submit" | "review" | "accept" | "sign-statement" | "withdraw-signature" }
  | { verb: "score"; refusals: { key: string; reason: string }[] }
  | { verb: "sign"; content_hash: string }
  | { verb: "transition"; until: string };

type Versioned = Pick<Handover, "id" | "version">;
const readAgain = async (id: string) => {
  const h = await unwrap(client.GET("/handovers/{id}", { params: { path: { id } } }));
  return { version: h.version, hash: h.content_hash };
};

/** A handover moved: so did the gate of its project, and tasks. */
function moved(queryClient: QueryClient, saved: Handover) {
  queryClient.setQueryData(keys.one(saved.id), saved);
  return Promise.all([keys.all, ["projects"], ["tasks"], ["documents"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}

/** Does a verb. Forms show what is refused; other verbs are told by a toast. */
export function useAct(options: { handled: boolean } = { handled: false }) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: options,
    mutationFn: ({ on, act: { verb, ...body } }: { on: Versioned; act: Act }): Promise<Handover> => {
      const path = `/handovers/{id}/${verb}` as "/handovers/{id}/sign";
      const at = (version: number): Promise<Handover> => unwrap(client.POST(path, { params: { path: { id: on.id }, header: ifMatch(version) }, body: (Object.keys(body).length > 0 ? body : undefined) as never }));
      return "content_hash" in body ? decide({ version: on.version, hash: body.content_hash }, at, () => readAgain(on.id)) : at(on.version);
    },
    onSuccess: (saved) => moved(queryClient, saved),
  });
}

/** Writes evidence; what is not named stays. */
export function usePutItem(h: Versioned) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (item: ItemInput) => unwrap(client.PUT("/handovers/{id}/items", { params: { path: { id: h.id }, header: ifMatch(h.version) }, body: { items: [item] } })),
    onSuccess: (saved) => moved(queryClient, saved),
  });
}

/** Replaces the customer's expectation statement. */
export function usePutExpectations(h: Versioned) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (expectations: ExpectationInput[]) => unwrap(client.PUT("/handovers/{id}/expectations", { params: { path: { id: h.id }, header: ifMatch(h.version) }, body: { expectations } })),
    onSuccess: (saved) => moved(queryClient, saved),
  });
}

export function useNameTechnical(h: Versioned) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (technical_id: string) => unwrap(client.PUT("/handovers/{id}", { params: { path: { id: h.id }, header: ifMatch(h.version) }, body: { technical_id } })),
    onSuccess: (saved) => moved(queryClient, saved),
  });
}

/** Begins the handover of a project by hand. */
export function useBegin() {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: (project_id: string) => unwrap(client.POST("/handovers", { body: { project_id } })), onSuccess: (saved) => moved(queryClient, saved) });
}

/** The package that all three signed, verified by the server. */
export function usePackage(id: string) {
  return useMutation({ mutationFn: (): Promise<Package> => unwrap(client.GET("/handovers/{id}/package", { params: { path: { id } } })) });
}
