import "./button.css";
import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { useTooltip } from "./Tooltip";

type Native = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children">;

export interface ButtonProps extends Native {
  /** primary: the one thing to do in a view. danger: destroys something. */
  kind?: "primary" | "plain" | "quiet" | "danger";
  size?: "small" | "normal" | "large" | "thumb";
  icon?: LucideIcon;
  /** The request is on its way: shows a spinner and refuses a second press. */
  busy?: boolean;
  wide?: boolean;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ kind = "plain", size = "normal", icon: Icon, busy, wide, className, children, disabled, ...rest }: ButtonProps) {
  const names = ["btn", kind === "plain" ? "" : kind, size === "normal" ? "" : size, busy ? "busy" : "", wide ? "wide" : "", className ?? ""];
  return (
    <button type="button" {...rest} className={names.filter(Boolean).join(" ")} disabled={disabled || busy} aria-busy={busy || undefined}>
      {busy ? <Spinner /> : Icon ? <Icon aria-hidden /> : null}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Native {
  icon: LucideIcon;
  /** The name for screen readers, and the tip. */
  label: string;
  /** Shown in the tip. */
  shortcut?: string;
  size?: "small" | "normal";
  /** A red dot: something is waiting. */
  badge?: boolean;
}

export function IconButton({ icon: Icon, label, shortcut, size = "normal", badge, className, ...rest }: IconButtonProps) {
  const tip = useTooltip<HTMLButtonElement>(label, shortcut);
  return (
    <>
      <button type="button" aria-label={label} {...rest} {...tip.anchor} className={`icon-btn ${size === "small" ? "small" : ""} ${className ?? ""}`}>
        <Icon aria-hidden />
        {badge ? <span className="badge" /> : null}
      </button>
      {tip.bubble}
    </>
  );
}

/** Work of unknown length; only inside buttons and rows, never over a page. */
export function Spinner() {
  return (
    <svg className="spinner" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden>
      <circle cx="7" cy="7" r="5.4" opacity=".25" />
      <path d="M7 1.6A5.4 5.4 0 0 1 12.4 7" strokeLinecap="round" />
    </svg>
  );
}
