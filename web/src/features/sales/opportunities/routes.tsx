import { Plus, TrendingUp, Columns3 } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";
import { openCount } from "./queries";

export const opportunities: FeatureModule = {
  id: "opportunities",
  texts: ["opportunities", "home", "log"],
  nav: [{ to: "/opportunities", label: "opportunities.title", icon: TrendingUp, group: "sales", permission: "opportunity:read", count: openCount, shortcut: "g o" }],
  pages: [
    { path: "/opportunities", title: "opportunities.title", permission: "opportunity:read", load: () => import("./ListPage") },
    { path: "/opportunities/board", title: "opportunities.boardTitle", permission: "opportunity:read", load: () => import("./BoardPage") },
    { path: "/opportunities/new", title: "opportunities.create", permission: "opportunity:create", load: () => import("./CreatePage") },
    { path: "/opportunities/$id", title: "opportunities.title", permission: "opportunity:read", load: () => import("./RecordPage") },
    { path: "/opportunities/$id/edit", title: "opportunities.edit", permission: "opportunity:update", load: () => import("./EditPage") },
    { path: "/opportunities/$id/needs-report", title: "opportunities.report.title", permission: "opportunity:read", load: () => import("./ReportPage") },
  ],
  kinds: [{ kind: "opportunity", label: "opportunities.title", icon: TrendingUp, panel: (id) => ({ to: "/opportunities", search: { id } }), full: (id) => `/opportunities/${id}` }],
  panels: [{ id: "opportunities.of", on: ["customer"], place: "main", permission: "opportunity:read", load: () => import("./components/OpportunitiesOf") }, { id: "opportunities.figure", on: ["customer"], place: "figure", permission: "opportunity:read", load: () => import("./components/OpenFigure") }],
  actions: [
    { id: "opportunity.create", label: "opportunities.create", icon: Plus, shortcut: "n o", permission: "opportunity:create", to: "/opportunities/new" },
    { id: "opportunity.board", label: "opportunities.openBoard", icon: Columns3, shortcut: "g b", permission: "opportunity:read", to: "/opportunities/board" },
  ],
};
