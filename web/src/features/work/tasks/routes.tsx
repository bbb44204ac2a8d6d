import { CircleCheck } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";

export const tasks: FeatureModule = {
  id: "tasks",
  nav: [{ to: "/tasks", label: "tasks.title", icon: CircleCheck, group: "top", count: "tasks", shortcut: "g t" }],
  pages: [{ path: "/tasks", title: "tasks.title", load: () => import("./ListPage") }],
};
