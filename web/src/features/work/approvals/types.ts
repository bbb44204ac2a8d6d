import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Row = Schemas["ApprovalRow"];
export type Approval = Schemas["ApprovalView"];
export type Node = Schemas["ApprovalNodeView"];
export type Entry = Schemas["ApprovalEntryView"];
export type Task = Schemas["TaskView"];
