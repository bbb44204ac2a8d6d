import "./field.css";
import { ChevronDown } from "lucide-react";
import { useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { Popover } from "./Popover";

/** What a Field gives its control. */
export interface SelectControl {
  id?: string;
  label: string;
  placeholder?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

interface SelectBoxProps extends SelectControl {
  /** What is chosen; the placeholder stands for nothing. */
  chosen: ReactNode;
  /** The open list; `done` closes it and gives the keyboard back. */
  list: (done: () => void) => ReactNode;
}

/** A box that shows a choice and opens a list on click, Enter, Space or an arrow key. */
export function SelectBox({ label, placeholder, chosen, list, ...control }: SelectBoxProps) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    setOpen(true);
  };
  const done = (): void => {
    setOpen(false);
    anchor.current?.focus();
  };
  return (
    <>
      <button type="button" ref={anchor} aria-label={control.id ? undefined : label} {...control} role="combobox" aria-haspopup="listbox" aria-expanded={open} className={`input ${control["aria-invalid"] ? "invalid" : ""}`} onClick={() => setOpen(!open)} onKeyDown={onKeyDown}>
        <span className={`ell grow ${chosen ? "" : "t3"}`}>{chosen || (placeholder ?? "")}</span>
        <ChevronDown aria-hidden />
      </button>
      {open ? <Popover anchor={anchor} onClose={() => setOpen(false)} matchWidth>{list(done)}</Popover> : null}
    </>
  );
}
