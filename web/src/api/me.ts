import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import type { Permission } from "../lib/module";
import { setNow } from "../lib/now";
import { client, unwrap } from "./client";
import type { Me } from "./types";

/** Takes the product's time from an answer that has just come. */
export function greet(me: Me): Me {
  setNow(me.now);
  return me;
}

/** Who is signed in. Loaded by the shell's guard before any page, so pages read it at once. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }) => greet(await unwrap(client.GET("/me", { signal }))),
  staleTime: 60_000,
  retry: false,
});

/** Who is signed in. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Whether a person holds a permission at all. The server decides again, on each record. */
export function can(me: Me, permission: Permission | undefined): boolean {
  if (permission === undefined) return true;
  if (typeof permission !== "string") return permission.some((p) => can(me, p));
  const reach = me.permissions[permission];
  return reach !== undefined && reach !== "none";
}
