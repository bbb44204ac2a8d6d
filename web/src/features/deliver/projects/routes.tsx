import { HardHat, Plus } from "lucide-react";
import { withTexts } from "../../../lib/i18n";
import type { FeatureModule } from "../../../lib/module";
import { livingCount } from "./queries";

export const projects: FeatureModule = {
  id: "projects",
  texts: ["projects", "log", "milestones", "opportunities"],
  nav: [{ to: "/projects", label: "projects.title", icon: HardHat, group: "delivery", permission: "project:read", count: livingCount, shortcut: "g p" }],
  pages: [
    { path: "/projects", title: "projects.title", permission: "project:read", load: () => import("./ListPage") },
    { path: "/projects/new", title: "projects.create", permission: "project:create", load: () => import("./CreatePage") },
    { path: "/projects/$id", title: "projects.title", permission: "project:read", load: withTexts(["customers"], () => import("./RecordPage")) },
    { path: "/projects/$id/edit", title: "projects.edit", permission: "project:update", load: () => import("./EditPage") },
  ],
  kinds: [{ kind: "project", label: "projects.title", icon: HardHat, panel: (id) => ({ to: "/projects", search: { id } }), full: (id) => `/projects/${id}` }],
  actions: [{ id: "project.create", label: "projects.create", icon: Plus, permission: "project:create", to: "/projects/new" }],
  panels: [
    { id: "projects.of", on: ["customer", "contract"], place: "main", permission: "project:read", load: () => import("./components/ProjectsOf") },
    { id: "projects.rail", on: ["opportunity"], place: "rail", permission: "project:read", load: () => import("./components/ProjectsRail") },
  ],
};
