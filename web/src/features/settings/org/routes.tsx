import { Settings2 } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";

export const org: FeatureModule = {
  id: "org",
  nav: [{ to: "/settings/people", label: "settings.title", icon: Settings2, group: "bottom", permission: "user:read", shortcut: "g s" }],
  pages: [
    { path: "/settings/people", title: "people.title", permission: "user:read", load: () => import("./PeoplePage") },
    { path: "/settings/departments", title: "departments.title", permission: "user:read", load: () => import("./DepartmentsPage") },
    { path: "/settings/roles", title: "roles.title", permission: "user:read", load: () => import("./RolesPage") },
  ],
};
