import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";
import type { RecordRef } from "../../../lib/record";

export type ActivityInput = components["schemas"]["ActivityInput"];

const STORY = "100";

/** What happened with a record, newest first, and how much there is. */
export function useStory(record: RecordRef) {
  return useQuery({
    queryKey: ["activities", record.kind, record.id],
    queryFn: ({ signal }) => unwrap(client.GET("/activities", { params: flatQuery({ ref_kind: record.kind, ref_id: record.id, limit: STORY, total: "true" }), signal })),
  });
}

/** Writes down what happened. A visit may start a clock and a next step becomes a task, so those are read again. */
export function useLog() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (input: ActivityInput) => unwrap(client.POST("/activities", { body: input })),
    onSuccess: () => Promise.all(["activities", "opportunities", "leads", "tasks", "customers"].map((key) => queryClient.invalidateQueries({ queryKey: [key] }))),
  });
}
