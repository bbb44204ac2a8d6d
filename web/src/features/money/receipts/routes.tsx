import { HandCoins, Plus } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";

export const receipts: FeatureModule = {
  id: "receipts",
  texts: ["receipts", "receivables"],
  nav: [{ to: "/receipts", label: "receipts.title", icon: HandCoins, group: "delivery", permission: "receipt:read" }],
  pages: [
    { path: "/receipts", title: "receipts.title", permission: "receipt:read", load: () => import("./ListPage") },
    { path: "/receipts/unclaimed", title: "receipts.view.unclaimed", permission: "receipt:claim", load: () => import("./UnclaimedPage") },
  ],
  kinds: [{ kind: "receipt", label: "receipts.title", icon: HandCoins, panel: (id) => ({ to: "/receipts", search: { id } }), full: (id) => `/receipts?id=${id}` }],
  actions: [{ id: "receipt.register", label: "receipts.register", icon: Plus, permission: "receipt:register", to: "/receipts?new=1" }],
};
