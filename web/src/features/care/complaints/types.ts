/** Short names for the parts of the API that complaints use. */
import type { components } from "../../../api/schema";

type Schemas = components["schemas"];

export type Complaint = Schemas["ServiceComplaintView"];
export type ComplaintInput = Schemas["ComplaintCreateRequest"];
export type State = Complaint["state"];
export type Severity = Complaint["severity"];
