import "./field.css";
import { ChevronDown, Search } from "lucide-react";
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TextInput } from "./inputs";
import { moveIndex, type Option } from "./options";
import { Popover } from "./Popover";

interface PickerProps {
  id?: string;
  label: string;
  /** What is chosen, as words. */
  chosen: string;
  /** Matches for what was typed; the caller asks for them. */
  options: Option[];
  onText: (text: string) => void;
  onPick: (option: Option) => void;
  placeholder?: string;
  /** Below the matches: what to do when it is none of them. */
  foot?: ReactNode;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

/** One of very many: type to find, arrow keys and Enter to choose. */
export function Picker({ label, chosen, options, onText, onPick, placeholder, foot, ...control }: PickerProps) {
  const { t } = useTranslation();
  const id = useId();
  const box = useRef<HTMLSpanElement>(null);
  const [text, setText] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const open = text !== null;
  const close = (): void => setText(null);
  const type = (next: string): void => {
    setText(next);
    setActive(0);
    onText(next);
  };
  const pick = (option: Option): void => {
    onPick(option);
    close();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const moved = open ? moveIndex(event.key, active, options.length) : null;
    const option = options[active];
    if (moved !== null && event.key.startsWith("Arrow")) setActive(moved);
    else if (!open && event.key === "ArrowDown") type("");
    else if (open && option && event.key === "Enter") pick(option);
    else return;
    event.preventDefault();
  };
  return (
    <span ref={box} style={{ display: "block" }}>
      <TextInput {...control} icon={Search} role="combobox" aria-label={control.id ? undefined : label} aria-expanded={open} aria-controls={open ? id : undefined} aria-autocomplete="list" autoComplete="off"
        aria-activedescendant={open && options[active] ? `${id}-${active}` : undefined} placeholder={placeholder} value={text ?? chosen} onChange={(e) => type(e.target.value)} onFocus={(e) => e.target.select()} onKeyDown={onKeyDown}
        onBlur={(e) => !box.current?.contains(e.relatedTarget) && close()} trailing={<ChevronDown aria-hidden className="s t3" />} />
      {open ? (
        <Popover anchor={box} onClose={close} matchWidth>
          <div className="options" style={{ maxWidth: "none" }}>
            <div id={id} role="listbox" aria-label={label}>
              {options.map((option, i) => (
                <div key={option.value} id={`${id}-${i}`} role="option" aria-selected={i === active} className={`menu-item ${i === active ? "active" : ""}`} onPointerDown={(e) => e.preventDefault()} onClick={() => pick(option)} onMouseMove={() => setActive(i)}>
                  <span className="ell grow">{option.render ?? option.label}</span>
                </div>
              ))}
            </div>
            {options.length === 0 ? <p className="t3 f12" style={{ padding: "4px 12px" }}>{t("ui.noMatch")}</p> : null}
            {foot ? <div style={{ padding: "4px 12px 6px" }}>{foot}</div> : null}
          </div>
        </Popover>
      ) : null}
    </span>
  );
}
