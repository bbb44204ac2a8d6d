import { Settings2 } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";

export const org: FeatureModule = {
  id: "org",
  texts: ["settings", "departments", "fields", "people", "roles", "rules", "calendar"],
  nav: [{ to: "/settings/people", within: "/settings", label: "settings.title", icon: Settings2, group: "bottom", permission: "org:read", shortcut: "g s" }],
  pages: [
    { path: "/settings/people", title: "people.title", permission: "org:read", load: () => import("./PeoplePage") },
    { path: "/settings/departments", title: "departments.title", permission: "org:read", load: () => import("./DepartmentsPage") },
    { path: "/settings/fields", title: "fields.title", permission: "customfield:manage", load: () => import("./FieldsPage") },
    { path: "/settings/roles", title: "roles.title", permission: "role:read", load: () => import("./RolesPage") },
    { path: "/settings/rules", title: "rules.title", permission: "setting:read", load: () => import("./rules/RulesPage") },
    { path: "/settings/calendar", title: "calendar.title", load: () => import("./rules/CalendarPage") },
  ],
};
