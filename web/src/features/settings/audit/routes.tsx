import { ScrollText } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";

export const audit: FeatureModule = {
  id: "audit",
  texts: ["audit"],
  nav: [{ to: "/audit", label: "audit.title", icon: ScrollText, group: "bottom", permission: "audit:read" }],
  pages: [{ path: "/audit", title: "audit.title", permission: "audit:read", load: () => import("./AuditPage") }],
};
