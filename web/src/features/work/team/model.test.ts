import { expect, test } from "vitest";
import { nextPart, oneRowEach, partsOf } from "./model";
import type { Member } from "./queries";

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

test("an owner who plays a part besides stands in one row, with the part that can be ended", () => {
  const one = (person_id: string, part: Member["part"]): Member => ({ person_id, part, name: person_id, department: "" }) as Member;
  const sales = one("a", "sales_rep");
  expect(oneRowEach([one("a", "owner"), sales, one("b", "technical")])).toEqual([{ ...sales, owns: true }, one("b", "technical")]);
  expect(oneRowEach([one("a", "owner"), one("b", "technical"), one("b", "observer")])).toHaveLength(3);
});
