import { useQuery } from "@tanstack/react-query";
import { client, flatQuery, unwrap } from "../../../api/client";
import type { AuditRecord } from "../../../api/types";
import type { ListSource } from "../../../lib/source";

const key = ["audit"] as const;

export const auditSource: ListSource<AuditRecord> = {
  key,
  page: (params, signal) => unwrap(client.GET("/audit", { params: flatQuery(params), signal })),
};

/** One record; it never changes, so it is asked for once. */
export function useAuditRecord(id: string) {
  return useQuery({ queryKey: [...key, "one", id], queryFn: ({ signal }) => unwrap(client.GET("/audit/{id}", { params: { path: { id } }, signal })), staleTime: Infinity });
}
