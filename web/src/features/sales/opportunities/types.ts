/** Short names for the parts of the API that opportunities use. */
import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Opportunity = Schemas["PipelineView"];
export type Row = Schemas["PipelineRow"];
export type Card = Schemas["PipelineCardView"];
export type Column = Schemas["PipelineColumnView"];
export type Board = Schemas["OpportunityBoardBoardBody"];
export type Criterion = Schemas["PipelineCriterion"];
export type Interval = Schemas["PipelineIntervalView"];
export type Report = Schemas["PipelineReportView"];
export type Sections = Schemas["PipelineSections"];
export type OpportunityInput = Schemas["PipelineInput"];
export type Clash = Schemas["PipelineClash"];
export type Money = Schemas["Money"];
export type Stage = Row["stage"];
export type Outcome = Row["outcome"];
