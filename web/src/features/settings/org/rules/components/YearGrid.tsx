import { useTranslation } from "react-i18next";
import { isWeekend, monthDays, type Marks } from "../calendar";

/** Twelve months; a click turns a day when it may be changed. */
export function YearGrid({ year, marks, onTurn }: { year: number; marks: Marks; onTurn?: (day: string) => void }) {
  const { t } = useTranslation();
  const weekdays = t("calendar.weekdays").split(" ");
  const months = t("calendar.months").split(" ");
  return (
    <div className="year-grid">
      {months.map((month, of) => (
        <section key={month} aria-label={month}>
          <h3>{month}</h3>
          <div className="year-month">
            {weekdays.map((day, i) => <span key={i} className="t3 f11" aria-hidden>{day}</span>)}
            {monthDays(year, of + 1).map((day, i) => (day ? <Day key={day} day={day} mark={marks[day]} onTurn={onTurn} /> : <span key={`before-${String(i)}`} />))}
          </div>
        </section>
      ))}
    </div>
  );
}

function Day({ day, mark, onTurn }: { day: string; mark: Marks[string] | undefined; onTurn?: (day: string) => void }) {
  const { t } = useTranslation();
  const kind = mark ?? (isWeekend(day) ? "weekend" : "usual");
  const text = (
    <>
      {Number(day.slice(8))}
      {mark ? <i>{t(`calendar.short.${mark}`)}</i> : null}
    </>
  );
  if (!onTurn) return <span className={`year-day ${kind}`}>{text}</span>;
  return <button type="button" className={`year-day ${kind}`} title={t("calendar.dayIs", { day, kind: t(`calendar.kind.${kind}`) })} onClick={() => onTurn(day)}>{text}</button>;
}
