import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { draftOf, type SavedView, type SavedViewDraft, type SavedViewStore } from "../lib/savedViews";
import { client, ifMatch, unwrap } from "./client";
import type { components } from "./schema";

type Answer = components["schemas"]["SavedviewAnswer"];

const key = ["views"] as const;
const NONE: SavedView[] = [];

const viewOf = (a: Answer): SavedView => ({ ...a, own: a.actions.includes("update") });

/** The reader's own and the shared views of every list: one answer for all of them. */
export function useAllViews(): { views: SavedView[]; pending: boolean } {
  const views = useQuery({ queryKey: key, queryFn: async ({ signal }) => (await unwrap(client.GET("/views", { signal }))).items.map(viewOf), staleTime: 60_000, retry: false });
  return { views: views.data ?? NONE, pending: views.isPending };
}

/** The store of one list's views. */
export function useViewsOf(list: string): SavedViewStore {
  const queryClient = useQueryClient();
  const { views, pending } = useAllViews();
  const own = useMemo(() => views.filter((v) => v.list === list), [views, list]);
  const onSettled = () => queryClient.invalidateQueries({ queryKey: key });
  const { mutateAsync: create } = useMutation({
    mutationFn: async (draft: SavedViewDraft) => viewOf(await unwrap(client.POST("/views", { body: { list, ...draft } }))),
    onSettled,
  });
  const { mutateAsync: change } = useMutation({
    mutationFn: async ({ view, draft }: { view: SavedView; draft: SavedViewDraft }) => viewOf(await unwrap(client.PUT("/views/{id}", { params: { path: { id: view.id }, header: ifMatch(view.version) }, body: { list, ...draft } }))),
    onSettled,
  });
  const { mutateAsync: remove } = useMutation({
    mutationFn: async (view: SavedView) => {
      await unwrap(client.DELETE("/views/{id}", { params: { path: { id: view.id }, header: ifMatch(view.version) } }));
    },
    onSettled,
  });
  return { views: own, pending, create, update: (view, patch) => change({ view, draft: { ...draftOf(view), ...patch } }), remove };
}
