import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../../api/client";
import { Problem } from "../../lib/problem";
import { dropDraft } from "./draft";
import type { Answer, SurveyAnswer } from "./types";

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
    onSuccess: (saved) => {
      dropDraft(token);
      queryClient.setQueryData(key(token), saved);
    },
  });
}

const surveyKey = (token: string) => ["portal", "survey", token] as const;

/** What a survey asks; it stays on the screen while the network is away. */
export function useSurvey(token: string) {
  return useQuery({
    queryKey: surveyKey(token),
    queryFn: ({ signal }) => unwrap(client.GET("/portal/surveys/{token}", { params: { path: { token } }, signal })),
    retry: (count, error) => error instanceof Problem && error.transient && error.status !== 429 && count < 2,
    staleTime: 30_000,
  });
}

/** Says that a person has begun to read. Whether that arrives does not matter to him. */
export function useOpenSurvey(token: string) {
  return useMutation({ mutationFn: () => unwrap(client.POST("/portal/surveys/{token}/open", { params: { path: { token } } })) });
}

/** Answers a survey, once. */
export function useSurveyAnswer(token: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (answer: SurveyAnswer) => unwrap(client.POST("/portal/surveys/{token}", { params: { path: { token } }, body: answer })),
    onSuccess: (saved) => {
      dropDraft(token);
      queryClient.setQueryData(surveyKey(token), saved);
    },
  });
}

/** Where a file of the question is fetched. */
export const fileHref = (token: string, id: string): string => `/api/v1/portal/milestones/${token}/files/${id}`;
