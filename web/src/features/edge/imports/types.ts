import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Import = Schemas["ImporterView"];
export type ImportRow = Schemas["ImporterRow"];
export type Mapping = Schemas["ImporterMapping"];
export type Source = Schemas["ImporterSource"];
export type FieldView = Schemas["ImporterFieldView"];
export type Column = Schemas["ImporterColumn"];
export type Line = Schemas["ImporterLineView"];
export type LinePage = Schemas["ImporterLineViewPage"];
export type Outcome = Line["outcome"];
export type State = ImportRow["state"];
export type Kind = ImportRow["kind"];
