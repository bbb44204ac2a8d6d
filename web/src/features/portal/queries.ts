import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../../api/client";
import { Problem } from "../../lib/problem";
import type { Answer } from "./types";

const key = (token: string) => ["portal", "milestone", token] as const;

/** What a link asks; it stays on the screen while the network is away. */
export function usePortal(token: string) {
  return useQuery({
    queryKey: key(token),
    queryFn: ({ signal }) => unwrap(client.GET("/portal/milestones/{token}", { params: { path: { token } }, signal })),
    retry: (count, error) => error instanceof Problem && error.transient && error.status !== 429 && count < 2,
    refetchOnWindowFocus: true,
    staleTime: 30_000,
  });
}

/** Answers, once. */
export function useAnswer(token: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (answer: Answer) => unwrap(client.POST("/portal/milestones/{token}", { params: { path: { token } }, body: answer })),
    onSuccess: (saved) => queryClient.setQueryData(key(token), saved),
  });
}

/** Where a file of the question is fetched. */
export const fileHref = (token: string, id: string): string => `/api/v1/portal/milestones/${token}/files/${id}`;
