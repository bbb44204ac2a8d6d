import { CircleCheck } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";
import { openTasks } from "./queries";

export const tasks: FeatureModule = {
  id: "tasks",
  texts: ["tasks"],
  nav: [{ to: "/tasks", label: "tasks.title", icon: CircleCheck, group: "top", count: openTasks, permission: "task:read", shortcut: "g t" }],
  pages: [{ path: "/tasks", title: "tasks.title", load: () => import("./ListPage") }],
};
