import { expect, test } from "vitest";
import { nextPart, partsOf } from "./model";

test("a deal asks for the open part of its triangle, then for help", () => {
  expect(nextPart("opportunity", ["owner"])).toBe("technical");
  expect(nextPart("opportunity", ["owner", "technical"])).toBe("commercial");
  expect(nextPart("opportunity", ["owner", "technical", "commercial", "project_manager", "collaborator", "observer"])).toBe("collaborator");
});

test("elsewhere the usual part comes first, whoever is there", () => {
  expect(nextPart("project", ["owner", "member"])).toBe("member");
  expect(nextPart("contract", [])).toBe("technical");
  expect(partsOf("customer")).not.toContain("sales_rep");
});
