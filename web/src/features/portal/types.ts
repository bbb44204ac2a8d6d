import type { components } from "../../api/schema";

type Schemas = components["schemas"];

export type PortalView = Schemas["ProjectPortalView"];
export type PortalFile = Schemas["ProjectFile"];
export type Step = Schemas["ProjectPortalStep"];
export type Answer = Schemas["PortalMilestoneAnswerAnswerBody"];
export type SurveyView = Schemas["ServicePortalView"];
export type SurveyQuestion = Schemas["ServicePortalQuestion"];
export type SurveyAnswer = Schemas["PortalSurveyAnswerRequest"];
export type Action = Answer["action"];
