/** Short names for the parts of the API that contracts use. */
import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Contract = Schemas["ContractView"];
export type Row = Schemas["ContractRow"];
export type State = Row["state"];
export type Payment = Schemas["ContractPaymentView"];
export type Review = Schemas["ContractReviewView"];
export type Party = Schemas["ContractParty"];
export type Clause = Schemas["ContractClause"];
export type Fresh = Schemas["ContractCreateFreshBody"];
export type Update = Schemas["ContractUpdateRequest"];
export type AmendmentRow = Schemas["ContractAmendmentRow"];
export type Amendment = Schemas["ContractAmendmentView"];
export type AmendmentBody = Schemas["ContractAmendmentBody"];
export type Money = Schemas["Money"];
export type ReviewKind = Review["kind"];
