import { expect, test } from "vitest";
import type { Department, Role } from "../../../api/types";
import { changesOf, choiceLines, departmentTree, permissionsFor, readableKinds, readChoices, readReach, roleFaults, roleFormOf, withClass, withReach } from "./model";

const department = (id: string, parent_id: string | null, entity_id = "e1"): Department => ({ id, version: 1, created_at: "", updated_at: "", actions: [], masked: [], active: true, position: 0, name: id, entity_id, parent_id: parent_id ?? "", people: 0 });

test("the tree keeps each department below its parent and other companies out", () => {
  const tree = departmentTree([department("b", "a"), department("a", null), department("c", "b"), department("x", null, "e2"), department("lost", "gone")], "e1");
  expect(tree.map((r) => [r.department.id, r.depth])).toEqual([["a", 0], ["b", 1], ["c", 2], ["lost", 0]]);
});

const seller: Role = { id: "r1", version: 1, created_at: "", updated_at: "", actions: ["update"], masked: [], builtin: true, kind: "business", code: "sales", name_zh: "r", name_en: "r", holders: 6, grants: { "quote:read": "own", "quote:create": "own" }, classes: ["price"] };

test("changes wait with what they were, and one that is taken back is none", () => {
  const wider = withReach(seller, {}, "quote:read", "group");
  expect(changesOf([seller], wider)).toEqual([{ role: seller, subject: "quote:read", from: "own", to: "group", wider: true }]);
  expect(withReach(seller, wider, "quote:read", "own")).toEqual({});
  const narrower = withReach(seller, wider, "quote:create", "none");
  expect(changesOf([seller], narrower).map((c) => [c.subject, c.to, c.wider])).toEqual([["quote:read", "group", true], ["quote:create", "none", false]]);
});

test("a field class is shown or masked", () => {
  const drafts = withClass(seller, withClass(seller, {}, "cost", true), "price", false);
  expect(changesOf([seller], drafts).map((c) => [c.subject, c.from, c.to, c.wider])).toEqual([["price", "clear", "masked", false], ["cost", "masked", "clear", true]]);
  expect(withClass(seller, withClass(seller, {}, "cost", true), "cost", false)).toEqual({});
});

test("a role is offered what its kind may hold", () => {
  const catalogue = [{ permission: "role:manage", kinds: ["security"] }, { permission: "quote:create", kinds: ["business"] }, { permission: "lead:read", kinds: ["business", "audit"] }];
  expect(permissionsFor("business", catalogue)).toEqual([{ kind: "lead", permissions: ["lead:read"] }, { kind: "quote", permissions: ["quote:create"] }]);
});

test("the matrix shows what any role may read; a missing permission reaches nothing", () => {
  const role = (grants: Role["grants"]): Role => ({ id: "r", version: 1, created_at: "", updated_at: "", actions: [], masked: [], builtin: true, kind: "business", code: "r", name_zh: "r", name_en: "r", holders: 1, grants, classes: [] });
  const roles = [role({ "customer:read": "own", "customer:update": "own" }), role({ "quote:read": "group", "customer:read": "entity" })];
  expect(readableKinds(roles)).toEqual(["customer", "quote"]);
  expect(readReach(roles[0] as Role, "quote")).toBe("none");
});

test("choices are edited as lines", () => {
  const choices = [{ value: "steel", label_zh: "S", label_en: "Steel" }];
  expect(readChoices(choiceLines(choices))).toEqual(choices);
  expect(readChoices("a\n\n b | B ")).toEqual([{ value: "a", label_zh: "a", label_en: "a" }, { value: "b", label_zh: "B", label_en: "B" }]);
});

test("a role wants both names, a new one a plain code, a renamed one a reason", () => {
  const fresh = { ...roleFormOf(undefined), name_zh: "巡检", name_en: "Inspector", code: "inspector_2" };
  expect(roleFaults(fresh)).toEqual({});
  expect(roleFaults({ ...fresh, code: "2 Inspector", name_en: " " })).toEqual({ code: "roles.fault.code", name_en: "roles.fault.name" });
  expect(roleFaults({ ...fresh, fresh: false, code: "", reason: "x" })).toEqual({ reason: "roles.fault.reason" });
});
