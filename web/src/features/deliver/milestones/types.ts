/** Short names for the parts of the API that milestones use. */
import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Row = Schemas["ProjectMilestoneView"];
export type Milestone = Schemas["ProjectMilestonePage"];
export type MilestoneInput = Schemas["ProjectMilestoneInput"];
export type Report = Schemas["MilestoneReachReportBody"];
export type SentLink = Schemas["MilestoneLinkSentLinkBody"];
export type Answer = Schemas["ProjectAnswerView"];
export type Link = Schemas["ProjectLinkView"];
export type State = Row["state"];
