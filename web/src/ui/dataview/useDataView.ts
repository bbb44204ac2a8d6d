import { useInfiniteQuery, useQueries, keepPreviousData } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { Filter, ListQuery, SearchParams, Sort } from "../../lib/list";
import { useSavedViews } from "../../lib/savedViews";
import { joinPages, pageParams } from "../../lib/source";
import { useSearchParams } from "../../lib/url";
import { columnText, firstView, isBare, keptView, parseColumns, queryText, readQuery, viewQuery, writeColumns, writeKept, writeQueryFilters, writeQuerySort, type ColumnState } from "./model";
import { namesAdded } from "./added";
import type { DataViewSpec, ListRecord } from "./spec";

/** The state of a data view: all of it stands in the address bar, and its views are kept by the server. */
export function useViewState<T extends ListRecord>(spec: DataViewSpec<T>) {
  const [search, change] = useSearchParams();
  const store = useSavedViews(spec.id);
  const views = useMemo(() => [...spec.views, ...store.views.map((v) => keptView(v, spec.filters))], [spec, store.views]);
  const { view, query } = useMemo(() => readQuery(search, views, spec.filters, spec.defaultSort), [search, views, spec]);
  const cols = search.cols ?? view.cols;
  const columns = useMemo(() => parseColumns(cols, spec.columns), [cols, spec.columns]);
  const set = useCallback((patch: Record<string, string>, push?: boolean) => change((now) => ({ ...now, ...patch }), push), [change]);
  /** Where the list is: a view that opens by itself gets its name in the address before anything is added to it. */
  const here = (now: SearchParams): SearchParams => (isBare(now) && view.id !== spec.views[0]?.id ? { ...now, view: view.id } : now);
  const goTo = (id: string, now: SearchParams, keepColumns: boolean): SearchParams => ({ view: id === firstView(views).id ? "" : id, cols: keepColumns ? (now.cols ?? "") : "", id: now.id ?? "", tab: now.tab ?? "" });
  const ask = (next: ListQuery, plain: (now: SearchParams) => SearchParams): void => change((now) => (view.kept ? writeKept(now, next, view) : plain(here(now))));
  return {
    store,
    views,
    view,
    query,
    columns,
    /** Whether something was added to the view, or its columns changed. */
    changed: queryText(query) !== queryText(viewQuery(view, spec.defaultSort)) || columnText(columns) !== columnText(parseColumns(view.cols, spec.columns)),
    /** The address may mean a view that is not known yet. */
    waiting: (store.pending && (isBare(search) || (search.view !== undefined && !spec.views.some((v) => v.id === search.view)))) || (spec.pending === true && (isBare(search) || namesAdded(search))),
    openId: search.id,
    tab: search.tab,
    setView: (id: string) => change((now) => goTo(id, now, !view.kept && !views.find((v) => v.id === id)?.kept)),
    /** Back to the view as it is kept or declared. */
    reset: () => change((now) => goTo(view.id, now, false)),
    setFilters: (filters: Filter[]) => ask({ ...query, filters }, (now) => writeQueryFilters(now, filters, view)),
    /** No condition at all, those of the view neither. */
    clear: () => ask({ ...query, q: "", filters: [] }, (now) => writeQueryFilters({ ...now, q: "" }, [], view)),
    setSort: (sort: Sort[]) => ask({ ...query, sort }, (now) => writeQuerySort(now, sort)),
    setText: (q: string) => ask({ ...query, q }, (now) => ({ ...now, q })),
    setColumns: (state: ColumnState[]) => change((now) => ({ ...here(now), cols: view.kept ? columnText(state) : writeColumns(state, spec.columns) })),
    setTab: (tab: string) => set({ tab }),
    /** Opens a record beside the list; walking does not fill the history. */
    open: (id: string) => change((now) => ({ ...now, id }), search.id === undefined),
    close: () => change((now) => ({ ...now, id: "", tab: "" })),
  };
}

export type ViewState = ReturnType<typeof useViewState>;

/** The records of a query, page by page. A new query keeps the old rows until its own arrive. */
export function useRows<T extends ListRecord>(spec: DataViewSpec<T>, query: ListQuery, enabled = true) {
  const result = useInfiniteQuery({
    queryKey: [...spec.source.key, "list", query],
    queryFn: ({ pageParam, signal }) => spec.source.page(pageParams(query, pageParam), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
    enabled,
  });
  const joined = useMemo(() => joinPages<T>(result.data?.pages ?? []), [result.data]);
  return { ...joined, result };
}

export type Rows<T extends ListRecord> = ReturnType<typeof useRows<T>>;

/** How many records each query finds; undefined until known. Two views with the same question ask once. */
export function useTotals<T extends ListRecord>(spec: DataViewSpec<T>, queries: ListQuery[], enabled = true): (number | undefined)[] {
  const once = new Map(queries.map((query) => [queryText(query), query]));
  const totals = useQueries({
    queries: [...once.values()].map((query) => ({
      queryKey: [...spec.source.key, "total", query],
      queryFn: ({ signal }: { signal: AbortSignal }) => spec.source.page(pageParams(query, null, 1), signal),
      staleTime: 60_000,
      enabled,
    })),
    combine: (results) => results.map((r) => r.data?.total ?? undefined),
  });
  const places = [...once.keys()];
  return queries.map((query) => totals[places.indexOf(queryText(query))]);
}
