import type { components } from "../../api/schema";

type Schemas = components["schemas"];

export type PortalView = Schemas["ProjectPortalView"];
export type PortalFile = Schemas["ProjectFile"];
export type Step = Schemas["ProjectPortalStep"];
export type Answer = Schemas["PortalMilestoneAnswerAnswerBody"];
export type Action = Answer["action"];
