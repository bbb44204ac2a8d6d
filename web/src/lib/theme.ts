import { useSyncExternalStore } from "react";

/** What the user asked for; system follows the operating system. */
export type Theme = "light" | "dark" | "system";

const STORE = "gongqiao.theme";
const dark = (): MediaQueryList => window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

/** The theme asked for on this device. */
export function theme(): Theme {
  const kept = localStorage.getItem(STORE);
  return kept === "light" || kept === "dark" ? kept : "system";
}

/** Puts the theme on the page; call it once before the first render. */
export function applyTheme(): void {
  const asked = theme();
  const shown = asked === "system" ? (dark().matches ? "dark" : "light") : asked;
  document.documentElement.dataset.theme = shown;
}

/** Follows the operating system while the theme is "system". */
export function watchTheme(): void {
  dark().addEventListener("change", applyTheme);
}

/** Changes the theme and remembers it. */
export function setTheme(next: Theme): void {
  localStorage.setItem(STORE, next);
  applyTheme();
  listeners.forEach((l) => l());
}

/** The theme asked for, kept current. */
export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, theme);
}
