import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import type { Match, PickSource } from "../lib/pick";

const KEPT = 60_000;

/** The matches for what was typed; those of before stay until the new ones are there. */
export function useFound(source: PickSource, text: string): { found: Match[]; busy: boolean } {
  const { data, isFetching } = useQuery({ queryKey: [...source.key, "find", text.trim()], queryFn: ({ signal }) => source.find(text, signal), placeholderData: keepPreviousData, staleTime: KEPT, retry: false });
  return { found: data ?? [], busy: isFetching };
}

/** What is chosen, with names, in its order; those not yet known, and those the reader may not see, are missing. */
export function useChosen(asked: { source?: PickSource; ids: string[] }[]): Match[] {
  return useQueries({
    queries: asked.flatMap(({ source, ids }) => (source ? ids.map((id) => ({ queryKey: [...source.key, "one", id], queryFn: ({ signal }: { signal: AbortSignal }) => source.one(id, signal), staleTime: KEPT, retry: false })) : [])),
    combine: (results) => results.flatMap((r) => (r.data ? [r.data] : [])),
  });
}
