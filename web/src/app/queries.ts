import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { client, unwrap } from "../api/client";
import type { NavCount } from "../lib/module";

/** Records by words or pinyin initials; nothing is asked for an empty text. */
export function useSearch(text: string) {
  return useQuery({
    queryKey: ["search", text],
    queryFn: ({ signal }) => unwrap(client.GET("/search", { params: { query: { q: text } }, signal })),
    enabled: text !== "",
    placeholderData: keepPreviousData,
  });
}

/** The number beside an entry of the sidebar; undefined until known. */
export function useNavCount(count: ReturnType<NavCount> | undefined): number | undefined {
  return useQuery({ queryKey: [...(count?.key ?? ["none"]), "total", "nav"], queryFn: ({ signal }) => count?.load(signal) ?? 0, enabled: count !== undefined, staleTime: 60_000, retry: false }).data;
}

/** Keeps the reader's language and theme with the account, for their other devices. */
export function useKeepPreference() {
  return useMutation({ meta: { handled: true }, mutationFn: (body: { language?: "zh" | "en"; theme?: "light" | "dark" | "system" }) => unwrap(client.PATCH("/me", { body })) });
}

/** Ends the session and forgets everything this browser had loaded. */
export function useSignOut() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => unwrap(client.DELETE("/session")),
    onSuccess: async () => {
      await navigate({ to: "/login" });
      queryClient.clear();
    },
  });
}
