import { Inbox } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";
import { waitingCount } from "./queries";

export const approvals: FeatureModule = {
  id: "approvals",
  texts: ["approvals"],
  nav: [{ to: "/approvals", label: "approvals.title", icon: Inbox, group: "teamwork", permission: "approval:read", count: waitingCount, shortcut: "g a" }],
  pages: [{ path: "/approvals", title: "approvals.title", permission: "approval:read", load: () => import("./InboxPage") }],
};
