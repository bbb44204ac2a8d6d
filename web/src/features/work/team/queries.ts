import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";
import type { RecordRef } from "../../../lib/record";

export type Member = components["schemas"]["TeamMemberView"];
/** The owner's part follows from the record; the others are given here. */
export type Given = Exclude<Member["part"], "owner">;

const key = ["team"] as const;

/** Who works on a record, its owner first, and whether the reader may change that. */
export function useTeam(record: RecordRef) {
  return useQuery({ queryKey: [...key, record.kind, record.id], queryFn: ({ signal }) => unwrap(client.GET("/team", { params: { query: { ref_kind: record.kind, ref_id: record.id } }, signal })) });
}

/** A part that somebody takes may open a record's gate, and lets him see the record. */
function useReadAgain() {
  const queryClient = useQueryClient();
  return () => Promise.all([key, ["opportunities"], ["projects"], ["handovers"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}

export function useJoin(record: RecordRef) {
  const read = useReadAgain();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ person, part }: { person: string; part: Given }) => unwrap(client.POST("/team", { body: { ref: record, person_id: person, part } })),
    onSuccess: read,
  });
}

/** Ends the part of a person on a record. */
export function useLeave(record: RecordRef) {
  const read = useReadAgain();
  return useMutation({
    mutationFn: ({ person, part }: { person: string; part: Given }) => unwrap(client.DELETE("/team/{kind}/{id}/{person_id}/{part}", { params: { path: { kind: record.kind, id: record.id, person_id: person, part } } })),
    onSuccess: read,
  });
}
