import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client, ifMatch, unwrap } from "../../../api/client";
import { upload } from "../../../api/upload";
import { problemText } from "../../../lib/problem";
import type { RecordRef } from "../../../lib/record";
import { ordered } from "./model";
import type { DocumentRow, DocumentView, Kind } from "./types";

export const keys = {
  all: ["documents"] as const,
  of: (record: RecordRef) => [...keys.all, record.kind, record.id] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
};

/** The papers of a record; those that count first, the newest of them first. */
export function useDocuments(record: RecordRef, enabled = true) {
  return useQuery({
    queryKey: keys.of(record),
    queryFn: async ({ signal }) => ordered((await unwrap(client.GET("/documents", { params: { query: { ref_kind: record.kind, ref_id: record.id, limit: "200" } }, signal }))).items),
    enabled,
    retry: false,
  });
}

/** A document with all its versions. */
export function useDocument(id: string) {
  return useQuery({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/documents/{id}", { params: { path: { id } }, signal })) });
}

/** A file on its way. */
export interface Sending {
  key: number;
  name: string;
  /** 0 to 1. */
  share: number;
  failure: string | null;
  retry: () => void;
}

export interface Uploads {
  sending: Sending[];
  /** Hangs a file on the record, or makes it the next version of a document. */
  send: (file: File, kind: Kind, next?: DocumentRow) => Promise<DocumentView | null>;
  dismiss: (key: number) => void;
}

let sent = 0;

/** Sends files to a record, side by side; a failed one stays with its reason until it is tried again or dismissed. */
export function useUploads(record: RecordRef): Uploads {
  const queryClient = useQueryClient();
  const [sending, setSending] = useState<Sending[]>([]);
  const change = (key: number, patch: Partial<Sending>): void => setSending((now) => now.map((s) => (s.key === key ? { ...s, ...patch } : s)));
  const dismiss = (key: number): void => setSending((now) => now.filter((s) => s.key !== key));
  const send: Uploads["send"] = async (file, kind, next) => {
    const key = ++sent;
    const retry = (): void => {
      dismiss(key);
      void send(file, kind, next);
    };
    setSending((now) => [...now, { key, name: file.name, share: 0, failure: null, retry }]);
    const onProgress = (share: number): void => change(key, { share });
    try {
      const saved = next
        ? await upload<DocumentView>({ path: `/documents/${next.id}/files`, fields: {}, file, version: next.version, onProgress })
        : await upload<DocumentView>({ path: "/documents", fields: { ref_kind: record.kind, ref_id: record.id, kind }, file, onProgress });
      dismiss(key);
      void queryClient.invalidateQueries({ queryKey: keys.all });
      return saved;
    } catch (error) {
      change(key, { failure: problemText(error as Error) });
      return null;
    }
  };
  return { sending, send, dismiss };
}

/** Takes a document out of use; its files stay. */
export function useVoid() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ on, reason }: { on: DocumentRow; reason: string }) => unwrap(client.POST("/documents/{id}/void", { params: { path: { id: on.id }, header: ifMatch(on.version) }, body: { reason } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.all }),
  });
}
