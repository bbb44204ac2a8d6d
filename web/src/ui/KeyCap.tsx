import "./marks.css";
import type { ReactNode } from "react";

/** A key as printed on the keyboard. */
export function KeyCap({ children }: { children: ReactNode }) {
  return <kbd className="keycap">{children}</kbd>;
}
