package mspdi

import (
	"cmp"
	"slices"

	"gongqiao/schedule"
)

// calendarRow is a calendar with what the format says of it in other words.
type calendarRow struct {
	schedule.Calendar
	uid, base    int64
	isBase       bool
	line, column int // where it begins, for errors
	days         week
	old          []schedule.Exception // as exceptions were written before 2007
	seasons      []seasonRow
	cost         *ruleCost
}

// week is what is said of the days of a week.
type week struct {
	said [7]bool
	day  [7]schedule.Day
}

// seasonRow is a week of its own for a time.
type seasonRow struct {
	schedule.Season
	span daySpan
	days week
}

// dayRow is a day of the week, or before 2007 an exception.
type dayRow struct {
	kind    int // 1 is Sunday; 0 an exception
	working bool
	span    daySpan
	shifts  []schedule.Shift
}

// daySpan is days in a row, both included.
type daySpan struct{ from, to schedule.Date }

type shiftRow struct {
	from, to           int16
	fromSaid, tillSaid bool
}

// calendarColumns is the schema's sequence.
var calendarColumns = inOrder(
	uidIn("calendar", func(c *calendarRow) *int64 { return &c.uid }),
	textIn("Name", func(c *calendarRow) *string { return &c.Name }),
	flagIn("IsBaseCalendar", func(c *calendarRow) *bool { return &c.isBase }),
	wholeIn("BaseCalendarUID", func(c *calendarRow) *int64 { return &c.base }, -maxUID, maxUID),
	column[calendarRow]{"WeekDays", items("WeekDay", readCalendarDay), writeDays},
	column[calendarRow]{"Exceptions", items("Exception", readException), writeExceptions},
	column[calendarRow]{"WorkWeeks", items("WorkWeek", readSeason), writeSeasons},
)

var dayColumns = inOrder(
	wholeIn("DayType", func(r *dayRow) *int { return &r.kind }, 0, 7),
	flagIn("DayWorking", func(r *dayRow) *bool { return &r.working }),
	spanColumn(func(r *dayRow) *daySpan { return &r.span }),
	shiftsColumn(func(r *dayRow) *[]schedule.Shift { return &r.shifts }),
)

var spanColumns = inOrder(
	dateIn("FromDate", "T00:00:00", func(s *daySpan) *schedule.Date { return &s.from }),
	dateIn("ToDate", "T23:59:00", func(s *daySpan) *schedule.Date { return &s.to }),
)

// dateIn is the day of a time; what time of the day it says has no meaning.
func dateIn[T any](name, clock string, at func(*T) *schedule.Date) column[T] {
	parse := func(_ *document, t *T, text string) error {
		when, _, err := parseTime(text)
		*at(t) = when.Date()
		return err
	}
	return parsed(name, parse, func(e *encoder, t *T) {
		e.text(name, at(t).String()+clock)
	})
}

// spanColumn is days in a row; without any it is not written.
func spanColumn[T any](at func(*T) *daySpan) column[T] {
	read := func(d *document, t *T) error {
		span := at(t)
		if err := spanColumns.read(d, span); err != nil {
			return err
		}
		if span.to == 0 {
			span.to = span.from
		}
		if span.to < span.from {
			d.note("days that end before they begin")
			*span = daySpan{}
		}
		return nil
	}
	return column[T]{"TimePeriod", read, func(e *encoder, t *T) {
		if *at(t) != (daySpan{}) {
			spanColumns.write(e, "TimePeriod", at(t))
		}
	}}
}

var shiftColumns = inOrder(
	clockIn("FromTime", func(s *shiftRow) (*int16, *bool) { return &s.from, &s.fromSaid }),
	clockIn("ToTime", func(s *shiftRow) (*int16, *bool) { return &s.to, &s.tillSaid }),
)

func clockIn(name string, at func(*shiftRow) (*int16, *bool)) column[shiftRow] {
	parse := func(d *document, s *shiftRow, text string) error {
		minute, exact, err := parseClock(text)
		value, said := at(s)
		*value, *said = int16(minute), true
		d.rounded(exact, "seconds and time zones are dropped")
		return err
	}
	return parsed(name, parse, func(e *encoder, s *shiftRow) {
		value, _ := at(s)
		e.begin(name)
		e.out = formatClock(e.out, *value)
		e.finish(name)
	})
}

// shiftsColumn is the working times of a day, in order and apart.
func shiftsColumn[T any](at func(*T) *[]schedule.Shift) column[T] {
	read := items("WorkingTime", func(d *document, t *T) error {
		var row shiftRow
		if err := shiftColumns.read(d, &row); err != nil {
			return err
		}
		row.taken(d, at(t))
		return nil
	})
	return column[T]{"WorkingTimes", read, func(e *encoder, t *T) {
		if len(*at(t)) == 0 {
			return
		}
		if len(*at(t)) > 5 {
			e.note("WorkingTimes", "more shifts than the five that Microsoft Project reads")
		}
		e.inside("WorkingTimes", func() {
			for _, s := range *at(t) {
				shiftColumns.write(e, "WorkingTime", &shiftRow{from: s.From, to: s.To})
			}
		})
	}}
}

// taken adds the shift. One that ends at 00:00 ends with the day; Microsoft
// Project has none that goes on behind midnight.
func (s *shiftRow) taken(d *document, shifts *[]schedule.Shift) {
	switch {
	case !s.fromSaid || !s.tillSaid:
		return
	case s.to == 0:
		s.to = 1440
	case s.to < s.from:
		d.note("a shift that goes on behind midnight ends there")
		s.to = 1440
	}
	if s.from < s.to {
		*shifts = append(*shifts, schedule.Shift{From: s.from, To: s.to})
	}
}

// usualShifts are those of a working day that does not say its own.
var usualShifts = []schedule.Shift{{From: 480, To: 720}, {From: 780, To: 1020}}

// apart brings shifts into their order and joins what touches.
func apart(d *document, working bool, shifts []schedule.Shift) []schedule.Shift {
	if !working {
		return nil
	}
	if len(shifts) == 0 {
		d.note("a working day without times works from 8 to 12 and from 13 to 17")
		return slices.Clone(usualShifts)
	}
	slices.SortFunc(shifts, func(a, b schedule.Shift) int { return cmp.Compare(a.From, b.From) })
	joined := shifts[:1]
	for _, s := range shifts[1:] {
		if last := &joined[len(joined)-1]; s.From <= last.To {
			last.To = max(last.To, s.To)
		} else {
			joined = append(joined, s)
		}
	}
	return joined
}

func readCalendarDay(d *document, c *calendarRow) error {
	var row dayRow
	if err := dayColumns.read(d, &row); err != nil {
		return err
	}
	row.shifts = apart(d, row.working, row.shifts)
	if row.kind > 0 {
		c.days.set(row)
		return nil
	}
	if row.span.from == 0 {
		d.note("an exception without its days")
		return nil
	}
	c.old = append(c.old, schedule.Exception{From: row.span.from, To: row.span.to, Shifts: row.shifts})
	return nil
}

func (w *week) set(row dayRow) {
	w.said[row.kind-1] = true
	w.day[row.kind-1] = schedule.Day{Shifts: row.shifts}
}

// taken turns what was read into the calendar; its base is settled when all are
// known. A day that a season does not say is as in any other week; one that the
// week does not say, as the base has it.
func (c *calendarRow) taken(d *document) schedule.Calendar {
	c.ID = schedule.CalendarID(c.uid)
	c.Personal = !c.isBase
	if len(c.Exceptions) == 0 {
		c.Exceptions = c.old
	}
	if c.isBase && c.base <= 0 && c.days.said == [7]bool{} {
		d.left.add("Calendar", "WeekDays", "a calendar without a week works from Monday to Friday, 8 to 12 and 13 to 17")
		c.Week = schedule.Standard(0, "").Week
	} else {
		for i := range c.Week {
			c.Week[i] = c.days.day[i]
			c.Week[i].Inherit = !c.days.said[i] && (c.base > 0 || !c.isBase)
		}
	}
	for _, s := range c.seasons {
		for i := range s.Week {
			s.Week[i] = s.days.day[i]
			if !s.days.said[i] {
				s.Week[i] = c.Week[i]
			}
		}
		s.From, s.To = s.span.from, s.span.to
		c.Seasons = append(c.Seasons, s.Season)
	}
	return c.Calendar
}

// give turns a calendar into what is written.
func (c *calendarRow) give(e *encoder) {
	c.uid, c.base, c.isBase = int64(c.ID), int64(c.Base), !c.Personal
	if c.Base == 0 {
		c.base = -1
	}
	if c.isBase && c.Base != 0 {
		e.left.add("Calendar", "BaseCalendarUID", "Microsoft Project looks at the base of resource calendars only")
	}
	if c.DayMinutes != 0 {
		e.left.add("Calendar", "MinutesPerDay", "the format has one length of a day for all calendars")
	}
}

// writeDays writes the week and, for readers before 2007, the exceptions.
func writeDays(e *encoder, c *calendarRow) {
	rows := weekRows(c.Week)
	for _, x := range c.Exceptions {
		if x.From > 0 && x.From <= x.To {
			rows = append(rows, dayRow{working: len(x.Shifts) > 0, span: daySpan{x.From, x.To}, shifts: x.Shifts})
		}
	}
	writeWeekDays(e, rows)
}

func writeWeekDays(e *encoder, rows []dayRow) {
	if len(rows) == 0 {
		return
	}
	e.inside("WeekDays", func() {
		for i := range rows {
			dayColumns.write(e, "WeekDay", &rows[i])
		}
	})
}

// weekRows are the days that a week says itself.
func weekRows(days [7]schedule.Day) []dayRow {
	var rows []dayRow
	for i, day := range days {
		if !day.Inherit {
			rows = append(rows, dayRow{kind: i + 1, working: len(day.Shifts) > 0, shifts: day.Shifts})
		}
	}
	return rows
}
