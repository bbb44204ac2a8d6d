import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, ifMatch, unwrap } from "../../../api/client";
import type { Template, TemplateInput } from "./types";

const KEY = ["survey-templates"] as const;

/** Every template that the reader's companies may use, those of the product among them. */
export function useTemplates() {
  return useQuery({ queryKey: KEY, queryFn: async ({ signal }) => (await unwrap(client.GET("/survey-templates", { signal }))).items });
}

/** Saves a draft: a new template of one's company, or what a draft asks. */
export function useSave() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ on, input }: { on: Template | null; input: TemplateInput }) =>
      on ? unwrap(client.PUT("/survey-templates/{id}", { params: { path: { id: on.id }, header: ifMatch(on.version) }, body: input })) : unwrap(client.POST("/survey-templates", { body: input })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: KEY }),
  });
}

/** Publishes a draft, or retires what is published. */
export function useAct() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ on, verb }: { on: Template; verb: "publish" | "retire" }) => unwrap(client.POST(`/survey-templates/{id}/${verb}` as "/survey-templates/{id}/publish", { params: { path: { id: on.id }, header: ifMatch(on.version) } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: KEY }),
  });
}
