/** Short names for the parts of the API that survey templates use. */
import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Template = Schemas["ServiceTemplateView"];
export type TemplateInput = Schemas["ServiceTemplateInput"];
export type QuestionInput = TemplateInput["questions"] extends (infer Q)[] | null ? Q : never;
export type Purpose = Template["purpose"];
