import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "./client";
import { useMe } from "./me";
import type { components } from "./schema";

export type FieldDefinition = components["schemas"]["CustomfieldView"];

const NONE: FieldDefinition[] = [];
export const fieldKey = ["custom-fields"] as const;

type Kind = "customer" | "opportunity";

function useDefinitions(kind: Kind) {
  return useQuery({ queryKey: [...fieldKey, kind], queryFn: async ({ signal }) => (await unwrap(client.GET("/custom-fields", { params: { query: { kind } }, signal }))).items, staleTime: 300_000, retry: false });
}

/** The fields that users added to a kind of record, in the order of forms: those in use and shown to the reader. */
export function useCustomFields(kind: Kind): FieldDefinition[] {
  const all = useDefinitions(kind).data ?? NONE;
  return all.every((f) => f.active) ? all : all.filter((f) => f.active);
}

/** The same for a list, which waits for them, and in which nobody finds columns of values that he may not see. */
export function useListedFields(kind: Kind) {
  const { t, i18n } = useTranslation();
  const { data, isPending } = useDefinitions(kind);
  const { classes } = useMe();
  return useMemo(() => ({
    fields: (data ?? NONE).filter((f) => f.active && (f.class === "public" || classes.includes(f.class))),
    pending: isPending,
    language: i18n.language,
    words: { yes: t("ui.yes"), no: t("ui.no"), yuan: t("ui.yuan") },
  }), [data, isPending, classes, t, i18n.language]);
}
