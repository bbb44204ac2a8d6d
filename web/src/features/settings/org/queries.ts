import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { User, UserInput } from "../../../api/types";
import type { ListSource } from "../../../lib/source";

const userKey = ["users"] as const;
const departmentKey = ["departments"] as const;
const EVERYTHING = { limit: "1000" };

export const userSource: ListSource<User> = {
  key: userKey,
  page: (params, signal) => unwrap(client.GET("/users", { params: flatQuery(params), signal })),
};

export function useUser(id: string) {
  return useQuery({ queryKey: [...userKey, "one", id], queryFn: ({ signal }) => unwrap(client.GET("/users/{id}", { params: { path: { id } }, signal })) });
}

export function useRoles() {
  return useQuery({ queryKey: ["roles"], queryFn: async ({ signal }) => (await unwrap(client.GET("/roles", { signal }))).items, staleTime: 300_000 });
}

export function useEntities() {
  return useQuery({ queryKey: ["entities"], queryFn: async ({ signal }) => (await unwrap(client.GET("/entities", { signal }))).items, staleTime: 300_000 });
}

export function useDepartments() {
  return useQuery({ queryKey: departmentKey, queryFn: async ({ signal }) => (await unwrap(client.GET("/departments", { params: flatQuery(EVERYTHING), signal }))).items, staleTime: 60_000 });
}

/** Creates an account; its form shows what is refused. */
export function useCreateUser() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: (input: UserInput) => unwrap(client.POST("/users", { body: input })), onSuccess: () => queryClient.invalidateQueries({ queryKey: userKey }) });
}

/** Locks an account out or lets it in again. */
export function useSetActive() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ user, active }: { user: Pick<User, "id" | "version">; active: boolean }) => {
      const params = { path: { id: user.id }, header: ifMatch(user.version) };
      return unwrap(active ? client.POST("/users/{id}/enable", { params }) : client.POST("/users/{id}/disable", { params }));
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: userKey }),
  });
}

export function useCreateDepartment() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (input: { name: string; entity_id: string; parent_id?: string }) => unwrap(client.POST("/departments", { body: input })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: departmentKey }),
  });
}
