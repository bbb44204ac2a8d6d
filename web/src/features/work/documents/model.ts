/** Rules about files that are told before anything is sent. Pure. */
import type { DocumentRow, Kind } from "./types";

/** Of one file, as the server has it. */
export const MAX_BYTES = 200 * 1024 * 1024;

/** What somebody may hang on a record by hand. */
export const KINDS = ["attachment", "drawing", "requirement", "photo", "evidence"] as const satisfies Kind[];

const IMAGE = /^image\/|\.(?:jpe?g|png|webp|gif|heic)$/i;
const PAPER = /^application\/(?:pdf|ofd)$|\.(?:pdf|ofd)$/i;

/** What an input offers for a kind; empty for anything. */
export const acceptOf = (kind: Kind): string => ({ signed_scan: ".pdf,.ofd,image/*", photo: "image/*" })[kind as string] ?? "";

/** Why a file will be refused, as a locale key; null when it may be sent. The server looks at the content again. */
export function refusal(file: Pick<File, "name" | "size" | "type">, kind: Kind): string | null {
  const is = (pattern: RegExp): boolean => pattern.test(file.type) || pattern.test(file.name);
  if (file.size === 0) return "documents.refused.empty";
  if (file.size > MAX_BYTES) return "documents.refused.large";
  if (kind === "photo" && !is(IMAGE)) return "documents.refused.photo";
  if (kind === "signed_scan" && !is(IMAGE) && !is(PAPER)) return "documents.refused.scan";
  return null;
}

/** What still counts first, newest first; what was voided at the end. */
export function ordered(rows: DocumentRow[]): DocumentRow[] {
  return [...rows].sort((a, b) => Number(a.voided_at !== null) - Number(b.voided_at !== null) || b.updated_at.localeCompare(a.updated_at));
}

/** Where a file, or one of its versions, is downloaded from. */
export function contentHref(id: string, number?: number): string {
  return `/api/v1/documents/${id}/content${number === undefined ? "" : `?number=${number}`}`;
}
