import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, flatQuery, ifMatch, unwrap } from "../../../api/client";
import type { Contact, Customer, CustomerInput, CustomerUpdate } from "../../../api/types";
import type { ListSource } from "../../../lib/source";

/** Keys of everything about customers, from the widest to the narrowest. */
export const keys = {
  all: ["customers"] as const,
  one: (id: string) => [...keys.all, "one", id] as const,
  contacts: (id: string) => [...keys.all, "contacts", id] as const,
  activities: (id: string) => [...keys.all, "activities", id] as const,
};

export const customerSource: ListSource<Customer> = {
  key: keys.all,
  page: (params, signal) => unwrap(client.GET("/customers", { params: flatQuery(params), signal })),
};

export const exportHref = (params: Record<string, string>): string => `/api/v1/customers/export?${new URLSearchParams(params).toString()}`;

export const customerQuery = (id: string) => queryOptions({ queryKey: keys.one(id), queryFn: ({ signal }) => unwrap(client.GET("/customers/{id}", { params: { path: { id } }, signal })) });

/** One record. Shown at once from a list that holds it, then refreshed. */
export function useCustomer(id: string) {
  const queryClient = useQueryClient();
  return useQuery({
    ...customerQuery(id),
    placeholderData: () =>
      queryClient
        .getQueriesData<{ pages: { items: Customer[] }[] }>({ queryKey: [...keys.all, "list"] })
        .flatMap(([, data]) => data?.pages.flatMap((p) => p.items) ?? [])
        .find((c) => c.id === id),
  });
}

export function useContacts(customer: string) {
  return useQuery({ queryKey: keys.contacts(customer), queryFn: ({ signal }) => unwrap(client.GET("/contacts", { params: flatQuery({ customer_id: customer, limit: "100" }), signal })) });
}

export function useActivities(customer: string) {
  return useQuery({ queryKey: keys.activities(customer), queryFn: ({ signal }) => unwrap(client.GET("/activities", { params: flatQuery({ ref: `customer/${customer}`, limit: "50", total: "true" }), signal })) });
}

/** Shows one hidden field of a contact. The server writes who looked, and why. */
export function useReveal() {
  return useMutation({
    mutationFn: ({ contact, purpose }: { contact: Contact; purpose: string }) => unwrap(client.POST("/contacts/{id}/reveal", { params: { path: { id: contact.id } }, body: { field: "mobile", purpose } })),
  });
}

export function useAddNote(customer: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => unwrap(client.POST("/activities", { body: { ref: `customer/${customer}`, kind: "note", text } })),
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
    mutationFn: (input: CustomerUpdate) => unwrap(client.PATCH("/customers/{id}", { params: { path: { id: customer?.id ?? "" }, header: ifMatch(customer?.version ?? 0) }, body: input })),
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.one(saved.id), saved);
      return queryClient.invalidateQueries({ queryKey: keys.all });
    },
  });
}

/** Customers that may be the same company, while a name or code is being typed. */
export function useDuplicates(name: string, uscc: string) {
  return useQuery({
    queryKey: [...keys.all, "duplicates", name, uscc],
    queryFn: ({ signal }) => unwrap(client.GET("/customers/duplicates", { params: { query: { name, uscc } }, signal })),
    enabled: name.length >= 2 || uscc.length === 18,
    placeholderData: (previous) => previous,
  });
}
