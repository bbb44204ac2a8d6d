import { Plus, Target } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";
import { openCount } from "./queries";

export const leads: FeatureModule = {
  id: "leads",
  texts: ["leads", "log", "opportunities"],
  nav: [{ to: "/leads", label: "leads.title", icon: Target, group: "sales", permission: "lead:read", count: openCount, shortcut: "g x" }],
  pages: [
    { path: "/leads", title: "leads.title", permission: "lead:read", load: () => import("./ListPage") },
    { path: "/leads/new", title: "leads.create", permission: "lead:create", load: () => import("./CreatePage") },
    { path: "/leads/$id", title: "leads.title", permission: "lead:read", load: () => import("./RecordPage") },
    { path: "/leads/$id/edit", title: "leads.edit", permission: "lead:update", load: () => import("./EditPage") },
  ],
  kinds: [{ kind: "lead", label: "leads.title", icon: Target, panel: (id) => ({ to: "/leads", search: { id } }), full: (id) => `/leads/${id}` }],
  actions: [{ id: "lead.create", label: "leads.create", icon: Plus, shortcut: "n l", permission: "lead:create", to: "/leads/new" }],
};
