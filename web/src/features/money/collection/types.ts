import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Order = Schemas["CollectionOrderView"];
export type Row = Schemas["CollectionOrderRow"];
export type State = Row["state"];
export type Rung = Schemas["CollectionRungView"];
