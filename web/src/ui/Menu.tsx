import "./float.css";
import type { LucideIcon } from "lucide-react";
import { Check } from "lucide-react";
import { useEffect, useRef, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { keycaps } from "../lib/commands";
import { KeyCap } from "./KeyCap";
import { Popover } from "./Popover";
import { focusAnchor, type Placement } from "./place";

export interface MenuItem {
  id: string;
  label: ReactNode;
  icon?: LucideIcon;
  shortcut?: string;
  danger?: boolean;
  disabled?: boolean;
  /** Shown at the right of a disabled item: what is missing. */
  reason?: string;
  checked?: boolean;
  /** A line above this item. */
  separated?: boolean;
  perform: () => void;
}

interface MenuProps {
  anchor: RefObject<HTMLElement | null>;
  items: MenuItem[];
  label: string;
  onClose: () => void;
  placement?: Placement;
  head?: ReactNode;
}

/** A list of verbs. Arrow keys move, Home and End jump, Enter runs, Escape closes. */
export function Menu({ anchor, items, label, onClose, placement = "bottom-end", head }: MenuProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector<HTMLElement>("[role^=menuitem]")?.focus();
  }, []);
  const run = (item: MenuItem): void => {
    if (item.disabled) return;
    onClose();
    focusAnchor(anchor.current);
    item.perform();
  };
  return (
    <Popover anchor={anchor} onClose={onClose} placement={placement} className="menu">
      {head}
      <div ref={list} role="menu" aria-label={label} onKeyDown={(event) => moveFocus(event, "[role^=menuitem]")}>
        {items.map((item) => (
          <div key={item.id} role="none">
            {item.separated ? <div className="menu-sep" role="separator" /> : null}
            <button
              type="button"
              role={item.checked === undefined ? "menuitem" : "menuitemradio"}
              aria-checked={item.checked}
              aria-disabled={item.disabled || undefined}
              tabIndex={-1}
              className={`menu-item ${item.danger ? "danger" : ""}`}
              onClick={() => run(item)}
            >
              {item.checked === undefined ? item.icon ? <item.icon aria-hidden /> : null : <Check aria-hidden visibility={item.checked ? "visible" : "hidden"} />}
              {item.label}
              <span className="push" />
              {item.disabled && item.reason ? <span className="f11 t3">{item.reason}</span> : null}
              {item.shortcut ? keycaps(item.shortcut).map((key) => <KeyCap key={key}>{key}</KeyCap>) : null}
            </button>
          </div>
        ))}
      </div>
    </Popover>
  );
}

/** Arrow keys, Home and End among the elements that match `selector` inside the event's list. */
export function moveFocus(event: KeyboardEvent<HTMLElement>, selector: string): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)];
  const now = items.indexOf(document.activeElement as HTMLElement);
  const steps: Record<string, number> = { ArrowDown: now + 1, ArrowUp: now < 0 ? items.length - 1 : now - 1 + items.length, Home: 0, End: items.length - 1 };
  const to = steps[event.key];
  if (to === undefined || items.length === 0) return;
  event.preventDefault();
  items[to % items.length]?.focus();
}
