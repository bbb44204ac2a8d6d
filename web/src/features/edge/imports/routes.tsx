import { FileUp, Upload } from "lucide-react";
import type { FeatureModule } from "../../../lib/module";

export const imports: FeatureModule = {
  id: "imports",
  texts: ["imports"],
  nav: [{ to: "/imports", label: "imports.title", icon: FileUp, group: "teamwork", permission: "import:read", shortcut: "g i" }],
  pages: [
    { path: "/imports", title: "imports.title", permission: "import:read", load: () => import("./ListPage") },
    { path: "/imports/new", title: "imports.create", permission: "import:run", load: () => import("./NewPage") },
    { path: "/imports/$id", title: "imports.title", permission: "import:read", load: () => import("./ImportPage") },
  ],
  actions: [{ id: "import.create", label: "imports.create", icon: Upload, permission: "import:run", to: "/imports/new" }],
};
