import { useEffect, useSyncExternalStore } from "react";

/** The title a record page gave itself, above the one of its route. */
let title: string | undefined;
const listeners = new Set<() => void>();

function set(next: string | undefined): void {
  title = next;
  listeners.forEach((l) => l());
}

/** Names the page after the record it shows, while it is open. */
export function useOwnTitle(name: string | undefined): void {
  useEffect(() => {
    set(name);
    return () => set(undefined);
  }, [name]);
}

export function usePageTitle(): string | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => title,
  );
}
