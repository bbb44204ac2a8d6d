import { flattenPages, queryParams, type ListQuery, type Page } from "./list";

/** How many records one page of a list asks for. */
export const PAGE_SIZE = 100;

/** Where a data view gets its records: a key for the cache and a way to ask for one page. */
export interface ListSource<T> {
  key: readonly unknown[];
  page: (params: Record<string, string>, signal: AbortSignal) => Promise<Page<T>>;
}

/** Parameters of one page; the total and the sums are asked for with the first page only. */
export function pageParams(query: ListQuery, cursor: string | null, limit = PAGE_SIZE): Record<string, string> {
  const params: Record<string, string> = { ...queryParams(query), limit: String(limit) };
  if (cursor === null) params.total = "true";
  else params.cursor = cursor;
  return params;
}

/** A list of all its pages: records, and the total and sums that came with the first page. */
export function joinPages<T extends { id: string }>(pages: Page<T>[]): Pick<Page<T>, "items" | "total" | "sums"> {
  return { items: flattenPages(pages), total: pages[0]?.total ?? null, sums: pages[0]?.sums };
}

/** A sum of money of a list; null for whom may not see it. */
export function sumOf(page: Pick<Page<unknown>, "sums">, name: string): { amount: number } | null {
  const sum = page.sums?.[name];
  return typeof sum === "object" ? sum : null;
}
