import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, ifMatch, unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";
import type { Activity } from "../../../api/types";

export type ActivityInput = components["schemas"]["ActivityInput"];

function useReadAgain() {
  const queryClient = useQueryClient();
  return () => Promise.all(["activities", "opportunities", "leads", "tasks", "customers"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
}

/** Writes down what happened. A visit may start a clock and a next step becomes a task, so those are read again. */
export function useLog() {
  const read = useReadAgain();
  return useMutation({
    meta: { handled: true },
    mutationFn: (input: ActivityInput) => unwrap(client.POST("/activities", { body: input })),
    onSuccess: read,
  });
}

export type ActivityPatch = components["schemas"]["ActivityPatch"];

/** Corrects the words of what one logged, or takes it out of the lists. Tasks and clocks may follow. */
export function useAmend() {
  const read = useReadAgain();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ activity, patch }: { activity: Activity; patch: ActivityPatch }) => unwrap(client.PATCH("/activities/{id}", { params: { path: { id: activity.id } as never, header: ifMatch(activity.version) }, body: patch })),
    onSuccess: read,
  });
}

export function useVoid() {
  const read = useReadAgain();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ activity, reason }: { activity: Activity; reason: string }) => unwrap(client.POST("/activities/{id}/void", { params: { path: { id: activity.id } as never, header: ifMatch(activity.version) }, body: { reason } })),
    onSuccess: read,
  });
}
