import { House } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";

/** Whoever sells, builds or cares begins here. */
const HOME = ["opportunity:read", "project:read"];

export const home: FeatureModule = {
  id: "home",
  texts: ["home", "opportunities", "projects"],
  nav: [{ to: "/home", label: "home.title", icon: House, group: "top", permission: HOME, shortcut: "g h" }],
  pages: [{ path: "/home", title: "home.title", permission: HOME, load: () => import("./HomePage") }],
};
