/** Short names for the generated schema. Nothing here is written by hand twice. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Named = Schemas["Named"];
export type Customer = Schemas["Customer"];
export type CustomerInput = Schemas["CustomerInput"];
export type CustomerUpdate = Schemas["CustomerUpdate"];
export type Duplicate = Schemas["Duplicate"];
export type Contact = Schemas["Contact"];
export type Activity = Schemas["Activity"];
export type Engagement = Schemas["Engagement"];
export type Tag = Schemas["Tag"];
export type Task = Schemas["Task"];
export type Notification = Schemas["Notification"];
export type SearchHit = Schemas["SearchHit"];
export type Session = Schemas["Session"];
export type Token = Schemas["Token"];
export type User = Schemas["User"];
export type UserInput = Schemas["UserInput"];
export type Role = Schemas["Role"];
export type Reach = Schemas["Reach"];
export type Entity = Schemas["Entity"];
export type Department = Schemas["Department"];
export type AuditRecord = Schemas["AuditRecord"];
