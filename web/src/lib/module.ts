/**
 * What a feature offers to the application. Features never import each other:
 * each exports one FeatureModule, and app/ composes them.
 */
import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import type { PanelPlace, PanelProps } from "./record";

/** The name of a permission, or several of which one is enough. */
export type Permission = string | readonly string[];

/** A page: its path under the shell, its title and its code, loaded when first opened. */
export interface PageSpec {
  /** Path with TanStack parameters: "/customers/$id". */
  path: string;
  /** Locale key of the document title. */
  title: string;
  load: () => Promise<{ default: ComponentType }>;
  /** Permission without which the page answers 403. */
  permission?: Permission;
}

/** Where an entry stands in the sidebar. */
export type NavGroup = "top" | "sales" | "delivery" | "teamwork" | "bottom";

/** A number beside an entry: where it is cached, and how it is asked for. */
export type NavCount = (reader: { id: string }) => { key: readonly unknown[]; load: (signal: AbortSignal) => Promise<number> };

export interface NavEntry {
  to: string;
  /** The folder of addresses that light it up, when wider than `to`. */
  within?: string;
  /** Locale key. */
  label: string;
  icon: LucideIcon;
  group: NavGroup;
  permission?: Permission;
  /** How many records wait behind it, for the reader. */
  count?: NavCount;
  /** Two-key shortcut: "g c". */
  shortcut?: string;
}

/** How records of a kind open from the palette. */
export interface RecordKind {
  kind: string;
  /** Locale key of the group heading. */
  label: string;
  icon: LucideIcon;
  /** Address of the side panel; Ctrl+Enter opens `full`. */
  panel: (id: string) => { to: string; search: Record<string, string> };
  full: (id: string) => string;
}

/** A verb that the palette offers on every page. */
export interface ModuleAction {
  id: string;
  /** Locale key. */
  label: string;
  icon: LucideIcon;
  shortcut?: string;
  permission?: Permission;
  to: string;
}

/** What a feature shows on the records of another one. */
export interface PanelSpec {
  id: string;
  /** Kinds of the records. */
  on: string[];
  place: PanelPlace;
  /** Without it nothing is asked, and nothing stands there. */
  permission?: Permission;
  load: () => Promise<{ default: ComponentType<PanelProps> }>;
}

export interface FeatureModule {
  id: string;
  /** Sections of the locale files that its pages and panels speak; they come with the code. A section that no feature names is there from the start. */
  texts?: string[];
  pages: PageSpec[];
  nav?: NavEntry[];
  kinds?: RecordKind[];
  actions?: ModuleAction[];
  panels?: PanelSpec[];
}
