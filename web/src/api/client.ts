import createClient, { type Middleware } from "openapi-fetch";
import i18next from "i18next";
import { readProblem, unreachable } from "../lib/problem";
import type { paths } from "./schema";

/** Adds what every request carries: the language, and a key that makes a repeated POST harmless. */
const headers: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", i18next.language ?? "zh");
    if (request.method === "POST" && !request.headers.has("Idempotency-Key")) request.headers.set("Idempotency-Key", crypto.randomUUID());
    return request;
  },
};

/** What is on its way, by what it asks. */
const inFlight = new Map<string, Promise<Response>>();

/** Sends a change. The second press of a double click asks nothing anew: it gets the answer of the first. */
async function send(request: Request): Promise<Response> {
  if (request.method === "GET") return fetch(request);
  const asks = [request.method, request.url, request.headers.get("If-Match"), await request.clone().text()].join("\n");
  const answer = inFlight.get(asks) ?? fetch(request).finally(() => inFlight.delete(asks));
  inFlight.set(asks, answer);
  return (await answer).clone();
}

/** The typed client. Only the queries.ts of a feature calls it. */
export const client = createClient<paths>({ baseUrl: "/api/v1", credentials: "same-origin", fetch: send });
client.use(headers);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer; throws a Problem when it was refused or never came. */
export async function unwrap<T>(pending: Promise<Answer<T>>): Promise<T> {
  const answer = await pending.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw unreachable();
  });
  if (!answer.response.ok) throw readProblem(answer.response.status, answer.error);
  return answer.data as T;
}

/** The header that makes a change conditional on the version the user saw. */
export function ifMatch(version: number): { "If-Match": string } {
  return { "If-Match": `"${version}"` };
}

/**
 * Filters, sort and paging of a list. Their names differ from list to list, so
 * the document describes them loosely and the address bar decides.
 */
export function flatQuery(params: Record<string, string>): { query: never } {
  return { query: params as never };
}
