/** Short names for the parts of the API that improvement plans use. */
import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Plan = Schemas["ServicePlanView"];
export type PlanInput = Schemas["ServicePlanInput"];
export type Complaint = Schemas["ImprovementCreateRequest"];
export type Step = Plan["steps"][number];
export type State = Plan["state"];
export type Severity = Plan["severity"];
