import { Send, Smile } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";
import { waitingCount } from "./queries";

export const surveys: FeatureModule = {
  id: "surveys",
  texts: ["surveys"],
  nav: [{ to: "/surveys", label: "surveys.title", icon: Smile, group: "delivery", permission: "survey:read", count: waitingCount, shortcut: "g v" }],
  pages: [
    { path: "/surveys", title: "surveys.title", permission: "survey:read", load: () => import("./ListPage") },
    { path: "/surveys/$id", title: "surveys.title", permission: "survey:read", load: () => import("./RecordPage") },
  ],
  kinds: [{ kind: "survey", label: "surveys.title", icon: Smile, panel: (id) => ({ to: "/surveys", search: { view: "all", id } }), full: (id) => `/surveys/${id}` }],
  actions: [{ id: "survey.ask", label: "surveys.ask", icon: Send, permission: "survey:send", to: "/surveys?new=1" }],
  panels: [
    { id: "surveys.latest", on: ["home"], place: "rail", permission: "survey:manage", load: () => import("./components/Latest") },
    { id: "surveys.of", on: ["customer", "project"], place: "main", permission: "survey:read", load: () => import("./components/SurveysOf") },
  ],
};
