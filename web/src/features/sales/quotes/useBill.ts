import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatTime } from "../../../lib/format";
import { Problem, problemText } from "../../../lib/problem";
import { toastBad } from "../../../ui/toast";
import { applyEdits, merge } from "./bill";
import { billQuery, keys, refresh, sendEdits } from "./queries";
import type { Bill, Edit, Line, Quote } from "./types";
import { serverNow } from "../../../lib/now";

/** How long a hand may rest between two cells before they are sent. */
const REST_MS = 400;
/** Most edits of one request. */
const MOST = 1000;

export interface BillState {
  bill: Bill | undefined;
  /** With every edit, sent or not. */
  lines: Line[];
  edit: (edits: Edit[]) => void;
  /** Edits that the server does not have yet. */
  pending: number;
  saving: boolean;
  savedAt: string | null;
  /** Why they could not be sent; null when nothing is wrong. */
  failure: string | null;
  /** Somebody else changed the bill since it was read. */
  stale: boolean;
  retry: () => void;
  /** Gives up what is not sent and takes the newer bill. */
  discard: () => void;
  /** Answers the version once all is sent, null when something is in the way. */
  flush: () => Promise<number | null>;
  loading: boolean;
  error: Error | null;
}

/**
 * A bill while it is edited. Edits show at once and are sent by themselves, one
 * request at a time and in order; what the server refuses returns to what it
 * was, with the reason. When the network is away nothing is lost: edits wait.
 */
export function useBill(quote: Pick<Quote, "id" | "tax_rate"> | undefined): BillState {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const id = quote?.id ?? "";
  const query = useQuery(billQuery(id));
  const [queue, setQueue] = useState<Edit[]>([]);
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [saving, setSaving] = useState(false);
  const work = useRef({ queue: [] as Edit[], running: null as Promise<void> | null });
  const taxRate = quote?.tax_rate ?? "0.09";

  const put = useCallback((next: Edit[]): void => {
    work.current.queue = next;
    setQueue(next);
  }, []);

  const step = useCallback(async (): Promise<boolean> => {
    const bill = queryClient.getQueryData<Bill>(keys.bill(id));
    const batch = work.current.queue.slice(0, MOST);
    if (!bill || batch.length === 0) return false;
    try {
      const { version, changed, removed, totals } = await sendEdits(id, bill.version, batch);
      queryClient.setQueryData<Bill>(keys.bill(id), { ...bill, version, totals, lines: merge(bill, changed, removed, batch, taxRate) });
      put(work.current.queue.slice(batch.length));
      setSavedAt(formatTime(new Date(serverNow())));
      setError(null);
      return true;
    } catch (cause) {
      const refused = cause instanceof Problem && !cause.transient && cause.status !== 409 && cause.status !== 412;
      if (!refused) {
        setError(cause as Error);
        return false;
      }
      put(work.current.queue.slice(batch.length));
      toastBad(`${problemText(cause)} ${cause.fields.map((f) => f.detail ?? "").filter(Boolean).slice(0, 2).join(" ")}`.trim());
      return true;
    }
  }, [id, put, queryClient, taxRate]);

  const flush = useCallback(async (): Promise<number | null> => {
    if (work.current.running) await work.current.running;
    if (work.current.queue.length > 0) {
      setSaving(true);
      work.current.running = (async () => {
        while (await step());
      })();
      await work.current.running;
      work.current.running = null;
      setSaving(false);
      await refresh(queryClient);
    }
    return work.current.queue.length > 0 ? null : (queryClient.getQueryData<Bill>(keys.bill(id))?.version ?? null);
  }, [id, queryClient, step]);

  useEffect(() => {
    if (queue.length === 0 || error) return;
    const timer = setTimeout(() => void flush(), REST_MS);
    return () => clearTimeout(timer);
  }, [queue, error, flush]);
  useEffect(() => () => void flush(), [flush]);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (work.current.queue.length > 0) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, []);

  const { refetch } = query;
  const again = useCallback(() => {
    setError(null);
    void refetch().then(() => flush());
  }, [refetch, flush]);
  const discard = useCallback(() => {
    put([]);
    setError(null);
    void refetch().then(() => refresh(queryClient));
  }, [put, queryClient, refetch]);

  const lines = useMemo(() => applyEdits(query.data?.lines ?? [], queue, taxRate), [query.data, queue, taxRate]);
  const edit = useCallback((edits: Edit[]) => edits.length > 0 && put([...work.current.queue, ...edits]), [put]);
  const stale = error instanceof Problem && (error.status === 409 || error.status === 412);
  return { bill: query.data, lines, edit, pending: queue.length, saving, savedAt, failure: error && !stale ? problemText(error) || t("problem.unknown") : null, stale, retry: again, discard, flush, loading: query.isPending, error: query.error };
}
