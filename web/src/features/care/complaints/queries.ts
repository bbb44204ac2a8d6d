import { queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { NavCount } from "../../../lib/module";
import type { RecordRef } from "../../../lib/record";
import type { ListSource } from "../../../lib/source";
import { OPEN, type Verb } from "./model";
import type { Complaint, ComplaintInput, Severity } from "./types";

/** Keys of everything about complaints, from the widest to the narrowest. */
export const keys = {
  all: ["complaints"] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
  of: (record: RecordRef) => [...keys.all, "of", record.kind, record.id] as const,
};

export const complaintSource: ListSource<Complaint> = {
  key: keys.all,
  page: async (params, signal) => {
    const page = await unwrap(client.GET("/complaints", { params: flatQuery(params), signal }));
    return { items: page.items, next: page.next, total: page.total };
  },
};

/** Complaints that are not closed, for the sidebar. */
export const openCount: NavCount = () => ({ key: keys.all, load: async (signal) => (await complaintSource.page({ limit: "1", total: "true", state: OPEN.join(",") }, signal)).total ?? 0 });

export const complaintQuery = (id: string) => queryOptions({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/complaints/{id}", { params: { path: { id } }, signal })) });

export function useComplaint(id: string) {
  return useQuery(complaintQuery(id));
}

/** What a customer complained of, or what was complained of on a project; the newest first. */
export function useComplaintsOf(record: RecordRef) {
  return useQuery({ queryKey: keys.of(record), queryFn: ({ signal }) => complaintSource.page({ [`${record.kind}_id`]: record.id, limit: "5", total: "true" }, signal), retry: false });
}

/** Complaints that are not closed, the next to be mended first. */
export function useToMend() {
  return useQuery({ queryKey: [...keys.all, "to mend"], queryFn: ({ signal }) => complaintSource.page({ state: OPEN.join(","), sort: "resolve_by", limit: "8", total: "true" }, signal) });
}

function moved(queryClient: QueryClient, saved: Complaint) {
  queryClient.setQueryData(keys.one(saved.id), saved);
  return Promise.all([keys.all, ["improvements"], ["tasks"], ["customers"], ["activities"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}

/** Writes down what a customer told one of us. */
export function useRecord() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: (input: ComplaintInput) => unwrap(client.POST("/complaints", { body: input })), onSuccess: (saved) => moved(queryClient, saved) });
}

/** What a verb wants to know. */
export interface Said {
  reply?: string;
  severity?: Severity;
  text?: string;
  handler_id?: string;
}

/** Does a verb. A page that shows no form for it lets the toast tell what failed. */
export function useAct(options: { handled: boolean } = { handled: true }) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: options,
    mutationFn: ({ on, verb, said }: { on: Complaint; verb: Verb; said?: Said }) => unwrap(client.POST(`/complaints/{id}/${verb}` as "/complaints/{id}/close", { params: { path: { id: on.id }, header: ifMatch(on.version) }, body: said as never })),
    onSuccess: (saved) => moved(queryClient, saved),
  });
}
