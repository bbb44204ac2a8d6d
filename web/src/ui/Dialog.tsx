import "./layers.css";
import { X } from "lucide-react";
import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { hasUnsaved } from "../lib/unsaved";
import { Button, IconButton } from "./Button";

interface DialogProps {
  title: string;
  onClose: () => void;
  /** Buttons, the main one last. */
  actions: ReactNode;
  note?: string;
  wide?: boolean;
  children: ReactNode;
}

/** Where a dialog begins: the first field, or without one the first button of the foot, rather than the cross. */
function firstOf(dialog: HTMLDialogElement | null): HTMLElement | null | undefined {
  const field = dialog?.querySelector<HTMLElement>(".dialog-body :is(input, select, textarea, [role=combobox]):not(:disabled)");
  return field ?? dialog?.querySelector<HTMLElement>(".dialog-foot button:not(:disabled)");
}

/** A modal question. Only for destroying, signing and short forms; everything else is undo. What was typed is not dropped by Esc or a click beside it. */
export function Dialog({ title, onClose, actions, note, wide, children }: DialogProps) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [leaving, setLeaving] = useState(false);
  const leave = (): void => (ref.current && hasUnsaved(ref.current) ? setLeaving(true) : onClose());
  useEffect(() => {
    const opener = document.activeElement;
    ref.current?.showModal?.();
    firstOf(ref.current)?.focus();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={`dialog ${wide ? "wide" : ""}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        leave();
      }}
      onClick={(event) => event.target === ref.current && leave()}
    >
      <div className="dialog-head">
        <h2 id={id} style={{ font: "inherit" }}>{title}</h2>
        <IconButton icon={X} label={t("ui.close")} size="small" onClick={leave} />
      </div>
      <div className="dialog-body">{children}</div>
      {leaving
        ? <div className="dialog-foot" role="alert"><span className="note">{t("ui.unsaved.here")}</span><Button autoFocus onClick={() => setLeaving(false)}>{t("ui.unsaved.goOn")}</Button><Button kind="danger" onClick={onClose}>{t("ui.unsaved.drop")}</Button></div>
        : <div className="dialog-foot">{note ? <span className="note">{note}</span> : null}{actions}</div>}
    </dialog>
  );
}
