import { client, flatQuery, unwrap } from "../../../api/client";
import type { AuditRecord } from "../../../api/types";
import type { ListSource } from "../../../lib/source";

export const auditSource: ListSource<AuditRecord> = {
  key: ["audit"],
  page: (params, signal) => unwrap(client.GET("/audit", { params: flatQuery(params), signal })),
};
