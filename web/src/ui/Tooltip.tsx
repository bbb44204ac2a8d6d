import "./float.css";
import { useId, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import { keycaps } from "../lib/commands";
import { place, type Placement } from "./place";

const DELAY_MS = 400;

interface Tip<E extends HTMLElement> {
  /** Spread on the element that the tip explains. */
  anchor: {
    ref: RefObject<E | null>;
    "aria-describedby"?: string;
    onMouseEnter: () => void;
    onMouseLeave: () => void;
    onFocus: (event: { target: EventTarget }) => void;
    onBlur: () => void;
    onPointerDown: () => void;
  };
  bubble: ReactNode;
}

/** A short explanation on hover and on keyboard focus. It never holds a control. */
export function useTooltip<E extends HTMLElement>(text: string, shortcut?: string, placement: Placement = "top"): Tip<E> {
  const ref = useRef<E>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [open, setOpen] = useState(false);
  const id = useId();
  const hide = (): void => {
    clearTimeout(timer.current);
    setOpen(false);
  };
  return {
    anchor: {
      ref,
      "aria-describedby": open ? id : undefined,
      onMouseEnter: () => {
        timer.current = setTimeout(() => setOpen(true), DELAY_MS);
      },
      onMouseLeave: hide,
      onFocus: (event) => setOpen((event.target as HTMLElement).matches(":focus-visible")),
      onBlur: hide,
      // What a press opens must not stand under its own explanation.
      onPointerDown: hide,
    },
    bubble: open && text !== "" ? <Bubble id={id} base={ref} placement={placement} text={text} shortcut={shortcut} /> : null,
  };
}

interface BubbleProps {
  id: string;
  base: RefObject<HTMLElement | null>;
  placement: Placement;
  text: string;
  shortcut?: string;
}

function Bubble({ id, base, placement, text, shortcut }: BubbleProps) {
  const ref = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (!ref.current || !base.current) return;
    ref.current.showPopover?.();
    place(ref.current, base.current, placement, false);
  });
  return (
    <span ref={ref} id={id} role="tooltip" popover="manual" className="tooltip">
      {text}
      {shortcut ? <kbd>{keycaps(shortcut).join(" ")}</kbd> : null}
    </span>
  );
}
