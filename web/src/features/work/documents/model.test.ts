import { describe, expect, test } from "vitest";
import { contentHref, MAX_BYTES, ordered, refusal } from "./model";
import type { DocumentRow } from "./types";

const file = (name: string, size = 10, type = ""): Pick<File, "name" | "size" | "type"> => ({ name, size, type });

describe("a file is refused before it is sent", () => {
  test.each([
    ["empty", file("a.pdf", 0), "attachment", "documents.refused.empty"],
    ["one byte too large", file("a.pdf", MAX_BYTES + 1), "attachment", "documents.refused.large"],
    ["a scan that is no picture", file("a.docx"), "signed_scan", "documents.refused.scan"],
    ["a photo that is none", file("a.pdf"), "photo", "documents.refused.photo"],
  ] as const)("%s", (_, given, kind, reason) => expect(refusal(given, kind)).toBe(reason));
});

describe("a file is taken", () => {
  test.each([
    ["of exactly the limit", file("a.dwg", MAX_BYTES), "attachment"],
    ["as a scan by its ending in capitals", file("HT-01.PDF"), "signed_scan"],
    ["as a scan by its type", file("scan", 5, "image/jpeg"), "signed_scan"],
    ["in the national format", file("a.ofd"), "signed_scan"],
    ["as a photo", file("a.JPG"), "photo"],
  ] as const)("%s", (_, given, kind) => expect(refusal(given, kind)).toBeNull());
});

test("the newest stands first, what was voided last", () => {
  const row = (id: string, updated_at: string, voided_at: string | null): DocumentRow => ({ id, updated_at, voided_at }) as DocumentRow;
  const rows = [row("old", "2026-11-01", null), row("void", "2026-11-20", "2026-11-20"), row("new", "2026-11-19", null)];
  expect(ordered(rows).map((r) => r.id)).toEqual(["new", "old", "void"]);
});

test("a version has an address of its own", () => {
  expect(contentHref("d1")).toBe("/api/v1/documents/d1/content");
  expect(contentHref("d1", 2)).toBe("/api/v1/documents/d1/content?number=2");
});
