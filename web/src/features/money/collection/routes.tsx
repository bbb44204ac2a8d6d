import { BellRing } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";
import { openCount } from "./queries";

export const collection: FeatureModule = {
  id: "collection",
  texts: ["collection", "receivables"],
  nav: [{ to: "/collection", label: "collection.title", icon: BellRing, group: "delivery", permission: "collection:read", count: openCount }],
  pages: [{ path: "/collection", title: "collection.title", permission: "collection:read", load: () => import("./ListPage") }],
  kinds: [{ kind: "collection_order", label: "collection.title", icon: BellRing, panel: (id) => ({ to: "/collection", search: { id } }), full: (id) => `/collection?id=${id}` }],
};
