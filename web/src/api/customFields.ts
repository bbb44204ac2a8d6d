import { useQuery } from "@tanstack/react-query";
import { client, unwrap } from "./client";
import type { components } from "./schema";

export type FieldDefinition = components["schemas"]["CustomfieldView"];

const NONE: FieldDefinition[] = [];
export const fieldKey = ["custom-fields"] as const;

/** The fields that users added to a kind of record, in the order of forms: those in use and shown to the reader. */
export function useCustomFields(kind: "customer" | "opportunity"): FieldDefinition[] {
  const fields = useQuery({ queryKey: [...fieldKey, kind], queryFn: async ({ signal }) => (await unwrap(client.GET("/custom-fields", { params: { query: { kind } }, signal }))).items, staleTime: 300_000, retry: false });
  const all = fields.data ?? NONE;
  return all.every((f) => f.active) ? all : all.filter((f) => f.active);
}
