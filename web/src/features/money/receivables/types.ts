import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Node = Schemas["BillingNodeView"];
export type NodePage = Schemas["BillingNodePage"];
export type NodeState = Node["state"];
export type Ageing = Schemas["BillingAgeingView"];
export type Bucket = Schemas["BillingBucketView"];
