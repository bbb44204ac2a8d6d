import { Wallet } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";
import { owedCount } from "./queries";

export const receivables: FeatureModule = {
  id: "receivables",
  texts: ["receivables", "invoices", "terms"],
  nav: [{ to: "/receivables", label: "receivables.title", icon: Wallet, group: "delivery", permission: "payment_node:read", count: owedCount, shortcut: "g r" }],
  pages: [{ path: "/receivables", title: "receivables.title", permission: "payment_node:read", load: () => import("./ListPage") }],
  kinds: [{ kind: "payment_node", label: "receivables.title", icon: Wallet, panel: (id) => ({ to: "/receivables", search: { view: "all", id } }), full: (id) => `/receivables?view=all&id=${id}` }],
  panels: [
    { id: "receivables.of", on: ["project", "customer"], place: "main", permission: "payment_node:read", load: () => import("./components/NodesOf") },
    { id: "receivables.figures", on: ["customer"], place: "figure", permission: "payment_node:read", load: () => import("./components/StandingFigures") },
  ],
};
