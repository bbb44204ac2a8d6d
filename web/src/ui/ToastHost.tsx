import "./layers.css";
import { Check, CircleAlert } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { currentToasts, dismissToast, subscribeToasts, type Toast } from "./toast";

/** Where messages appear; mounted once. It stands above open dialogs. */
export function ToastHost() {
  const toasts = useSyncExternalStore(subscribeToasts, currentToasts);
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (toasts.length > 0 && ref.current?.matches?.(":not(:popover-open)")) ref.current.showPopover?.();
  }, [toasts]);
  return (
    <div ref={ref} popover="manual" className="toasts no-print" role="status" aria-live="polite">
      {toasts.map((toast) => <ToastRow key={toast.id} toast={toast} />)}
    </div>
  );
}

function ToastRow({ toast }: { toast: Toast }) {
  const { t } = useTranslation();
  const left = useSecondsLeft(toast.until);
  const Icon = toast.tone === "bad" ? CircleAlert : Check;
  return (
    <div className={`toast ${toast.tone}`}>
      <Icon className="s" aria-hidden />
      <span className="grow">{toast.text}</span>
      {toast.undo ? (
        <>
          <span className="time" aria-hidden>{t("ui.seconds", { count: left })}</span>
          <button
            type="button"
            onClick={() => {
              toast.undo?.();
              dismissToast(toast.id);
            }}
          >
            {t("ui.undo")}
          </button>
        </>
      ) : null}
    </div>
  );
}

function useSecondsLeft(until: number): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return Math.max(1, Math.ceil((until - now) / 1000));
}
