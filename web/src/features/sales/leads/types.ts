/** Short names for the parts of the API that leads use. */
import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Lead = Schemas["PipelineLeadView"];
export type LeadInput = Schemas["PipelineLeadInput"];
export type NewLead = Schemas["PipelineNewLead"];
export type Qualify = Schemas["LeadQualifyRequest"];
export type Convert = Schemas["LeadConvertRequest"];
export type Status = Lead["status"];
