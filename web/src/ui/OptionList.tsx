import "./field.css";
import { Check, Search } from "lucide-react";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { TextInput } from "./inputs";
import { matchOptions, moveIndex, type Option } from "./options";

/** Lists longer than this get a search field. */
const SEARCH_FROM = 8;

interface OptionListProps {
  label: string;
  options: Option[];
  selected: string[];
  multiple?: boolean;
  onPick: (value: string) => void;
  /** The options answer what was typed; without it they are searched here. */
  onText?: (text: string) => void;
  /** An answer is on its way. */
  busy?: boolean;
}

/** A list box with an optional search field; arrow keys move, Enter or Space picks. */
export function OptionList({ label, options, selected, multiple, onPick, onText, busy }: OptionListProps) {
  const { t } = useTranslation();
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const shown = onText ? options : matchOptions(options, text);
  const [active, setActive] = useState(() => Math.max(0, shown.findIndex((o) => selected.includes(o.value))));
  const searchable = onText !== undefined || options.length > SEARCH_FROM;
  const activeId = shown[active] ? `${id}-${active}` : undefined;

  useEffect(() => {
    root.current?.querySelector<HTMLElement>(searchable ? "input" : "[role=listbox]")?.focus();
  }, [searchable]);
  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView?.({ block: "nearest" });
  }, [activeId]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const moved = moveIndex(event.key, active, shown.length);
    const option = shown[active];
    if (moved !== null) setActive(moved);
    else if (option && (event.key === "Enter" || (event.key === " " && !searchable))) onPick(option.value);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={root} className="options" onKeyDown={onKeyDown}>
      {searchable ? (
        <div className="search">
          <TextInput icon={Search} value={text} role="combobox" aria-expanded aria-controls={id} aria-activedescendant={activeId} aria-label={t("ui.searchIn", { label })} placeholder={t("ui.search")}
            onChange={(e) => {
              setText(e.target.value);
              setActive(0);
              onText?.(e.target.value);
            }} />
        </div>
      ) : null}
      <div id={id} role="listbox" aria-label={label} aria-multiselectable={multiple || undefined} tabIndex={searchable ? -1 : 0} aria-activedescendant={activeId}>
        {shown.map((option, i) => (
          <div key={option.value} id={`${id}-${i}`} role="option" aria-selected={selected.includes(option.value)} className={`menu-item ${i === active ? "active" : ""}`} onClick={() => onPick(option.value)} onMouseMove={() => setActive(i)}>
            <span className="ell grow">{option.render ?? option.label}</span>
            {selected.includes(option.value) ? <Check className="s" aria-hidden /> : null}
          </div>
        ))}
      </div>
      {shown.length === 0 && !busy ? <p className="t3 f12" style={{ padding: "4px 12px 8px" }}>{t("ui.noMatch")}</p> : null}
    </div>
  );
}
