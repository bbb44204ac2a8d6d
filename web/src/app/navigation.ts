import { can } from "../api/me";
import type { Me } from "../api/types";
import type { NavEntry, NavGroup } from "../lib/module";
import { modules } from "./modules";

/** The groups of the sidebar, from top to bottom. */
export const GROUPS: NavGroup[] = ["top", "sales", "delivery", "teamwork", "bottom"];

/** Entries a person may open, by group. */
export function navFor(me: Me, group: NavGroup): NavEntry[] {
  return modules.flatMap((m) => m.nav ?? []).filter((n) => n.group === group && can(me, n.permission));
}

/** Where a person starts: the first page they may open, else their own account. */
export function startPage(me: Me): string {
  return GROUPS.flatMap((group) => navFor(me, group))[0]?.to ?? "/profile";
}

/** The page of a list, by the name under which its views are kept: the last part of its address. */
export function pageOfList(me: Me, list: string): string | undefined {
  return modules.flatMap((m) => m.pages).find((p) => p.path.endsWith(`/${list}`) && can(me, p.permission))?.path;
}

/** Whether an address belongs to an entry: its page, or one below it. */
export function belongsTo(path: string, entry: Pick<NavEntry, "to" | "within">): boolean {
  const base = entry.within ?? entry.to;
  return path === base || path.startsWith(`${base}/`);
}
