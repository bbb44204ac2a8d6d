import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Field } from "../../../../ui/Field";
import { TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Pill } from "../../../../ui/marks";
import { toastDone } from "../../../../ui/toast";
import { entriesOf, marksOf, turned, workdays } from "./calendar";
import { YearGrid } from "./components/YearGrid";
import { useAnnounceYear, useCalendarYears, type CalendarYear } from "./queries";
import { SettingsFrame } from "../SettingsFrame";

/** The working days by year. A year that nobody announced yet says so and is entered by clicking its days. */
export default function CalendarPage() {
  const { t } = useTranslation();
  const years = useCalendarYears();
  const [chosen, setChosen] = useState<string | null>(null);
  const all = years.data ?? [];
  const year = all.find((y) => y.id === chosen) ?? all.find((y) => !y.missing) ?? all[0];
  const missing = all.filter((y) => y.missing);
  return (
    <SettingsFrame page="calendar">
      {years.error ? <InlineNotice tone="bad" strip>{problemText(years.error)}</InlineNotice> : null}
      {missing.map((y) => <InlineNotice key={y.id} tone="warn" strip action={year?.id === y.id ? null : <Button kind="quiet" size="small" onClick={() => setChosen(y.id)}>{t("calendar.open")}</Button>}>{t("calendar.missing", { year: y.year })}</InlineNotice>)}
      <div className="years-page">
        <nav className="year-list" aria-label={t("calendar.title")}>
          {all.map((y) => (
            <button key={y.id} type="button" className="year-item" aria-current={y.id === year?.id ? "true" : undefined} onClick={() => setChosen(y.id)}>
              <b className="num">{y.year}</b>
              {y.missing ? <Pill tone="warn">{t("calendar.none")}</Pill> : <span className="t3 f12 num">{t("calendar.workdays", { count: y.workdays })}</span>}
              {y.set ? <Pill tone="accent">{t("rules.set")}</Pill> : null}
            </button>
          ))}
        </nav>
        {year ? <YearForm key={`${year.id}/${String(year.version)}`} year={year} /> : null}
      </div>
    </SettingsFrame>
  );
}

function YearForm({ year }: { year: CalendarYear }) {
  const { t } = useTranslation();
  const announce = useAnnounceYear();
  const began = marksOf(year.year, year.off, year.work);
  const [marks, setMarks] = useState(began);
  const [notice, setNotice] = useState(year.notice);
  const entries = { off: entriesOf(year.year, marks, "off"), work: entriesOf(year.year, marks, "work") };
  const changed = notice !== year.notice || entries.off.join() !== entriesOf(year.year, began, "off").join() || entries.work.join() !== entriesOf(year.year, began, "work").join();
  const errors = fieldErrors(announce.error);
  const may = year.actions.includes("update");
  const save = (): void => announce.mutate({ year, ...entries, notice: notice.trim() }, { onSuccess: () => toastDone(t("calendar.saved", { year: year.year })) });
  return (
    <div className="year-form scroll" tabIndex={0} role="region" aria-label={String(year.year)}>
      <div className="year-head">
        <h2 className="num">{year.year}</h2>
        <span className="t3 f12 num">{t("calendar.workdays", { count: workdays(year.year, marks) })}</span>
        <span className="year-legend f12"><i className="year-day off">{t("calendar.short.off")}</i>{t("calendar.kind.off")}<i className="year-day work">{t("calendar.short.work")}</i>{t("calendar.kind.work")}</span>
      </div>
      {announce.error ? <InlineNotice tone="bad">{errors.off ?? problemText(announce.error)}</InlineNotice> : null}
      <YearGrid year={year.year} marks={marks} onTurn={may ? (day) => setMarks(turned(marks, day)) : undefined} />
      <Entries label={t("calendar.kind.off")} entries={entries.off} />
      <Entries label={t("calendar.kind.work")} entries={entries.work} />
      {may ? (
        <div className="year-save">
          <Field label={t("calendar.notice")} className="grow">{(c) => <TextInput {...c} maxLength={300} placeholder={t("calendar.noticeHint")} value={notice} onChange={(e) => setNotice(e.target.value)} />}</Field>
          <Button disabled={!changed || announce.isPending} onClick={() => { setMarks(began); setNotice(year.notice); }}>{t("calendar.reset")}</Button>
          <Button kind="primary" busy={announce.isPending} disabled={!changed} onClick={save}>{t("ui.save")}</Button>
        </div>
      ) : year.notice ? <p className="t3 f12">{year.notice}</p> : null}
    </div>
  );
}

function Entries({ label, entries }: { label: string; entries: string[] }) {
  return entries.length > 0 ? <p className="year-entries f12"><span className="t3">{label}</span> <span className="num">{entries.map((e) => e.replace("..", "–")).join("  ")}</span></p> : null;
}
