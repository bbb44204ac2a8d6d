import type { Department, Entity, Reach, Role } from "../../../api/types";

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

/** The order in which the trade meets kinds of records; others follow by name. */
const KIND_ORDER = ["lead", "customer", "opportunity", "quote", "contract", "project", "milestone", "handover", "invoice", "receipt", "collection", "survey", "improvement", "approval", "document", "task", "activity"];

const kindOf = (permission: string): string => permission.split(":")[0] ?? "";
export const verbOf = (permission: string): string => permission.split(":")[1] ?? "";

const inOrder = (kinds: Iterable<string>): string[] => {
  const place = (kind: string): number => (KIND_ORDER.includes(kind) ? KIND_ORDER.indexOf(kind) : KIND_ORDER.length);
  return [...new Set(kinds)].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
};

/** Kinds of records that any role may read, as the trade meets them. */
export function readableKinds(roles: Role[]): string[] {
  return inOrder(roles.flatMap((r) => Object.keys(r.grants)).filter((p) => p.endsWith(":read")).map(kindOf));
}

/** How far a role may read records of a kind. */
export function readReach(role: Role, kind: string): Reach {
  return reachOf(role, `${kind}:read`);
}

export function reachOf(role: Pick<Role, "grants">, permission: string): Reach {
  return (role.grants[permission] ?? "none") as Reach;
}

/** Field classes, from the most open to the most closed. */
export const CLASSES = ["contact", "price", "cost"] as const;
export type FieldClass = (typeof CLASSES)[number];

/** How each reach is shaded: the further, the stronger. */
export const REACHES: Reach[] = ["own", "department", "entity", "group"];
export const ALL_REACHES: Reach[] = ["none", ...REACHES];

/** A role's name in the language of the page. */
export function roleName(role: { name_zh: string; name_en: string }, language: string): string {
  return language === "en" ? role.name_en || role.name_zh : role.name_zh;
}

/** A permission of the product, and which kinds of role may hold it. */
export interface CatalogueEntry {
  permission: string;
  kinds: string[];
}

/** What roles of a kind may be given, by kind of record. */
export function permissionsFor(kind: Role["kind"], catalogue: CatalogueEntry[]): { kind: string; permissions: string[] }[] {
  const fitting = catalogue.filter((e) => e.kinds.includes(kind)).map((e) => e.permission);
  return inOrder(fitting.map(kindOf)).map((name) => ({ kind: name, permissions: fitting.filter((p) => kindOf(p) === name) }));
}

/** The grants and classes of a role that are to be, while nothing is saved. */
export interface RoleDraft {
  grants: Record<string, string>;
  classes: string[];
}
export type Drafts = Record<string, RoleDraft>;

/** A role as it will be. */
export function drafted(role: Role, drafts: Drafts): Role {
  const draft = drafts[role.id];
  return draft ? { ...role, grants: draft.grants, classes: draft.classes as Role["classes"] } : role;
}

/** One change that waits to be saved. */
export interface RoleChange {
  role: Role;
  /** "quote:read", or a class. */
  subject: string;
  from: string;
  to: string;
  /** More is seen or done than before. */
  wider: boolean;
}

const width = (reach: string): number => ALL_REACHES.indexOf(reach as Reach);

/** Everything that the drafts change, role by role. */
export function changesOf(roles: Role[], drafts: Drafts): RoleChange[] {
  return roles.flatMap((role) => {
    const next = drafted(role, drafts);
    const grants = [...new Set([...Object.keys(role.grants), ...Object.keys(next.grants)])].flatMap((permission): RoleChange[] => {
      const [from, to] = [reachOf(role, permission), reachOf(next, permission)];
      return from === to ? [] : [{ role, subject: permission, from, to, wider: width(to) > width(from) }];
    });
    const classes = CLASSES.flatMap((name): RoleChange[] => {
      const [had, has] = [role.classes.includes(name), next.classes.includes(name)];
      return had === has ? [] : [{ role, subject: name, from: had ? "clear" : "masked", to: has ? "clear" : "masked", wider: has }];
    });
    return [...grants, ...classes];
  });
}

/** Drafts with one reach set; a draft that equals its role is dropped. */
export function withReach(role: Role, drafts: Drafts, permission: string, reach: Reach): Drafts {
  const now = drafted(role, drafts);
  const { [permission]: _old, ...others } = now.grants;
  return kept(role, drafts, { grants: reach === "none" ? others : { ...others, [permission]: reach }, classes: now.classes });
}

/** Drafts with one field class shown or masked. */
export function withClass(role: Role, drafts: Drafts, name: FieldClass, clear: boolean): Drafts {
  const now = drafted(role, drafts);
  return kept(role, drafts, { grants: now.grants, classes: CLASSES.filter((c) => (c === name ? clear : now.classes.includes(c))) });
}

function kept(role: Role, drafts: Drafts, draft: RoleDraft): Drafts {
  const { [role.id]: _old, ...others } = drafts;
  const next = { ...others, [role.id]: draft };
  return changesOf([role], next).length === 0 ? others : next;
}

/** A role while its names are being written. */
export interface RoleForm {
  code: string;
  name_zh: string;
  name_en: string;
  /** The role whose permissions a new one begins with; "" for none. */
  like: string;
  /** Why it is renamed. */
  reason: string;
  fresh: boolean;
}

export function roleFormOf(role: Role | undefined): RoleForm {
  return { code: role?.code ?? "", name_zh: role?.name_zh ?? "", name_en: role?.name_en ?? "", like: "", reason: "", fresh: role === undefined };
}

/** Faults of the form, as locale keys. */
export function roleFaults(form: RoleForm): Partial<Record<"code" | "name_zh" | "name_en" | "reason", string>> {
  return {
    ...(form.name_zh.trim() === "" ? { name_zh: "roles.fault.name" } : {}),
    ...(form.name_en.trim() === "" ? { name_en: "roles.fault.name" } : {}),
    ...(form.fresh && !/^[a-z][a-z0-9_]{1,39}$/.test(form.code.trim()) ? { code: "roles.fault.code" } : {}),
    ...(!form.fresh && form.reason.trim().length < 2 ? { reason: "roles.fault.reason" } : {}),
  };
}

interface Choice {
  value: string;
  label_zh: string;
  label_en: string;
}

/** Choices as lines to be edited: "value | Chinese | English". */
export function choiceLines(choices: Choice[]): string {
  return choices.map((c) => [c.value, c.label_zh, c.label_en].join(" | ")).join("\n");
}

/** Reads what {@link choiceLines} writes; a line of one part is value and both labels. */
export function readChoices(text: string): Choice[] {
  return text.split("\n").map((line) => line.split(/[|\uff5c]/).map((part) => part.trim())).filter(([value]) => value).map(([value = "", zh, en]) => ({ value, label_zh: zh || value, label_en: en || zh || value }));
}

/** A company while it is being written; the zone is an IANA name. */
export interface EntityForm {
  name: string;
  short_name: string;
  uscc: string;
  code: string;
  zone: string;
  active: boolean;
}

const HOME_ZONE = "Asia/Shanghai";

export function entityFormOf(entity: Entity | undefined, code: string): EntityForm {
  if (!entity) return { name: "", short_name: "", uscc: "", code, zone: HOME_ZONE, active: true };
  const { name, short_name, uscc, zone, active } = entity;
  return { name, short_name, uscc, zone, active, code: entity.code };
}

/** The number after the highest that companies go by: 03 after 01 and 02. */
export function nextCode(taken: string[]): string {
  const highest = Math.max(0, ...taken.map((code) => (/^\d+$/.test(code) ? Number(code) : 0)));
  return String(highest + 1).padStart(2, "0");
}

/** At most so many zones stand below the field. */
const ZONES_SHOWN = 8;

/** Zones by any part of the name; without one, the most likely. */
export function matchingZones(text: string): string[] {
  const words = text.trim().toLowerCase().replace(/\s+/g, "_");
  if (words === "") return [HOME_ZONE, "Asia/Hong_Kong", "Asia/Singapore", "Asia/Jakarta", "Asia/Dubai", "Africa/Nairobi", "Europe/Berlin"];
  return Intl.supportedValuesOf("timeZone").filter((zone) => zone.toLowerCase().includes(words)).slice(0, ZONES_SHOWN);
}
