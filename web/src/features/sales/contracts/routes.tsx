import { FileText, Plus } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";
import { openCount } from "./queries";

export const contracts: FeatureModule = {
  id: "contracts",
  texts: ["contracts", "terms"],
  nav: [{ to: "/contracts", label: "contracts.title", icon: FileText, group: "sales", permission: "contract:read", count: openCount, shortcut: "g x" }],
  pages: [
    { path: "/contracts", title: "contracts.title", permission: "contract:read", load: () => import("./ListPage") },
    { path: "/contracts/new", title: "contracts.create", permission: "contract:create", load: () => import("./CreatePage") },
    { path: "/contracts/$id", title: "contracts.title", permission: "contract:read", load: () => import("./RecordPage") },
    { path: "/contracts/$id/edit", title: "contracts.edit", permission: "contract:update", load: () => import("./EditPage") },
    { path: "/contracts/$id/amendments/$aid", title: "contracts.tab.amendments", permission: "contract:read", load: () => import("./AmendmentPage") },
  ],
  kinds: [{ kind: "contract", label: "contracts.title", icon: FileText, panel: (id) => ({ to: "/contracts", search: { id } }), full: (id) => `/contracts/${id}` }],
  actions: [{ id: "contract.create", label: "contracts.create", icon: Plus, shortcut: "n x", permission: "contract:create", to: "/contracts/new" }],
  panels: [
    { id: "contracts.rail", on: ["opportunity"], place: "rail", permission: "contract:read", load: () => import("./components/ContractsRail") },
    { id: "contracts.customer", on: ["customer"], place: "main", permission: "contract:read", load: () => import("./components/CustomerContracts") },
    { id: "contracts.figure", on: ["customer"], place: "figure", permission: "contract:read", load: () => import("./components/SignedFigure") },
    { id: "contracts.decision", on: ["contract", "contract_amendment"], place: "decision", permission: "contract:read", load: () => import("./components/Decision") },
  ],
};
