import { useInfiniteQuery, useQueries, keepPreviousData } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { Filter, ListQuery, Sort } from "../../lib/list";
import { joinPages, pageParams } from "../../lib/source";
import { useSearchParams } from "../../lib/url";
import { parseColumns, readQuery, writeColumns, writeQueryFilters, writeQuerySort, type ColumnState } from "./model";
import type { DataViewSpec, ListRecord } from "./spec";

/** The state of a data view: all of it stands in the address bar. */
export function useViewState<T extends ListRecord>(spec: DataViewSpec<T>) {
  const [search, change] = useSearchParams();
  const { view, query } = useMemo(() => readQuery(search, spec.views, spec.filters, spec.defaultSort), [search, spec]);
  const columns = useMemo(() => parseColumns(search.cols, spec.columns), [search.cols, spec.columns]);
  const set = useCallback((patch: Record<string, string>, push?: boolean) => change((now) => ({ ...now, ...patch }), push), [change]);
  return {
    view,
    query,
    columns,
    openId: search.id,
    tab: search.tab,
    setView: (id: string) => change((now) => ({ view: id === spec.views[0]?.id ? "" : id, cols: now.cols ?? "", id: now.id ?? "", tab: now.tab ?? "" })),
    setFilters: (filters: Filter[]) => change((now) => writeQueryFilters(now, filters, view)),
    setSort: (sort: Sort[]) => change((now) => writeQuerySort(now, sort)),
    setText: (q: string) => set({ q }),
    setColumns: (state: ColumnState[]) => set({ cols: writeColumns(state, spec.columns) }),
    setTab: (tab: string) => set({ tab }),
    /** Opens a record beside the list; walking does not fill the history. */
    open: (id: string) => change((now) => ({ ...now, id }), search.id === undefined),
    close: () => change((now) => ({ ...now, id: "", tab: "" })),
  };
}

export type ViewState = ReturnType<typeof useViewState>;

/** The records of a query, page by page. A new query keeps the old rows until its own arrive. */
export function useRows<T extends ListRecord>(spec: DataViewSpec<T>, query: ListQuery) {
  const result = useInfiniteQuery({
    queryKey: [...spec.source.key, "list", query],
    queryFn: ({ pageParam, signal }) => spec.source.page(pageParams(query, pageParam), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
  const joined = useMemo(() => joinPages<T>(result.data?.pages ?? []), [result.data]);
  return { ...joined, result };
}

export type Rows<T extends ListRecord> = ReturnType<typeof useRows<T>>;

/** How many records each query finds; undefined until known. */
export function useTotals<T extends ListRecord>(spec: DataViewSpec<T>, queries: ListQuery[], enabled = true): (number | undefined)[] {
  return useQueries({
    queries: queries.map((query) => ({
      queryKey: [...spec.source.key, "total", query],
      queryFn: ({ signal }: { signal: AbortSignal }) => spec.source.page(pageParams(query, null, 1), signal),
      staleTime: 60_000,
      enabled,
    })),
    combine: (results) => results.map((r) => r.data?.total ?? undefined),
  });
}
