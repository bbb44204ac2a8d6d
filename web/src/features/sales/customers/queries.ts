import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { Contact, Customer, CustomerInput, CustomerRow } from "../../../api/types";
import type { NavCount } from "../../../lib/module";
import type { ListSource } from "../../../lib/source";

/** Keys of everything about customers, from the widest to the narrowest. */
export const keys = {
  all: ["customers"] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
  activities: (id: string) => [...keys.all, "activities", id] as const,
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

export function useActivities(customer: string) {
  return useQuery({ queryKey: keys.activities(customer), queryFn: ({ signal }) => unwrap(client.GET("/activities", { params: flatQuery({ customer_id: customer, limit: "50", total: "true" }), signal })) });
}

/** Shows the hidden fields of a contact. The server writes who looked, and why. */
export function useReveal() {
  return useMutation({
    mutationFn: ({ contact, reason }: { contact: Contact; reason: string }) => unwrap(client.POST("/contacts/{id}/reveal", { params: { path: { id: contact.id } as never }, body: { reason } })),
  });
}

export function useAddNote(customer: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => unwrap(client.POST("/activities", { body: { ref: { kind: "customer", id: customer }, customer_id: customer, kind: "note", text } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.activities(customer) }),
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
