/** Short names for the parts of the API that quotes use. */
import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Quote = Schemas["QuoteView"];
export type Row = Schemas["QuoteRow"];
export type State = Row["state"];
export type Bill = Schemas["QuoteBillView"];
export type Line = Schemas["QuoteLineView"];
export type Category = Line["category"];
export type Edit = Schemas["QuoteEditInput"];
export type Field = NonNullable<Edit["field"]>;
export type Touched = Schemas["QuoteTouchedView"];
export type Diff = Schemas["QuoteDiffView"];
export type Taken = Schemas["QuoteTakenView"];
export type Review = Schemas["QuoteReviewView"];
export type Part = Schemas["QuotePartView"];
export type Input = Schemas["QuoteInput"];
export type Fresh = Schemas["QuoteCreateCreatedBody"];
export type Amounts = Schemas["QuoteAmountsInput"];
export type Money = Schemas["Money"];
