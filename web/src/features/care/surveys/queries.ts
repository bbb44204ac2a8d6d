import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { NavCount } from "../../../lib/module";
import type { RecordRef } from "../../../lib/record";
import type { ListSource } from "../../../lib/source";
import type { Asking, Survey } from "./types";

/** Keys of everything about surveys, from the widest to the narrowest. */
export const keys = {
  all: ["surveys"] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
  of: (record: RecordRef) => [...keys.all, "of", record.kind, record.id] as const,
};

export const surveySource: ListSource<Survey> = {
  key: keys.all,
  page: async (params, signal) => {
    const page = await unwrap(client.GET("/surveys", { params: flatQuery(params), signal }));
    return { items: page.items, next: page.next, total: page.total };
  },
};

const waiting = async (signal: AbortSignal): Promise<number> => (await surveySource.page({ limit: "1", total: "true", state: "sent,opened" }, signal)).total ?? 0;

/** Surveys that wait for an answer, for the sidebar. */
export const waitingCount: NavCount = () => ({ key: keys.all, load: waiting });

/** What was answered last, and for how many answers somebody waits. */
export function useLatestAnswers() {
  return useQuery({
    queryKey: [...keys.all, "latest"],
    queryFn: async ({ signal }) => {
      const [page, open] = await Promise.all([surveySource.page({ state: "answered", sort: "-answered_on", limit: "6" }, signal), waiting(signal)]);
      return { items: page.items, waiting: open };
    },
  });
}

export const surveyQuery = (id: string) => queryOptions({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/surveys/{id}", { params: { path: { id } }, signal })) });

export function useSurvey(id: string) {
  return useQuery(surveyQuery(id));
}

/** Average, net promoter score and share of sales over what was answered. */
export function useFigures(params: Record<string, string>) {
  return useQuery({ queryKey: [...keys.all, "figures", params], queryFn: ({ signal }) => unwrap(client.GET("/surveys/figures", { params: flatQuery(params), signal })), placeholderData: keepPreviousData });
}

/** What a customer, or the people of a project, were asked; the newest first. */
export function useSurveysOf(record: RecordRef) {
  return useQuery({ queryKey: keys.of(record), queryFn: ({ signal }) => surveySource.page({ [`${record.kind}_id`]: record.id, limit: "5", total: "true" }, signal), retry: false });
}

/** The customer of a record: itself, or whose project it is. */
export function useCustomerOf(record: RecordRef | undefined) {
  const project = useQuery({ queryKey: ["projects", "one", record?.id], queryFn: ({ signal }) => unwrap(client.GET("/projects/{id}", { params: { path: { id: record?.id ?? "" } }, signal })), enabled: record?.kind === "project", retry: false }).data;
  const id = record?.kind === "project" ? (project?.customer.id ?? "") : (record?.id ?? "");
  return useQuery({ queryKey: ["customers", "one", id], queryFn: ({ signal }) => unwrap(client.GET("/customers/{id}", { params: { path: { id } }, signal })), enabled: id !== "", retry: false });
}

/** The address of a survey's page, to hand it over yourself. Nobody keeps it: it is asked for each time. */
export function useLink() {
  return useMutation({ mutationFn: async (id: string) => `${location.origin}${(await unwrap(client.GET("/surveys/{id}/link", { params: { path: { id } } }))).path}` });
}

function moved(queryClient: QueryClient, saved: Survey) {
  queryClient.setQueryData(keys.one(saved.id), saved);
  return Promise.all([keys.all, ["improvements"], ["customers"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}

/** Asks a contact; the form shows what is refused. */
export function useAsk() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: (input: Asking) => unwrap(client.POST("/surveys", { body: input })), onSuccess: (saved) => moved(queryClient, saved) });
}

/** Sends a survey before its day. */
export function useSend() {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: (s: Survey) => unwrap(client.POST("/surveys/{id}/send", { params: { path: { id: s.id }, header: ifMatch(s.version) } })), onSuccess: (saved) => moved(queryClient, saved) });
}
