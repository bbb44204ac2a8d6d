import "./field.css";
import { ChevronDown } from "lucide-react";
import { useRef, useState, type KeyboardEvent } from "react";
import type { Option } from "./options";
import { OptionList } from "./OptionList";
import { Popover } from "./Popover";

interface SelectProps {
  id?: string;
  label: string;
  value: string;
  options: Option[];
  onChange: (value: string) => void;
  placeholder?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

/** One choice of a list. Opens on click, Enter, Space or an arrow key. */
export function Select({ label, value, options, onChange, placeholder, ...control }: SelectProps) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const chosen = options.find((o) => o.value === value);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    setOpen(true);
  };
  return (
    <>
      <button type="button" ref={anchor} aria-label={control.id ? undefined : label} {...control} role="combobox" aria-haspopup="listbox" aria-expanded={open} className={`input ${control["aria-invalid"] ? "invalid" : ""}`} onClick={() => setOpen(!open)} onKeyDown={onKeyDown}>
        <span className={`ell grow ${chosen ? "" : "t3"}`}>{chosen ? (chosen.render ?? chosen.label) : (placeholder ?? "")}</span>
        <ChevronDown aria-hidden />
      </button>
      {open ? (
        <Popover anchor={anchor} onClose={() => setOpen(false)} matchWidth>
          <OptionList
            label={label}
            options={options}
            selected={value === "" ? [] : [value]}
            onPick={(picked) => {
              onChange(picked);
              setOpen(false);
              anchor.current?.focus();
            }}
          />
        </Popover>
      ) : null}
    </>
  );
}
