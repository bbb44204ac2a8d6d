import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Receipt = Schemas["CollectionReceiptPage"];
export type Row = Schemas["CollectionReceiptView"];
export type State = Row["state"];
export type Contract = Schemas["ContractRow"];
export type Suggestion = Schemas["CollectionSuggestionView"];
export type Node = Schemas["BillingNodeView"];
