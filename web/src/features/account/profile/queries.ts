import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../../../api/client";
import { meQuery } from "../../../api/me";
import type { components } from "../../../api/schema";

const sessions = ["me", "sessions"];
const tokens = ["me", "tokens"];

/** After a temporary password the account may do what it could not before, so it is read again. */
export function useChangePassword() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: (body: { current: string; password: string }) => unwrap(client.POST("/me/password", { body })), onSuccess: () => queryClient.invalidateQueries({ queryKey: meQuery.queryKey, exact: true }) });
}

/** Begins a second factor: a secret, and the address an authenticator app scans. */
export function useBeginTotp() {
  return useMutation({ mutationFn: () => unwrap(client.POST("/me/totp")) });
}

/** Replaces the recovery codes; the new ones are answered once. */
export function useRenewCodes() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: (code: string) => unwrap(client.POST("/me/totp/recovery-codes", { body: { code } })), onSuccess: () => queryClient.invalidateQueries({ queryKey: meQuery.queryKey }) });
}

/** Turns the second factor off, against its own six digits. */
export function useDisableTotp() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: (code: string) => unwrap(client.POST("/me/totp/disable", { body: { code } })), onSuccess: () => queryClient.invalidateQueries({ queryKey: meQuery.queryKey, exact: true }) });
}

/** Turns the second factor on, once six digits prove that the app has the secret. */
export function useConfirmTotp() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: (code: string) => unwrap(client.POST("/me/totp/confirm", { body: { code } })), onSuccess: () => queryClient.invalidateQueries({ queryKey: meQuery.queryKey, exact: true }) });
}

export function useSessions() {
  return useQuery({ queryKey: sessions, queryFn: ({ signal }) => unwrap(client.GET("/me/sessions", { signal })) });
}

export function useRevokeSession() {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: (id: string) => unwrap(client.DELETE("/me/sessions/{id}", { params: { path: { id } } })), onSuccess: () => queryClient.invalidateQueries({ queryKey: sessions }) });
}

export function useTokens() {
  return useQuery({ queryKey: tokens, queryFn: ({ signal }) => unwrap(client.GET("/tokens", { signal })) });
}

/** Creates an API token. Its text is answered once and never again. */
export function useCreateToken() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: (body: { name: string; scope: "read" | "all" }) => unwrap(client.POST("/tokens", { body })), onSuccess: () => queryClient.invalidateQueries({ queryKey: tokens }) });
}

export function useRevokeToken() {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: (id: string) => unwrap(client.DELETE("/tokens/{id}", { params: { path: { id } } })), onSuccess: () => queryClient.invalidateQueries({ queryKey: tokens }) });
}

export type MailWish = components["schemas"]["NoticePreferenceSetWishBody"];
const wish = ["me", "mail wish"];

/** Which notices the reader wants by mail too. */
export function useMailWish() {
  return useQuery({ queryKey: wish, queryFn: ({ signal }) => unwrap(client.GET("/notices/preference", { signal })) });
}

export function useSetMailWish() {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: (body: MailWish) => unwrap(client.PUT("/notices/preference", { body })), onSuccess: (saved) => queryClient.setQueryData(wish, saved) });
}
