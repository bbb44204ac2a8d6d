import { KeyRound } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";

export const account: FeatureModule = {
  id: "account",
  texts: ["profile", "setup"],
  pages: [{ path: "/profile", title: "profile.title", load: () => import("./ProfilePage") }],
  actions: [{ id: "account.security", label: "profile.title", icon: KeyRound, to: "/profile" }],
};
