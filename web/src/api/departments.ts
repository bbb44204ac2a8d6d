import { useQuery } from "@tanstack/react-query";
import { client, unwrap } from "./client";
import type { Named } from "./types";

const NONE: Named[] = [];

/** The departments in use, for choices of one. Empty while loading or without the right. */
export function useDepartmentNames(): Named[] {
  const departments = useQuery({ queryKey: ["departments", "names"], queryFn: async ({ signal }) => (await unwrap(client.GET("/departments", { signal }))).items.filter((d) => d.active).map((d) => ({ id: d.id, name: d.name })), staleTime: 300_000, retry: false });
  return departments.data ?? NONE;
}
