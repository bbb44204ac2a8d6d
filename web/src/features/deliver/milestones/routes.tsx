import { Flag } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";

export const milestones: FeatureModule = {
  id: "milestones",
  texts: ["milestones", "log", "projects"],
  pages: [{ path: "/milestones/$id", title: "milestones.title", permission: "milestone:read", load: () => import("./RecordPage") }],
  kinds: [{ kind: "milestone", label: "milestones.title", icon: Flag, panel: (id) => ({ to: `/milestones/${id}`, search: {} }), full: (id) => `/milestones/${id}` }],
  panels: [{ id: "milestones.of", on: ["project"], place: "main", permission: "milestone:read", load: () => import("./components/MilestonesOf") }],
};
