import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { NavCount } from "../../../lib/module";
import type { Box } from "./model";
import type { Approval, Row } from "./types";

export const keys = {
  all: ["approvals"] as const,
  box: (box: Box) => [...keys.all, "box", box] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
};

const MOST = "100";

/** A box of the inbox: what waits for the reader, what he submitted, what he decided. */
export function useBox(box: Box) {
  return useQuery({ queryKey: keys.box(box), queryFn: ({ signal }) => unwrap(client.GET("/approvals", { params: flatQuery({ box, limit: MOST, total: "true", sort: box === "mine" ? "created_at" : "-updated_at" }), signal })), enabled: box !== "reviews", refetchInterval: box === "mine" ? 60_000 : false });
}

/** Reviews that the reader was asked for by his role, the most pressing first. */
export function useReviews(me: string) {
  return useQuery({ queryKey: ["tasks", "reviews", me], queryFn: async ({ signal }) => (await unwrap(client.GET("/tasks", { params: flatQuery({ assignee_id: me, kind: "review", state: "open", sort: "due_at", limit: MOST }), signal }))).items, retry: false });
}

export function useApproval(id: string) {
  return useQuery({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/approvals/{id}", { params: { path: { id } }, signal })), enabled: id !== "" });
}

/** What waits for the reader, for the sidebar. */
export const waitingCount: NavCount = () => ({
  key: keys.all,
  load: async (signal) => (await unwrap(client.GET("/approvals", { params: flatQuery({ box: "mine", limit: "1", total: "true" }), signal }))).total ?? 0,
});

export type Verb = { verb: "approve" | "reject"; comment: string } | { verb: "withdraw" | "urge" };

function send(a: Pick<Row, "id" | "version">, { verb, ...body }: Verb): Promise<Approval> {
  const path = `/approvals/{id}/${verb}` as "/approvals/{id}/approve";
  const spoken = verb === "approve" || verb === "reject";
  // A decision that is on its way goes through also when the page is left.
  return unwrap(client.POST(path, { params: { path: { id: a.id }, header: ifMatch(a.version) }, keepalive: true, ...(spoken ? { body } : {}) } as never));
}

/** Does a verb and tells every list that shows the record. A refusal is told in a toast: the item is back by then. */
export function useVerb() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ on, verb }: { on: Pick<Row, "id" | "version">; verb: Verb }) => send(on, verb),
    onSuccess: (saved) => queryClient.setQueryData(keys.one(saved.id), saved),
    onSettled: () => Promise.all([keys.all, ["quotes"], ["contracts"], ["opportunities"], ["tasks"]].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
}
