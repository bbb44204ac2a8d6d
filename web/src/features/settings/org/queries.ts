import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { PersonInput, PersonRecord } from "../../../api/types";
import type { ListSource } from "../../../lib/source";

const personKey = ["people"] as const;
const assignmentKey = ["assignments"] as const;
const departmentKey = ["departments"] as const;

export const personSource: ListSource<PersonRecord> = {
  key: personKey,
  page: (params, signal) => unwrap(client.GET("/people", { params: flatQuery(params), signal })),
};

export function usePerson(id: string) {
  return useQuery({ queryKey: [...personKey, "one", id], queryFn: ({ signal }) => unwrap(client.GET("/people/{id}", { params: { path: { id } }, signal })) });
}

/** The roles a person holds now, and where. Only those who may read roles see them. */
export function useAssignments(person: string, enabled: boolean) {
  return useQuery({
    queryKey: [...assignmentKey, person],
    queryFn: async ({ signal }) => (await unwrap(client.GET("/assignments", { params: flatQuery({ person_id: person, ended: "false", limit: "100" }), signal }))).items,
    enabled,
  });
}

export function useRoles(enabled = true) {
  return useQuery({ queryKey: ["roles"], queryFn: async ({ signal }) => (await unwrap(client.GET("/roles", { signal }))).items, staleTime: 300_000, enabled });
}

export function useEntities() {
  return useQuery({ queryKey: ["entities"], queryFn: async ({ signal }) => (await unwrap(client.GET("/entities", { signal }))).items, staleTime: 300_000 });
}

export function useDepartments() {
  return useQuery({ queryKey: departmentKey, queryFn: async ({ signal }) => (await unwrap(client.GET("/departments", { signal }))).items, staleTime: 60_000 });
}

/** A new account with a first password, which the server makes up and answers once. */
export function useCreatePerson() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: async (input: Omit<PersonInput, "language">) => {
      const person = await unwrap(client.POST("/people", { body: { ...input, language: "zh" } }));
      const { password } = await unwrap(client.POST("/people/{id}/reset-password", { params: { path: { id: person.id } } }));
      return { person, password };
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: personKey }),
  });
}

/** Locks an account out or lets it in again. */
export function useSetActive() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ person, active }: { person: Pick<PersonRecord, "id" | "version">; active: boolean }) => {
      const params = { path: { id: person.id }, header: ifMatch(person.version) };
      return unwrap(active ? client.POST("/people/{id}/enable", { params }) : client.POST("/people/{id}/disable", { params }));
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: personKey }),
  });
}

export function useAssign() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (body: { person_id: string; role_id: string; department_id: string }) => unwrap(client.POST("/assignments", { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: assignmentKey }),
  });
}

export function useCreateDepartment() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (body: { name: string; parent_id: string }) => unwrap(client.POST("/departments", { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: departmentKey }),
  });
}
