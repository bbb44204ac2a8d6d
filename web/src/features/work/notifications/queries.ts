import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../../../api/client";

const key = ["notifications"];

/** The latest messages to the reader, and how many are unread. Asked again every minute. */
export function useNotifications() {
  return useQuery({ queryKey: key, queryFn: ({ signal }) => unwrap(client.GET("/notifications", { params: { query: { limit: 20 } }, signal })), refetchInterval: 60_000 });
}

export function useReadAll() {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: () => unwrap(client.POST("/notifications/read-all")), onSuccess: () => queryClient.invalidateQueries({ queryKey: key }) });
}
