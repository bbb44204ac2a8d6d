import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client, flatQuery, unwrap } from "./client";

/** A customer to choose from. */
export interface CustomerMatch {
  id: string;
  name: string;
  /** City, and who looks after it. */
  line: string;
}

/** Customers by any part of the name or by pinyin initials, the most recently changed first. */
export function useCustomerMatches(text: string, enabled = true): CustomerMatch[] {
  const found = useQuery({
    queryKey: ["customers", "matches", text],
    queryFn: async ({ signal }) => (await unwrap(client.GET("/customers", { params: flatQuery(text === "" ? { limit: "8" } : { q: text, limit: "8" }), signal }))).items.map((c) => ({ id: c.id, name: c.name, line: [c.city, c.owner.name].filter(Boolean).join(" · ") })),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return found.data ?? NONE;
}

const NONE: CustomerMatch[] = [];
