import type { components } from "../../../api/schema";

export type DocumentRow = components["schemas"]["DocumentRow"];
export type DocumentView = components["schemas"]["DocumentView"];
export type FileVersion = components["schemas"]["DocumentFileView"];
export type Kind = DocumentRow["kind"];
