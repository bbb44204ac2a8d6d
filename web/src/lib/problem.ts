import i18next from "i18next";

/** One faulty field of a request: where, and the stable code of what is wrong. */
export interface FieldFault {
  path: string;
  code: string;
  detail?: string;
}

/** A refused request: RFC 9457 with a stable code. `message` is in the caller's language. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly fields: FieldFault[] = [],
    readonly requestId = "",
  ) {
    super(detail);
    this.name = "Problem";
  }

  /** Whether trying again may help: the server is away or too busy, the request itself is fine. */
  get transient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Reads the body of a refused request; anything that is not a problem document becomes a bare one. */
export function readProblem(status: number, body: unknown): Problem {
  if (typeof body !== "object" || body === null) return new Problem(status, `http.${status}`, "");
  const doc = body as { code?: string; detail?: string; title?: string; fields?: FieldFault[]; request_id?: string };
  return new Problem(status, doc.code ?? `http.${status}`, doc.detail ?? doc.title ?? "", doc.fields ?? [], doc.request_id ?? "");
}

/** The network gave no answer at all. */
export function unreachable(): Problem {
  return new Problem(0, "network.unreachable", "");
}

/** What to tell a person about an error: the server's words, or ours when it said nothing. */
export function problemText(error: Error): string {
  if (!(error instanceof Problem)) return i18next.t("problem.unknown");
  if (error.message !== "") return error.message;
  return i18next.t(error.status === 0 ? "problem.unreachable" : "problem.unknown");
}

/** The faults of a request by field, for a form to show below its fields. */
export function fieldErrors(error: Error | null): Record<string, string> {
  if (!(error instanceof Problem)) return {};
  return Object.fromEntries(error.fields.map((f) => [f.path.replace(/^body\./, ""), f.detail ?? i18next.t(`fault.${f.code}`, { defaultValue: error.message || f.code })]));
}
