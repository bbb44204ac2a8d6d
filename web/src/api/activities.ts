import { useQuery } from "@tanstack/react-query";
import type { RecordRef } from "../lib/record";
import { client, flatQuery, unwrap } from "./client";

/** How much of a story is read at once. */
const STORY = "100";

/** A customer's story is whatever happened with anything of his; other records tell their own. */
const asked = ({ kind, id }: RecordRef): Record<string, string> => (kind === "customer" ? { customer_id: id } : { ref_kind: kind, ref_id: id });

/** What happened with a record, newest first, and how much there is. */
export function useStory(record: RecordRef) {
  return useQuery({
    queryKey: ["activities", record.kind, record.id],
    queryFn: ({ signal }) => unwrap(client.GET("/activities", { params: flatQuery({ ...asked(record), limit: STORY, total: "true" }), signal })),
  });
}
