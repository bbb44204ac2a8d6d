import type { Department, Reach, Role } from "../../../api/types";

/** A department with its place in the tree. */
export interface TreeRow {
  department: Department;
  depth: number;
}

/** The departments of one entity, each below its parent. A parent that is missing makes a root. */
export function departmentTree(departments: Department[], entity: string): TreeRow[] {
  const own = departments.filter((d) => d.entity_id === entity);
  const known = new Set(own.map((d) => d.id));
  const below = (parent: string | null, depth: number): TreeRow[] =>
    own.filter((d) => (d.parent_id && known.has(d.parent_id) ? d.parent_id : null) === parent).flatMap((d) => [{ department: d, depth }, ...below(d.id, depth + 1)]);
  return below(null, 0);
}

/** Kinds of records that any role may read, in the order of first appearance. */
export function readableKinds(roles: Role[]): string[] {
  const kinds = roles.flatMap((r) => Object.keys(r.grants)).filter((p) => p.endsWith(":read")).map((p) => p.slice(0, -":read".length));
  return [...new Set(kinds)];
}

/** How far a role may read records of a kind. */
export function readReach(role: Role, kind: string): Reach {
  return (role.grants[`${kind}:read`] ?? "none") as Reach;
}

/** Field classes, from the most open to the most closed. */
export const CLASSES = ["contact", "price", "cost"] as const;

/** How each reach is shaded: the further, the stronger. */
export const REACHES: Reach[] = ["own", "department", "entity", "group"];

/** A role's name in the language of the page. */
export function roleName(role: { name_zh: string; name_en: string }, language: string): string {
  return language === "en" ? role.name_en || role.name_zh : role.name_zh;
}
