import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../../../api/client";
import { greet, meQuery } from "../../../api/me";
import { setLanguage } from "../../../lib/i18n";
import { setTheme } from "../../../lib/theme";

export interface Credentials {
  username: string;
  password: string;
  /** Six digits, once the server has asked for them. */
  code?: string;
}

/** Signs in. A refusal is shown by the form, not in a toast. */
export function useSignIn() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (credentials: Credentials) => unwrap(client.POST("/session", { body: credentials })),
    onSuccess: async (me) => {
      queryClient.setQueryData(meQuery.queryKey, greet(me));
      setTheme(me.theme);
      await setLanguage(me.language);
    },
  });
}

/** Whether this installation still waits for its first administrator. */
export function useSetupState() {
  return useQuery({ queryKey: ["setup"], queryFn: ({ signal }) => unwrap(client.GET("/setup", { signal })), staleTime: Infinity });
}

export interface FirstAdministrator {
  group_name: string;
  /** The first company, as its licence says; the group's name when empty. */
  entity_name: string;
  username: string;
  name: string;
  password: string;
}

/** Creates the group and its first administrator, and signs in as them. */
export function useSetup() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (input: FirstAdministrator) => unwrap(client.POST("/setup", { body: { ...input, entity_name: input.entity_name || undefined } })),
    onSuccess: (me) => {
      queryClient.setQueryData(meQuery.queryKey, greet(me));
      queryClient.setQueryData(["setup"], { required: false });
    },
  });
}
