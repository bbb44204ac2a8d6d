import { useQuery } from "@tanstack/react-query";
import { client, flatQuery, unwrap } from "./client";
import type { Named } from "./types";

const NOBODY: Named[] = [];

/** Colleagues the reader may see, for choices of a person. Empty while loading or without the right. */
export function usePeople(): Named[] {
  const people = useQuery({
    queryKey: ["people"],
    queryFn: async ({ signal }) => (await unwrap(client.GET("/people", { params: flatQuery({ limit: "1000", active: "true" }), signal }))).items.map((u) => ({ id: u.id, name: u.name })),
    staleTime: 300_000,
    retry: false,
  });
  return people.data ?? NOBODY;
}
