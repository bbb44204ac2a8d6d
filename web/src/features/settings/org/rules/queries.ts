/** Server state of the group's rules and of its calendar. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, ifMatch, unwrap } from "../../../../api/client";
import type { components } from "../../../../api/schema";

const ruleKey = ["settings"] as const;
const yearKey = ["calendar-years"] as const;

export type CalendarYear = components["schemas"]["SettingYearView"];

/** The rules of the trade that the group may set, with what holds. */
export function useRules() {
  return useQuery({ queryKey: ruleKey, queryFn: async ({ signal }) => (await unwrap(client.GET("/settings", { signal }))).items });
}

/** Sets a rule; null goes back to the product's own value. The reason stands in the audit log. */
export function useSetRule() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ rule, value, reason }: { rule: { id: string; version: number }; value: number | null; reason: string }) =>
      unwrap(client.PATCH("/settings/{id}", { params: { path: { id: rule.id }, header: ifMatch(rule.version) }, body: { value, reason } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ruleKey }),
  });
}

/** The working days by year, the latest first. */
export function useCalendarYears() {
  return useQuery({ queryKey: yearKey, queryFn: async ({ signal }) => (await unwrap(client.GET("/calendar-years", { signal }))).items });
}

export function useAnnounceYear() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ year, ...body }: { year: CalendarYear; off: string[]; work: string[]; notice: string }) =>
      unwrap(client.PATCH("/calendar-years/{id}", { params: { path: { id: year.id }, header: ifMatch(year.version) }, body })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: yearKey }),
  });
}
