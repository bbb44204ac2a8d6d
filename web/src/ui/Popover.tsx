import "./float.css";
import { useEffect, useLayoutEffect, useRef, type HTMLAttributes, type ReactNode, type RefObject } from "react";
import { useLatest } from "../lib/hooks";
import { focusAnchor, place, type Placement } from "./place";

interface PopoverProps extends HTMLAttributes<HTMLDivElement> {
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
  placement?: Placement;
  /** At least as wide as what it hangs on, as a list under an input. */
  matchWidth?: boolean;
  children: ReactNode;
}

/**
 * A floating layer beside what opened it. It stands in the browser's top layer,
 * so neither a scrolling table nor a dialog cuts it off. Escape, a press outside
 * and a scroll of the page behind close it; focus returns to the anchor.
 */
export function Popover({ anchor, onClose, placement = "bottom-start", matchWidth, className, children, ...rest }: PopoverProps) {
  const layer = useRef<HTMLDivElement>(null);
  const close = useLatest(onClose);
  const form = rest.role === "dialog";

  useLayoutEffect(() => {
    const [float, base] = [layer.current, anchor.current];
    if (!float || !base) return;
    float.showPopover?.();
    // A form takes the keyboard to its first control; lists and menus do so themselves.
    if (form && !float.contains(document.activeElement)) float.querySelector<HTMLElement>("input:not(:disabled), textarea, button:not(:disabled)")?.focus();
    const settle = (): void => place(float, base, placement, matchWidth ?? false);
    settle();
    const observer = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(settle);
    observer?.observe(float);
    window.addEventListener("resize", settle);
    return () => {
      observer?.disconnect();
      window.removeEventListener("resize", settle);
    };
  }, [anchor, placement, matchWidth, form]);

  useEffect(() => {
    const base = anchor.current;
    const outside = (event: Event): void => {
      const target = event.target as Node;
      if (!layer.current?.contains(target) && !base?.contains(target)) close.current();
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.stopPropagation();
      event.preventDefault();
      close.current();
      focusAnchor(base);
    };
    document.addEventListener("pointerdown", outside, true);
    document.addEventListener("keydown", escape, true);
    return () => {
      document.removeEventListener("pointerdown", outside, true);
      document.removeEventListener("keydown", escape, true);
    };
  }, [anchor, close]);

  return (
    <div {...rest} ref={layer} popover="manual" className={`popover ${className ?? ""}`}>
      {children}
    </div>
  );
}
