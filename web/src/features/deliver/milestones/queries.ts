import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { MilestoneInput, Report, Row } from "./types";

export const keys = {
  all: ["milestones"] as const,
  of: (project: string) => [...keys.all, "of", project] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
};

/** The milestones of a project in the order of the works. */
export function useMilestones(project: string) {
  return useQuery({ queryKey: keys.of(project), queryFn: async ({ signal }) => (await unwrap(client.GET("/milestones", { params: flatQuery({ project_id: project, sort: "position", limit: "200" }), signal }))).items });
}

/** One milestone with its dates, links and answers. */
export function useMilestone(id: string) {
  return useQuery({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/milestones/{id}", { params: { path: { id } }, signal })), enabled: id !== "" });
}

type Versioned = Pick<Row, "id" | "version">;

/** A milestone moves its project's progress and lights, and calls to the customer end. */
const moved = (queryClient: QueryClient) => Promise.all([keys.all, ["projects"], ["tasks"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })));

/** Adds a milestone, or changes one that was not reached yet. */
export function useSave(project: string, was: Versioned | null) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (input: MilestoneInput) =>
      was ? unwrap(client.PUT("/milestones/{id}", { params: { path: { id: was.id }, header: ifMatch(was.version) }, body: input })) : unwrap(client.POST("/milestones", { body: { project_id: project, ...input } })),
    onSuccess: () => moved(queryClient),
  });
}

export function useReach(m: Versioned) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (report: Report) => unwrap(client.POST("/milestones/{id}/reach", { params: { path: { id: m.id }, header: ifMatch(m.version) }, body: report })),
    onSuccess: () => moved(queryClient),
  });
}

/** Asks a contact: answers the link, which is shown this once. */
export function useAsk(m: Versioned) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (contact: string) => unwrap(client.POST("/milestones/{id}/link", { params: { path: { id: m.id }, header: ifMatch(m.version) }, body: { contact_id: contact } })),
    onSuccess: () => moved(queryClient),
  });
}

/** The verbs that need no answer. */
export function usePlain() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ on, verb }: { on: Versioned; verb: "remind" | "rectify" }) => unwrap(client.POST(`/milestones/{id}/${verb}`, { params: { path: { id: on.id }, header: ifMatch(on.version) } })),
    onSuccess: () => moved(queryClient),
  });
}
