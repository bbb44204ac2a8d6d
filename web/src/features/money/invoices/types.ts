import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Invoice = Schemas["BillingInvoiceView"];
export type Row = Schemas["BillingInvoiceRow"];
export type Input = Schemas["BillingInvoiceInput"];
export type LineInput = Schemas["BillingLineInput"];
export type Defaults = Schemas["BillingDefaultsView"];
export type Finding = Schemas["BillingFinding"];
export type Node = Schemas["BillingNodeView"];
export type Room = Schemas["BillingRoomView"];
export type State = Row["state"];
export type Credit = Schemas["BillingCreditView"];
