import { Building2, Plus } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";
import { customerCount } from "./queries";

export const customers: FeatureModule = {
  id: "customers",
  texts: ["customers"],
  nav: [{ to: "/customers", label: "customers.title", icon: Building2, group: "sales", permission: "customer:read", count: customerCount, shortcut: "g c" }],
  pages: [
    { path: "/customers", title: "customers.title", permission: "customer:read", load: () => import("./ListPage") },
    { path: "/customers/new", title: "customers.create", permission: "customer:create", load: () => import("./CreatePage") },
    { path: "/customers/$id", title: "customers.title", permission: "customer:read", load: () => import("./RecordPage") },
    { path: "/customers/$id/edit", title: "customers.edit", permission: "customer:update", load: () => import("./EditPage") },
  ],
  kinds: [{ kind: "customer", label: "customers.title", icon: Building2, panel: (id) => ({ to: "/customers", search: { id } }), full: (id) => `/customers/${id}` }],
  actions: [{ id: "customer.create", label: "customers.create", icon: Plus, shortcut: "n c", permission: "customer:create", to: "/customers/new" }],
};
