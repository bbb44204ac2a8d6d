import { Calculator, Plus } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";
import { openCount } from "./queries";

export const quotes: FeatureModule = {
  id: "quotes",
  texts: ["quotes", "documents", "terms"],
  nav: [{ to: "/quotes", label: "quotes.title", icon: Calculator, group: "sales", permission: "quote:read", count: openCount, shortcut: "g q" }],
  pages: [
    { path: "/quotes", title: "quotes.title", permission: "quote:read", load: () => import("./ListPage") },
    { path: "/quotes/new", title: "quotes.create", permission: "quote:create", load: () => import("./CreatePage") },
    { path: "/quotes/$id", title: "quotes.title", permission: "quote:read", load: () => import("./EditorPage") },
  ],
  kinds: [{ kind: "quote", label: "quotes.title", icon: Calculator, panel: (id) => ({ to: "/quotes", search: { id } }), full: (id) => `/quotes/${id}` }],
  actions: [{ id: "quote.create", label: "quotes.create", icon: Plus, shortcut: "n q", permission: "quote:create", to: "/quotes/new" }],
  panels: [
    { id: "quotes.customer", on: ["customer"], place: "main", permission: "quote:read", load: () => import("./components/CustomerQuotes") },
    { id: "quotes.rail", on: ["opportunity"], place: "rail", permission: "quote:read", load: () => import("./components/QuotesRail") },
    { id: "quotes.decision", on: ["quote"], place: "decision", permission: "quote:read", load: () => import("./components/Decision") },
  ],
};
