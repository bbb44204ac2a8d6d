import { MessageSquareWarning } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";
import { openCount } from "./queries";

export const complaints: FeatureModule = {
  id: "complaints",
  texts: ["complaints"],
  nav: [{ to: "/complaints", label: "complaints.title", icon: MessageSquareWarning, group: "delivery", permission: "complaint:read", count: openCount, shortcut: "g k" }],
  pages: [
    { path: "/complaints", title: "complaints.title", permission: "complaint:read", load: () => import("./ListPage") },
    { path: "/complaints/$id", title: "complaints.title", permission: "complaint:read", load: () => import("./RecordPage") },
  ],
  kinds: [{ kind: "complaint", label: "complaints.title", icon: MessageSquareWarning, panel: (id) => ({ to: "/complaints", search: { id } }), full: (id) => `/complaints/${id}` }],
  actions: [{ id: "complaint.create", label: "complaints.create", icon: MessageSquareWarning, permission: "complaint:write", to: "/complaints?new=1" }],
  panels: [
    { id: "complaints.tomend", on: ["home"], place: "main", permission: "complaint:write", load: () => import("./components/ToMend") },
    { id: "complaints.of", on: ["customer", "project"], place: "main", permission: "complaint:read", load: () => import("./components/ComplaintsOf") },
  ],
};
