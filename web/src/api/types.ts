/** Short names for the generated schema. Nothing here is written by hand twice. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Me = Schemas["IdentityMeView"];
export type Named = Schemas["CustomerNamed"];
export type CustomerRow = Schemas["CustomerRow"];
export type Customer = Schemas["CustomerView"];
export type CustomerInput = Schemas["CustomerInput"];
export type Contact = Schemas["CustomerContactView"];
export type Engagement = Schemas["CustomerEngagementView"];
export type Tag = Schemas["CustomerTag"];
export type Activity = Schemas["ActivityView"];
export type Task = Schemas["TaskView"];
export type SearchHit = Schemas["SearchHit"];
export type Session = Schemas["IdentitySessionView"];
export type Token = Schemas["IdentityTokenView"];
export type PersonRecord = Schemas["OrgPersonView"];
export type PersonInput = Schemas["OrgPersonCreate"];
export type Assignment = Schemas["OrgAssignmentView"];
export type Role = Schemas["OrgRoleView"];
export type Entity = Schemas["OrgEntityView"];
export type AuditRecord = Schemas["AuditView"];
export type Notice = Schemas["InboxView"];
export type Department = Schemas["OrgDepartmentView"];

/** How far a permission goes. */
export type Reach = "none" | "own" | "department" | "entity" | "group";
