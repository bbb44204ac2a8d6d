import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../../../api/client";

const key = ["notices"];

/** The latest notices to the reader, and how many are unread. Asked again every minute. */
export function useNotices() {
  return useQuery({ queryKey: key, queryFn: ({ signal }) => unwrap(client.GET("/notices", { params: { query: { limit: 20 as never } }, signal })), refetchInterval: 60_000 });
}

export function useReadAll() {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: () => unwrap(client.POST("/notices/read", { body: { all: true } })), onSuccess: () => queryClient.invalidateQueries({ queryKey: key }) });
}
