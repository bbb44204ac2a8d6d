/** Short names for the parts of the API that handovers use. */
import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Handover = Schemas["HandoverView"];
export type Row = Schemas["HandoverRow"];
export type Score = Schemas["HandoverScoreView"];
export type Section = Schemas["HandoverSectionView"];
export type Item = Schemas["HandoverItemView"];
export type ItemInput = Schemas["HandoverItemInput"];
export type Expectation = Schemas["HandoverExpectationView"];
export type ExpectationInput = Schemas["HandoverExpectationInput"];
export type Signature = Schemas["HandoverSignatureView"];
export type Judgement = Schemas["HandoverJudgementView"];
export type Package = Schemas["HandoverPackageView"];
export type Contact = Schemas["CustomerContactView"];
export type State = Row["state"];
