import "./field.css";
import { useId, type ReactNode } from "react";

/** What a control inside a Field needs to be named and described. */
export interface FieldControl {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
  "aria-required"?: boolean;
}

interface FieldProps {
  label: string;
  required?: boolean;
  /** Below the control; an error takes its place. */
  note?: ReactNode;
  error?: string;
  /** Right of the label: a counter, a link. */
  aside?: ReactNode;
  className?: string;
  children: (control: FieldControl) => ReactNode;
}

/** Label above, control, note below. */
export function Field({ label, required, note, error, aside, className, children }: FieldProps) {
  const id = useId();
  const below = error || note;
  const control: FieldControl = {
    id,
    "aria-describedby": below ? `${id}-note` : undefined,
    "aria-invalid": error ? true : undefined,
    "aria-required": required || undefined,
  };
  return (
    <div className={`field ${className ?? ""}`}>
      <div className="field-label">
        <label htmlFor={id}>{label}</label>
        {required ? <em aria-hidden>*</em> : null}
        {aside ? <span className="push">{aside}</span> : null}
      </div>
      {children(control)}
      {below ? (
        <div id={`${id}-note`} className={`field-note ${error ? "error" : ""}`} role={error ? "alert" : undefined}>
          {below}
        </div>
      ) : null}
    </div>
  );
}
