import type { FeatureModule } from "../../../lib/module";

/** Who works on records that have no team place of their own. */
export const team: FeatureModule = {
  id: "team",
  texts: ["team"],
  pages: [],
  panels: [{ id: "team.panel", on: ["customer", "contract"], place: "rail", permission: "team:read", load: () => import("./TeamPanel") }],
};
