/** Controls that take text or a choice. Wrap them in a Field for label and note. */
import "./field.css";
import type { LucideIcon } from "lucide-react";
import { X } from "lucide-react";
import { useEffect, useRef, useState, type InputHTMLAttributes, type KeyboardEvent, type ReactNode, type Ref, type TextareaHTMLAttributes } from "react";
import { useTranslation } from "react-i18next";
import { formatWan, formatYuan, parseYuan } from "../lib/format";

type InvalidProps = { "aria-invalid"?: boolean | "true" | "false" | "grammar" | "spelling" };

function boxClass(props: InvalidProps & { readOnly?: boolean; className?: string }, extra = ""): string {
  return ["input", extra, props["aria-invalid"] ? "invalid" : "", props.readOnly ? "readonly" : "", props.className ?? ""].filter(Boolean).join(" ");
}

export interface TextInputProps extends InputHTMLAttributes<HTMLInputElement> {
  icon?: LucideIcon;
  unit?: ReactNode;
  /** After the text, inside the box: an eye, a clear button. */
  trailing?: ReactNode;
  /** 40 px, for the sign-in form. */
  large?: boolean;
  alignRight?: boolean;
  ref?: Ref<HTMLInputElement>;
}

export function TextInput({ icon: Icon, unit, trailing, large, alignRight, className, ...rest }: TextInputProps) {
  const extra = [large ? "large" : "", alignRight ? "right" : ""].join(" ").trim();
  return (
    <span className={boxClass({ ...rest, className }, extra)}>
      {Icon ? <Icon aria-hidden /> : null}
      <input {...rest} />
      {unit ? <span className="unit">{unit}</span> : null}
      {trailing}
    </span>
  );
}

export function TextArea(props: TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const { className, ...rest } = props;
  return (
    <span className={boxClass({ ...rest, className }, "area")}>
      <textarea rows={2} {...rest} />
    </span>
  );
}

interface MoneyInputProps {
  id?: string;
  /** Fen, or null when empty. */
  value: number | null;
  onChange: (fen: number | null) => void;
  /** Called with whether what is typed is an amount. */
  onValidity?: (valid: boolean) => void;
  disabled?: boolean;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

/** Yuan, right-aligned, formatted when the field is left; takes "12万" too. */
export function MoneyInput({ value, onChange, onValidity, ...rest }: MoneyInputProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const shown = draft ?? (value === null ? "" : formatYuan(value));
  const type = (text: string): void => {
    setDraft(text);
    const fen = text.trim() === "" ? null : parseYuan(text);
    onValidity?.(text.trim() === "" || fen !== null);
    if (fen !== null || text.trim() === "") onChange(fen);
  };
  return (
    <TextInput {...rest} alignRight inputMode="decimal" unit={t("ui.yuan")} value={shown} onChange={(e) => type(e.target.value)} onBlur={() => parseYuan(shown) !== null && setDraft(null)} />
  );
}

/** The note under a MoneyInput: the same amount in 万元. */
export function WanNote({ fen }: { fen: number | null }) {
  const { t } = useTranslation();
  return fen === null ? null : <span className="num">{t("ui.wanNote", { amount: formatWan(fen) })}</span>;
}

interface TagInputProps {
  id?: string;
  value: string[];
  onChange: (tags: string[]) => void;
  placeholder?: string;
  "aria-describedby"?: string;
}

/** Free tags: Enter or a comma adds, Backspace in the empty field takes the last away. */
export function TagInput({ value, onChange, placeholder, ...rest }: TagInputProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState("");
  const add = (): void => {
    const tag = draft.trim();
    if (tag !== "" && !value.includes(tag)) onChange([...value, tag]);
    setDraft("");
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" || event.key === "," || event.key === "，") {
      event.preventDefault();
      add();
    } else if (event.key === "Backspace" && draft === "") onChange(value.slice(0, -1));
  };
  return (
    <span className="input tags">
      {value.map((tag) => (
        <span key={tag} className="tag-x">
          {tag}
          <button type="button" aria-label={t("ui.removeTag", { tag })} onClick={() => onChange(value.filter((v) => v !== tag))}>
            <X aria-hidden />
          </button>
        </span>
      ))}
      <input {...rest} value={draft} placeholder={value.length === 0 ? placeholder : undefined} onChange={(e) => setDraft(e.target.value)} onKeyDown={onKeyDown} onBlur={add} />
    </span>
  );
}

interface CheckProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "children"> {
  children?: ReactNode;
  indeterminate?: boolean;
}

export function Checkbox({ children, indeterminate, ...rest }: CheckProps) {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = indeterminate ?? false;
  }, [indeterminate]);
  return (
    <label className="check">
      <input type="checkbox" ref={ref} {...rest} />
      {children}
    </label>
  );
}

export function Radio({ children, ...rest }: CheckProps) {
  return (
    <label className="check">
      <input type="radio" {...rest} />
      {children}
    </label>
  );
}

export function Switch({ children, ...rest }: CheckProps) {
  return (
    <label className="check switch">
      <input type="checkbox" role="switch" {...rest} />
      {children}
    </label>
  );
}

interface SegmentedProps<V extends string> {
  label: string;
  name: string;
  value: V;
  options: { value: V; label: string }[];
  onChange: (value: V) => void;
}

/** Two to four choices side by side. */
export function Segmented<V extends string>({ label, name, value, options, onChange }: SegmentedProps<V>) {
  return (
    <div className="segmented" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          {option.label}
        </label>
      ))}
    </div>
  );
}

interface CodeInputProps {
  id?: string;
  value: string;
  onChange: (digits: string) => void;
  autoFocus?: boolean;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

/** Six boxes over one real input, so paste, autofill and screen readers work. */
export function CodeInput({ value, onChange, ...rest }: CodeInputProps) {
  return (
    <div className={`otp ${rest["aria-invalid"] ? "invalid" : ""}`}>
      <input {...rest} inputMode="numeric" autoComplete="one-time-code" maxLength={6} value={value} onChange={(e) => onChange(e.target.value.replace(/\D/g, "").slice(0, 6))} />
      {[0, 1, 2, 3, 4, 5].map((i) => (
        <span key={i} aria-hidden className={i === Math.min(value.length, 5) ? "at" : ""}>
          {value[i] ?? ""}
        </span>
      ))}
    </div>
  );
}
