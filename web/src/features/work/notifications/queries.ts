import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getUndescribed } from "../../../api/client";

/** A message to the reader. */
export interface Notification {
  id: string;
  title: string;
  text: string;
  created_at: string;
  read_at: string | null;
}

interface NotificationPage {
  items: Notification[];
  unread: number;
}

const key = ["notifications"];

/** The latest messages to the reader, and how many are unread. Asked again every minute. */
export function useNotifications() {
  return useQuery({ queryKey: key, queryFn: ({ signal }) => getUndescribed<NotificationPage>("/notifications", { limit: "20" }, signal), refetchInterval: (query) => (query.state.error ? false : 60_000) });
}

export function useReadAll() {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: () => fetch("/api/v1/notifications/read-all", { method: "POST", headers: { "Idempotency-Key": crypto.randomUUID() } }), onSuccess: () => queryClient.invalidateQueries({ queryKey: key }) });
}
