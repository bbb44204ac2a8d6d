import "./field.css";
import { CalendarDays, ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./Button";
import { addMonths, isDate, monthGrid, moveDate, readDate } from "./calendar";
import { TextInput } from "./inputs";
import { Popover } from "./Popover";
import { serverToday } from "../lib/now";

interface DatePickerProps {
  id?: string;
  label: string;
  /** YYYY-MM-DD, or "" when empty. */
  value: string;
  onChange: (date: string) => void;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

/** A date typed or picked. What is typed is read when the field is left. */
export function DatePicker({ label, value, onChange, ...rest }: DatePickerProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState<string | null>(null);
  const settle = (): void => {
    if (draft === null) return;
    const date = draft.trim() === "" ? "" : readDate(draft, serverToday());
    if (date !== null) onChange(date);
    setDraft(null);
  };
  return (
    <span ref={box} style={{ display: "block" }}>
      <TextInput {...rest} aria-label={rest.id ? undefined : label} placeholder="2026-01-31" value={draft ?? value} onChange={(e) => setDraft(e.target.value)} onBlur={settle}
        onKeyDown={(e) => {
          if (e.key === "Enter") settle();
          if (e.key === "ArrowDown") setOpen(true);
        }}
        trailing={<IconButton icon={CalendarDays} size="small" label={t("ui.openCalendar")} aria-expanded={open} onClick={() => setOpen(!open)} />} />
      {open ? (
        <Popover anchor={box} onClose={() => setOpen(false)} role="dialog" aria-label={label}>
          <Calendar
            value={isDate(value) ? value : serverToday()}
            onPick={(date) => {
              onChange(date);
              setOpen(false);
              box.current?.querySelector("input")?.focus();
            }}
          />
        </Popover>
      ) : null}
    </span>
  );
}

/** One month; arrow keys move by day and week, PageUp and PageDown by month. */
export function Calendar({ value, onPick }: { value: string; onPick: (date: string) => void }) {
  const { t } = useTranslation();
  const grid = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(value);
  const today = serverToday();
  useEffect(() => {
    grid.current?.querySelector<HTMLElement>(`[data-date="${at}"]`)?.focus();
  }, [at]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = moveDate(event.key, at);
    if (!next) return;
    event.preventDefault();
    setAt(next);
  };
  return (
    <div className="calendar">
      <div className="calendar-head">
        <b aria-live="polite">{at.slice(0, 7)}</b>
        <IconButton icon={ChevronLeft} size="small" label={t("ui.previousMonth")} onClick={() => setAt(addMonths(at, -1))} />
        <IconButton icon={ChevronRight} size="small" label={t("ui.nextMonth")} onClick={() => setAt(addMonths(at, 1))} />
      </div>
      <div ref={grid} className="calendar-grid" role="grid" aria-label={at.slice(0, 7)} onKeyDown={onKeyDown}>
        {(t("ui.weekdays", { returnObjects: true }) as string[]).map((day) => <span key={day} aria-hidden>{day}</span>)}
        {weeks(monthGrid(at)).map((week) => (
          <div key={week[0]} role="row" style={{ display: "contents" }}>
            {week.map((date) => (
              <button key={date} type="button" role="gridcell" data-date={date} tabIndex={date === at ? 0 : -1} aria-selected={date === value} aria-label={date}
                className={`${date.slice(0, 7) === at.slice(0, 7) ? "" : "out"} ${date === today ? "today" : ""}`} onClick={() => onPick(date)}>
                {Number(date.slice(8))}
              </button>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function weeks(days: string[]): string[][] {
  return [0, 7, 14, 21, 28, 35].map((i) => days.slice(i, i + 7));
}
