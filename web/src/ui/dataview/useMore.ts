import { useEffect } from "react";
import type { ListRecord } from "./spec";
import type { Rows } from "./useDataView";

/** Rows left before the next page is asked for. */
const AHEAD = 30;

/** Asks for the next page when the last row in sight comes near the end of what is loaded. */
export function useMore<T extends ListRecord>(rows: Rows<T>, lastInSight: number): void {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = rows.result;
  const near = lastInSight >= rows.items.length - AHEAD;
  useEffect(() => {
    if (near && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [near, hasNextPage, isFetchingNextPage, fetchNextPage]);
}
