import { getUndescribed } from "../../../api/client";
import type { Page } from "../../../lib/list";
import type { ListSource } from "../../../lib/source";

/** One entry of the audit: who did what to which record, and what it changed. */
export interface AuditRecord {
  id: string;
  at: string;
  actor: { id: string; name: string };
  action: string;
  ref: string;
  ref_title?: string;
  address?: string;
  request_id?: string;
  hash?: string;
  changes?: { field: string; before?: unknown; after?: unknown }[];
}

export const auditSource: ListSource<AuditRecord> = {
  key: ["audit"],
  page: (params, signal) => getUndescribed<Page<AuditRecord>>("/audit", params, signal),
};
