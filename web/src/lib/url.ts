import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useCallback } from "react";
import type { SearchParams } from "./list";

/** Reads "?a=b&c=d" as flat text: an id of digits stays text, a comma stays a comma. */
export function parseSearch(text: string): SearchParams {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Writes what {@link parseSearch} reads; empty values are left out, commas stay readable. */
export function writeSearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== "") params.set(key, String(value));
  }
  const text = params.toString().replaceAll("%2C", ",");
  return text === "" ? "" : `?${text}`;
}

/** The address bar's parameters and a way to change them without leaving the page. */
export function useSearchParams(): [SearchParams, (change: (now: SearchParams) => SearchParams, push?: boolean) => void] {
  const search = useRouterState({ select: (s) => s.location.search as SearchParams });
  const navigate = useNavigate();
  const change = useCallback(
    (next: (now: SearchParams) => SearchParams, push = false) => {
      const filled = (now: SearchParams): SearchParams => Object.fromEntries(Object.entries(next(now)).filter(([, value]) => value !== ""));
      void navigate({ to: ".", search: filled as never, replace: !push });
    },
    [navigate],
  );
  return [search, change];
}
