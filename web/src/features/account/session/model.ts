import { Problem } from "../../../lib/problem";

/** Where to go after signing in: only an address of this site, never another. */
export function nextAddress(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : "/";
}

/** Whether the server accepted the password and now wants the six digits. */
export function needsCode(error: Error): boolean {
  return error instanceof Problem && error.code === "auth.code_required";
}

/** The shortest password the form lets through; the server judges again. */
export const MIN_PASSWORD = 12;
