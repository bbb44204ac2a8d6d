import { Receipt } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";
import { openCount } from "./queries";

export const invoices: FeatureModule = {
  id: "invoices",
  texts: ["invoices", "receivables", "terms"],
  nav: [{ to: "/invoices", label: "invoices.title", icon: Receipt, group: "delivery", permission: "invoice:read", count: openCount }],
  pages: [
    { path: "/invoices", title: "invoices.title", permission: "invoice:read", load: () => import("./ListPage") },
    { path: "/invoices/new", title: "invoices.create", permission: "invoice:create", load: () => import("./FormPage") },
    { path: "/invoices/$id", title: "invoices.title", permission: "invoice:read", load: () => import("./RecordPage") },
    { path: "/invoices/$id/edit", title: "invoices.edit", permission: "invoice:create", load: () => import("./FormPage") },
  ],
  kinds: [{ kind: "invoice", label: "invoices.title", icon: Receipt, panel: (id) => ({ to: `/invoices/${id}`, search: {} }), full: (id) => `/invoices/${id}` }],
};
