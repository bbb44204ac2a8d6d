import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import { upload } from "../../../api/upload";
import type { ListSource } from "../../../lib/source";
import { busy } from "./model";
import type { Import, ImportRow, Line, Mapping, Outcome } from "./types";

export const keys = {
  all: ["imports"] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
  lines: (id: string) => [...keys.all, "lines", id] as const,
};

export const importSource: ListSource<ImportRow> = { key: keys.all, page: (params, signal) => unwrap(client.GET("/imports", { params: flatQuery(params), signal })) };

/** How often a running step is looked at. */
const LOOK_MS = 700;

/** An import; while the server works on it, it is asked again and again. */
export function useImport(id: string) {
  return useQuery({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/imports/{id}", { params: { path: { id } }, signal })), refetchInterval: (query) => (query.state.data && busy(query.state.data.state) ? LOOK_MS : false) });
}

const linePage = (id: string, outcome: Outcome | "", cursor: string, signal?: AbortSignal) => unwrap(client.GET("/imports/{id}/rows", { params: { path: { id }, query: { ...(outcome ? { outcome } : {}), ...(cursor ? { cursor } : {}), limit: 200 } }, signal }));

/** The rows of which there is something to say. */
export function useLines(record: Import, outcome: Outcome | "") {
  return useInfiniteQuery({
    queryKey: [...keys.lines(record.id), record.version, outcome],
    queryFn: ({ pageParam, signal }) => linePage(record.id, outcome, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    enabled: record.state !== "uploaded" && record.state !== "checking",
  });
}

/** All of them, for a file. */
export async function everyLine(id: string): Promise<Line[]> {
  const lines: Line[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { items: Line[]; next: string | null } = await linePage(id, "", cursor);
    lines.push(...page.items);
    cursor = page.next;
  }
  return lines;
}

/** What an import changes may stand in any list. An older answer that is still on its way must not follow this one. */
async function keep(queryClient: QueryClient, saved: Import): Promise<void> {
  await queryClient.cancelQueries({ queryKey: keys.one(saved.id) });
  queryClient.setQueryData(keys.one(saved.id), saved);
  if (!busy(saved.state)) void queryClient.invalidateQueries();
}

export function useUpload() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: (input: { kind: string; file: File; onProgress: (share: number) => void }) => upload<Import>({ path: "/imports", fields: { kind: input.kind }, file: input.file, onProgress: input.onProgress }), onSuccess: (saved) => keep(queryClient, saved) });
}

const put = (on: Import, mapping: Mapping) => unwrap(client.PUT("/imports/{id}/mapping", { params: { path: { id: on.id }, header: ifMatch(on.version) }, body: mapping }));
const run = (on: Import, verb: "check" | "apply" | "undo") => unwrap(client.POST(`/imports/{id}/${verb}` as "/imports/{id}/check", { params: { path: { id: on.id }, header: ifMatch(on.version) } }));

/** Keeps the mapping, then looks what would come of it. */
export function useCheck() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: async ({ on, mapping }: { on: Import; mapping: Mapping }) => {
    const saved = await put(on, mapping);
    await keep(queryClient, saved);
    return run(saved, "check");
  }, onSuccess: (saved) => keep(queryClient, saved) });
}

export function useRun(verb: "apply" | "undo") {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: (on: Import) => run(on, verb), onSuccess: (saved) => keep(queryClient, saved) });
}

/** Says of rows that may be there already whether they are taken. */
export function useDecide() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: ({ on, rows, decision }: { on: Import; rows: number[]; decision: "create" | "skip" }) => unwrap(client.POST("/imports/{id}/decide", { params: { path: { id: on.id }, header: ifMatch(on.version) }, body: { rows, decision } })), onSuccess: (saved) => keep(queryClient, saved) });
}
