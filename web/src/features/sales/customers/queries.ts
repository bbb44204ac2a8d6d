import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";
import type { Contact, Customer, CustomerInput, CustomerRow } from "../../../api/types";
import type { NavCount } from "../../../lib/module";
import type { ListSource } from "../../../lib/source";

export type ContactInput = components["schemas"]["CustomerContactInput"];

/** Keys of everything about customers, from the widest to the narrowest. */
export const keys = {
  all: ["customers"] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
};

export const customerSource: ListSource<CustomerRow> = {
  key: keys.all,
  page: (params, signal) => unwrap(client.GET("/customers", { params: flatQuery(params), signal })),
};

/** Where the filtered list is downloaded from, as a workbook. */
export const exportHref = (params: Record<string, string>): string => `/api/v1/customers/export?${new URLSearchParams({ ...params, format: "xlsx" }).toString()}`;

export const customerQuery = (id: string) => queryOptions({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/customers/{id}", { params: { path: { id } }, signal })) });

/** One customer with its people and engagements. */
export function useCustomer(id: string) {
  return useQuery(customerQuery(id));
}

/** How many customers the reader may see, for the sidebar. */
export const customerCount: NavCount = () => ({
  key: keys.all,
  load: async (signal) => (await customerSource.page({ limit: "1", total: "true" }, signal)).total ?? 0,
});

/** Shows the hidden fields of a contact. The server writes who looked, and why. */
export function useReveal() {
  return useMutation({
    meta: { handled: true },
    mutationFn: ({ contact, reason }: { contact: Contact; reason: string }) => unwrap(client.POST("/contacts/{id}/reveal", { params: { path: { id: contact.id } as never }, body: { reason } })),
  });
}

/** Adds a person to a customer, or replaces what is known of one unless somebody else did so first (409). A new decision maker may open the gate of an opportunity or a handover. */
export function useSaveContact(customer: string, contact: Contact | undefined) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (input: ContactInput) =>
      unwrap(contact ? client.PUT("/contacts/{id}", { params: { path: { id: contact.id } as never, header: ifMatch(contact.version) }, body: input }) : client.POST("/contacts", { body: { ...input, customer_id: customer } })),
    onSuccess: () => Promise.all([keys.all, ["opportunities"], ["handovers"]].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
}

/** Creates a customer; the form shows what is refused. */
export function useCreateCustomer() {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (input: CustomerInput) => unwrap(client.POST("/customers", { body: input })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.all }),
  });
}

/** Changes a customer, unless somebody else did so first (409). */
export function useUpdateCustomer(customer: Customer | undefined) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { handled: true },
    mutationFn: (input: CustomerInput) => unwrap(client.PUT("/customers/{id}", { params: { path: { id: customer?.id ?? "" } as never, header: ifMatch(customer?.version ?? 0) }, body: input })),
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.one(saved.id), saved);
      return queryClient.invalidateQueries({ queryKey: keys.all });
    },
  });
}

/** Customers on file that may be the same company, while a name or code is being typed. */
export function useTwins(name: string, uscc: string) {
  return useQuery({
    queryKey: [...keys.all, "twins", name, uscc],
    queryFn: ({ signal }) => unwrap(client.POST("/customers/check", { body: { name, uscc: uscc || undefined, party: "owner", type: "private" }, signal })),
    enabled: name.length >= 2,
    placeholderData: (previous) => previous,
    retry: false,
  });
}

/** Somebody who can look after a customer, and for which company. */
export interface Candidate {
  id: string;
  name: string;
  entity: string;
}

/** Active colleagues by what was typed, each with the company. */
export function useCandidates(text: string) {
  return useQuery({
    queryKey: ["people", "by company", text],
    queryFn: async ({ signal }) => (await unwrap(client.GET("/people", { params: flatQuery({ ...(text === "" ? {} : { q: text }), limit: "8", active: "true" }), signal }))).items.map((p): Candidate => ({ id: p.id, name: p.name, entity: p.entity.name })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export type Assignment = components["schemas"]["CustomerAssignment"];

/** Verbs on a customer that want a reason. */
export type Standing = "blacklist" | "restore" | "confirm-registration";

/** What a person does with a customer beside writing it. */
export type CustomerAct = { verb: "engage"; to: Assignment } | { verb: Standing; reason: string };

/** Does it, unless somebody else changed the customer first. What it says and allows may be gone for the reader afterwards. */
export function useCustomerAct(customer: Pick<Customer, "id" | "version">) {
  const queryClient = useQueryClient();
  const params = { path: { id: customer.id } as never, header: ifMatch(customer.version) };
  return useMutation({
    meta: { handled: true },
    mutationFn: (act: CustomerAct) => {
      if (act.verb === "engage") return unwrap(client.POST("/customers/{id}/engage", { params, body: act.to }));
      if (act.verb === "confirm-registration") return unwrap(client.POST("/customers/{id}/confirm-registration", { params, body: { reason: act.reason } }));
      return unwrap(act.verb === "blacklist" ? client.POST("/customers/{id}/blacklist", { params, body: { reason: act.reason } }) : client.POST("/customers/{id}/restore", { params, body: { reason: act.reason } }));
    },
    onSuccess: () => Promise.all([keys.all, ["activities"]].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
}
