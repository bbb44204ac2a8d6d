import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import { vi } from "vitest";
import type { PickSource } from "../../lib/pick";
import { SavedViewsContext, type SavedViewStore } from "../../lib/savedViews";
import { parseSearch, writeSearch } from "../../lib/url";
import { useShortcuts } from "../../lib/useShortcuts";
import { DataView } from "./DataView";
import type { DataViewSpec } from "./spec";

// A list of bridges, on which the list of the product is tested.

interface Bridge {
  id: string;
  name: string;
  state: string;
}

export const bridges: Bridge[] = Array.from({ length: 150 }, (_, i) => ({ id: `b${i}`, name: `bridge ${i}`, state: i % 2 === 0 ? "open" : "shut" }));

/** Far more people than a list shows at once; one of them left and is only named. */
export const builders: PickSource = {
  key: ["builders"],
  people: true,
  find: vi.fn(async (text) => (text === "" ? [{ id: "p1", name: "Ann" }] : [{ id: "p9000", name: `found ${text}` }])),
  one: async (id) => ({ id, name: id === "p0" ? "who left" : id === "p9000" ? "found zl" : "Ann" }),
};

function specOf(page: DataViewSpec<Bridge>["source"]["page"]): DataViewSpec<Bridge> {
  return {
    id: "bridges",
    noun: "customers.noun",
    source: { key: ["bridges"], page },
    columns: [{ id: "name", title: "customers.name", width: 200, sort: "name", render: (b) => b.name }, { id: "state", title: "customers.statusLabel", width: 80, render: (b) => b.state }],
    filters: [{ field: "state", title: "customers.statusLabel", kind: "enum", options: [{ value: "open", label: "open" }, { value: "gone", label: "gone" }] }, { field: "builder", title: "customers.owner", kind: "person", source: builders }],
    views: [{ id: "all", title: "customers.view.all", filters: [] }, { id: "open", title: "customers.view.active", filters: [{ field: "state", op: "in", values: ["open"] }] }],
    defaultSort: [{ field: "name", desc: false }],
    label: (b) => b.name,
    card: (b) => ({ title: b.name, line: b.state }),
    fullPage: (id) => `/bridges/${id}`,
    empty: { title: "none yet", text: "build one" },
  };
}

export const serve = vi.fn(async (params: Record<string, string>) => {
  const kept = bridges.filter((b) => params.state === undefined || params.state.split(",").includes(b.state));
  const [from, limit] = [Number(params.cursor ?? 0), Number(params.limit)];
  return { items: kept.slice(from, from + limit), next: from + limit < kept.length ? String(from + limit) : null, total: params.total ? kept.length : null };
});

export function open(path: string, page: DataViewSpec<Bridge>["source"]["page"] = serve, views?: SavedViewStore, more: Partial<DataViewSpec<Bridge>> = {}, panel = true) {
  const spec = { ...specOf(page), ...more };
  const Page = () => {
    useShortcuts();
    const view = <DataView spec={spec} panel={panel ? (p) => <aside aria-label="panel">{p.id} {p.place}</aside> : undefined} />;
    return views ? <SavedViewsContext value={() => views}>{view}</SavedViewsContext> : view;
  };
  const router = createRouter({ routeTree: createRootRoute({ component: Page, notFoundComponent: Page }), history: createMemoryHistory({ initialEntries: [path] }), parseSearch, stringifySearch: writeSearch });
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  return { search: () => router.state.location.search as Record<string, string>, path: () => router.state.location.pathname };
}
