import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import { fieldKey, type FieldDefinition } from "../../../api/customFields";
import type { components } from "../../../api/schema";
import type { Assignment, Department, Entity, PersonInput, PersonRecord, Role } from "../../../api/types";
import type { ListSource } from "../../../lib/source";
import type { EntityForm, RoleDraft, RoleForm } from "./model";

const personKey = ["people"] as const;
const resetKey = ["password-resets"] as const;
const assignmentKey = ["assignments"] as const;
const departmentKey = ["departments"] as const;
const entityKey = ["entities"] as const;
const groupKey = ["group"] as const;

export type Group = components["schemas"]["OrgGroupView"];

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

/** Every permission of the product, and which kinds of role may hold it. */
export function usePermissions() {
  return useQuery({ queryKey: ["permissions"], queryFn: async ({ signal }) => (await unwrap(client.GET("/permissions", { signal }))).items, staleTime: Infinity });
}

/** Who holds a role now, and where. */
export function useHolders(role: string) {
  return useQuery({ queryKey: [...assignmentKey, "role", role], queryFn: async ({ signal }) => (await unwrap(client.GET("/assignments", { params: flatQuery({ role_id: role, ended: "false", limit: "200" }), signal }))).items, enabled: role !== "" });
}

/** Saves what a role may see and do. The reason stands in the audit log. */
export function useUpdateRole() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ role, draft, reason }: { role: Pick<Role, "id" | "version">; draft: RoleDraft; reason: string }) =>
      unwrap(client.PATCH("/roles/{id}", { params: { path: { id: role.id }, header: ifMatch(role.version) }, body: { grants: draft.grants, classes: draft.classes, reason } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["roles"] }),
  });
}

/** A new business role, with what another one may see and do, or nothing yet. */
export function useCreateRole() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ form, like }: { form: RoleForm; like?: Role }) =>
      unwrap(client.POST("/roles", { body: { code: form.code.trim(), name_zh: form.name_zh.trim(), name_en: form.name_en.trim(), kind: "business", grants: like?.grants ?? {}, classes: (like?.classes.filter((c) => c !== "public") ?? []) as ("contact" | "price" | "cost")[] } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["roles"] }),
  });
}

/** Calls a role otherwise, unless somebody else changed it first. */
export function useRenameRole() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ role, form }: { role: Role; form: RoleForm }) =>
      unwrap(client.PATCH("/roles/{id}", { params: { path: { id: role.id }, header: ifMatch(role.version) }, body: { name_zh: form.name_zh.trim(), name_en: form.name_en.trim(), reason: form.reason.trim() } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["roles"] }),
  });
}

/** Takes a role away from a person, at once. */
export function useEndAssignment() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ assignment, reason }: { assignment: Pick<Assignment, "id" | "version">; reason: string }) =>
      unwrap(client.POST("/assignments/{id}/end", { params: { path: { id: assignment.id }, header: ifMatch(assignment.version) }, body: { reason } })),
    onSettled: () => Promise.all([queryClient.invalidateQueries({ queryKey: assignmentKey }), queryClient.invalidateQueries({ queryKey: ["roles"] })]),
  });
}

export function useEntities() {
  return useQuery({ queryKey: entityKey, queryFn: async ({ signal }) => (await unwrap(client.GET("/entities", { signal }))).items, staleTime: 300_000 });
}

/** The installation's name. */
export function useGroup() {
  return useQuery({ queryKey: groupKey, queryFn: ({ signal }) => unwrap(client.GET("/group", { signal })) });
}

/** The sidebar says the group's name. */
export function useRenameGroup(group: Group) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (name: string) => unwrap(client.PATCH("/group", { params: { header: ifMatch(group.version) }, body: { name } })),
    onSuccess: () => Promise.all([groupKey, ["me"]].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
}

/** Adds a company with its root department, or changes one unless somebody else did so first. Its names stand beside people and departments. */
export function useSaveEntity(entity: Entity | undefined) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ active, short_name, ...form }: EntityForm) => {
      const names = short_name === "" ? form : { ...form, short_name };
      return unwrap(entity ? client.PATCH("/entities/{id}", { params: { path: { id: entity.id } as never, header: ifMatch(entity.version) }, body: { ...names, active } }) : client.POST("/entities", { body: names }));
    },
    onSuccess: () => Promise.all([entityKey, departmentKey, personKey, ["me"]].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
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
    mutationFn: (body: { person_id: string; role_id: string; department_id: string; until?: string; reason: string }) => unwrap(client.POST("/assignments", { body })),
    onSuccess: () => Promise.all([queryClient.invalidateQueries({ queryKey: assignmentKey }), queryClient.invalidateQueries({ queryKey: ["roles"] })]),
  });
}

/** Changes what is known of a person, unless somebody else did so first. */
export function useUpdatePerson(person: Pick<PersonRecord, "id" | "version">) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (body: { username: string; name: string; title: string; mobile?: string; email?: string; department_id: string }) => unwrap(client.PATCH("/people/{id}", { params: { path: { id: person.id }, header: ifMatch(person.version) }, body })),
    onSuccess: () => Promise.all([queryClient.invalidateQueries({ queryKey: personKey }), queryClient.invalidateQueries({ queryKey: departmentKey })]),
  });
}

/** A new password, made up by the server and answered once; or the second factor away, because the phone is lost. */
export function useResetPassword() {
  return useMutation({ meta: { handled: true }, mutationFn: (id: string) => unwrap(client.POST("/people/{id}/reset-password", { params: { path: { id } } })) });
}

/** New passwords that wait for a security administrator. */
export function useResets(enabled: boolean) {
  return useQuery({ queryKey: resetKey, queryFn: async ({ signal }) => (await unwrap(client.GET("/password-resets", { signal }))).items, enabled });
}

/** The second half of a new password, answered once; what was asked for happens now. */
export function useConfirmReset() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: (id: string) => unwrap(client.POST("/people/{id}/confirm-reset", { params: { path: { id } } })), onSettled: () => queryClient.invalidateQueries({ queryKey: resetKey }) });
}

export function useResetTotp() {
  return useMutation({ meta: { handled: true }, mutationFn: (id: string) => unwrap(client.POST("/people/{id}/reset-totp", { params: { path: { id } } })) });
}

/** Renames, moves, closes or opens a department. */
export function useUpdateDepartment() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ department, ...body }: { department: Pick<Department, "id" | "version">; name?: string; parent_id?: string; active?: boolean }) =>
      unwrap(client.PATCH("/departments/{id}", { params: { path: { id: department.id }, header: ifMatch(department.version) }, body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: departmentKey }),
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

export type FieldInput = Pick<FieldDefinition, "kind" | "key" | "label_zh" | "label_en" | "type" | "choices" | "required" | "class">;

/** Every definition of a kind, those out of use too. */
export function useFieldDefinitions(kind: string) {
  return useQuery({ queryKey: [...fieldKey, kind], queryFn: async ({ signal }) => (await unwrap(client.GET("/custom-fields", { params: { query: { kind } }, signal }))).items });
}

export function useCreateField() {
  const queryClient = useQueryClient();
  return useMutation({ meta: { handled: true }, mutationFn: (body: FieldInput) => unwrap(client.POST("/custom-fields", { body })), onSuccess: () => queryClient.invalidateQueries({ queryKey: fieldKey }) });
}

/** Changes a definition; kind, key and type stay what they are. */
export function useUpdateField() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ field, change }: { field: Pick<FieldDefinition, "id" | "version">; change: Partial<Pick<FieldDefinition, "label_zh" | "label_en" | "choices" | "required" | "class" | "position" | "active">> }) =>
      unwrap(client.PATCH("/custom-fields/{id}", { params: { path: { id: field.id }, header: ifMatch(field.version) }, body: change })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: fieldKey }),
  });
}
