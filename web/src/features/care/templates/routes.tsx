import { ListChecks } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";

export const templates: FeatureModule = {
  id: "templates",
  texts: ["templates"],
  pages: [{ path: "/surveys/templates", title: "templates.title", permission: "survey:read", load: () => import("./TemplatesPage") }],
  actions: [{ id: "template.open", label: "templates.title", icon: ListChecks, permission: "survey:manage", to: "/surveys/templates" }],
};
