import { Wrench } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";
import { openCount } from "./queries";

export const plans: FeatureModule = {
  id: "plans",
  texts: ["plans"],
  nav: [{ to: "/improvement-plans", label: "plans.title", icon: Wrench, group: "delivery", permission: "improvement:read", count: openCount, shortcut: "g m" }],
  pages: [
    { path: "/improvement-plans", title: "plans.title", permission: "improvement:read", load: () => import("./ListPage") },
    { path: "/improvement-plans/$id", title: "plans.title", permission: "improvement:read", load: () => import("./RecordPage") },
  ],
  kinds: [{ kind: "improvement_plan", label: "plans.title", icon: Wrench, panel: (id) => ({ to: `/improvement-plans/${id}`, search: {} }), full: (id) => `/improvement-plans/${id}` }],
  actions: [{ id: "improvement.create", label: "plans.create", icon: Wrench, permission: "improvement:write", to: "/improvement-plans?new=1" }],
  panels: [{ id: "plans.of", on: ["survey", "customer", "project"], place: "main", permission: "improvement:read", load: () => import("./components/PlansOf") }],
};
