/** Short names for the parts of the API that surveys use. */
import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Survey = Schemas["ServiceView"];
export type State = Survey["state"];
export type Purpose = Survey["purpose"];
export type Question = Survey["questions"][number];
export type Figures = Schemas["ServiceFiguresView"];
export type Asking = Schemas["SurveyCreateAskedBody"];
