/** Customers, projects and colleagues to choose from: found by words as people type. */
import type { Match, PickSource } from "../lib/pick";
import { Problem } from "../lib/problem";
import { client, flatQuery, unwrap } from "./client";

/** As many as are looked through rather than searched. */
const FIRST = "30";

const asked = (text: string, more: Record<string, string> = {}) => flatQuery({ ...(text.trim() === "" ? {} : { q: text.trim() }), limit: FIRST, ...more });

/** Null for what is not there for the reader. */
async function seen<T>(pending: Promise<T>, match: (found: T) => Match): Promise<Match | null> {
  return pending.then(match, (cause: unknown) => {
    if (cause instanceof Problem && (cause.status === 403 || cause.status === 404)) return null;
    throw cause;
  });
}

const personMatch = (p: { id: string; name: string; entity: { name: string }; department: { name: string } }): Match => ({ id: p.id, name: p.name, line: `${p.entity.name} · ${p.department.name}` });

/** Active colleagues whom the reader may see, to be chosen; also who left is named. */
export const peopleSource: PickSource = {
  key: ["people", "match"],
  people: true,
  find: async (text, signal) => (await unwrap(client.GET("/people", { params: asked(text, { active: "true" }), signal }))).items.map(personMatch),
  one: (id, signal) => seen(unwrap(client.GET("/people/{id}", { params: { path: { id } }, signal })), personMatch),
};

/** Customers, the most recently changed first. */
export const customerSource: PickSource = {
  key: ["customers", "match"],
  find: async (text, signal) => (await unwrap(client.GET("/customers", { params: asked(text), signal }))).items.map((c) => ({ id: c.id, name: c.name, line: c.city })),
  one: (id, signal) => seen(unwrap(client.GET("/customers/{id}", { params: { path: { id } }, signal })), (c) => ({ id: c.id, name: c.name, line: c.city })),
};

/** Projects, of one customer when he is known. */
export function projectSource(customer?: string): PickSource {
  return {
    key: ["projects", "match", customer ?? ""],
    find: async (text, signal) => (await unwrap(client.GET("/projects", { params: asked(text, customer ? { customer_id: customer } : {}), signal }))).items.map((p) => ({ id: p.id, name: p.name, line: p.number })),
    one: (id, signal) => seen(unwrap(client.GET("/projects/{id}", { params: { path: { id } }, signal })), (p) => ({ id: p.id, name: p.name, line: p.number })),
  };
}

/** The active people of one customer: few, so that they come with him and are searched here. */
export function contactSource(customer: string): PickSource {
  const people = async (signal: AbortSignal): Promise<Match[]> => (await unwrap(client.GET("/customers/{id}", { params: { path: { id: customer } }, signal }))).contacts.filter((c) => c.active).map((c) => ({ id: c.id, name: c.name, line: c.title }));
  return {
    key: ["customers", "people of", customer],
    people: true,
    find: async (text, signal) => (await people(signal)).filter((m) => `${m.name}${m.line}`.toLowerCase().includes(text.trim().toLowerCase())),
    one: async (id, signal) => (await people(signal)).find((m) => m.id === id) ?? null,
  };
}
