/** Short names for the parts of the API that projects use. */
import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Project = Schemas["ProjectView"];
export type Row = Schemas["ProjectRow"];
export type Criterion = Schemas["ProjectCriterion"];
export type Light = Schemas["ProjectLight"];
export type Milestone = Schemas["ProjectMilestoneView"];
export type Revision = Schemas["ProjectRevisionView"];
export type ProjectInput = Schemas["ProjectInput"];
export type ProjectCreate = Schemas["ProjectCreateCreatedBody"];
export type Forecast = Schemas["ProjectReviseForecastBody"];
export type Money = Schemas["Money"];
export type State = Row["state"];
export type Colour = Row["health"];
