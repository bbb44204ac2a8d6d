import { House } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";

export const home: FeatureModule = {
  id: "home",
  texts: ["home", "opportunities", "projects"],
  nav: [{ to: "/home", label: "home.title", icon: House, group: "top", permission: "opportunity:read", shortcut: "g h" }],
  pages: [{ path: "/home", title: "home.title", permission: "opportunity:read", load: () => import("./HomePage") }],
};
