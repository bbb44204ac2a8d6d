import { Handshake } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";
import { openCount } from "./queries";

export const handovers: FeatureModule = {
  id: "handovers",
  texts: ["handovers", "log", "projects"],
  nav: [{ to: "/handovers", label: "handovers.title", icon: Handshake, group: "delivery", permission: "handover:read", count: openCount, shortcut: "g h" }],
  pages: [
    { path: "/handovers", title: "handovers.title", permission: "handover:read", load: () => import("./ListPage") },
    { path: "/handovers/$id", title: "handovers.title", permission: "handover:read", load: () => import("./RecordPage") },
  ],
  kinds: [{ kind: "handover", label: "handovers.title", icon: Handshake, panel: (id) => ({ to: `/handovers/${id}`, search: {} }), full: (id) => `/handovers/${id}` }],
  panels: [{ id: "handovers.of", on: ["project"], place: "main", permission: "handover:read", load: () => import("./components/HandoverOf") }],
};
