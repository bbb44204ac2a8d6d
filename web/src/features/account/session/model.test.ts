import { expect, test } from "vitest";
import { Problem } from "../../../lib/problem";
import { needsCode, nextAddress } from "./model";

test("after signing in one stays on this site", () => {
  expect(nextAddress("/customers?id=c1")).toBe("/customers?id=c1");
  for (const bad of [undefined, "", "https://example.invalid/", "//example.invalid", "/\\example.invalid", "javascript:alert(1)"]) expect(nextAddress(bad)).toBe("/");
});

test("only the server's own word asks for the second factor", () => {
  expect(needsCode(new Problem(401, "auth.code_required", ""))).toBe(true);
  expect(needsCode(new Problem(401, "auth.invalid_credentials", ""))).toBe(false);
  expect(needsCode(new Error("auth.code_required"))).toBe(false);
});
