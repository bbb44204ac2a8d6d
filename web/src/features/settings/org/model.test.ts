import { expect, test } from "vitest";
import type { Department, Role } from "../../../api/types";
import { departmentTree, readableKinds, readReach } from "./model";

const department = (id: string, parent_id: string | null, entity_id = "e1"): Department => ({ id, version: 1, created_at: "", updated_at: "", actions: [], masked: [], active: true, position: 0, name: id, entity_id, parent_id: parent_id ?? "", people: 0 });

test("the tree keeps each department below its parent and other companies out", () => {
  const tree = departmentTree([department("b", "a"), department("a", null), department("c", "b"), department("x", null, "e2"), department("lost", "gone")], "e1");
  expect(tree.map((r) => [r.department.id, r.depth])).toEqual([["a", 0], ["b", 1], ["c", 2], ["lost", 0]]);
});

test("the matrix shows what any role may read; a missing permission reaches nothing", () => {
  const role = (grants: Role["grants"]): Role => ({ id: "r", version: 1, created_at: "", updated_at: "", actions: [], masked: [], builtin: true, kind: "business", code: "r", name_zh: "r", name_en: "r", holders: 1, grants, classes: [] });
  const roles = [role({ "customer:read": "own", "customer:update": "own" }), role({ "quote:read": "group", "customer:read": "entity" })];
  expect(readableKinds(roles)).toEqual(["customer", "quote"]);
  expect(readReach(roles[0] as Role, "quote")).toBe("none");
});
