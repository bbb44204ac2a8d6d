package mspdi

import (
	"time"

	"gongqiao/schedule"
)

// Bounds of what the rules of one file may cost: the days that they become, and
// the days that are looked at.
const (
	maxRuleDays = 100_000
	maxLooks    = 3_000_000
)

// ruleCost counts against them.
type ruleCost struct{ days, looks int }

// The kinds of exceptions: days in a row, or a rule by which days recur.
const (
	daily = iota + 1
	yearlyByDay
	yearlyByPosition
	monthlyByDay
	monthlyByPosition
	weekly
	everyDays
	everyWeekdays
	noKind
)

// exceptionRow is an exception as the format has it since 2007.
type exceptionRow struct {
	name        string
	span        daySpan
	byCount     bool // the rule ends after so many occurrences, if not before
	occurrences int
	kind        int
	every       int // days, weeks or months
	weekdays    int // one bit for each, Sunday first
	item        int // which kind of day of a month: 0 any, 1 a weekday, 2 of the weekend, 3 Sunday to 9 Saturday
	position    int // the first to the fourth of them, or 4, the last
	month       int // 0 is January
	monthDay    int
	working     bool
	shifts      []schedule.Shift
}

// exceptionColumns is the schema's sequence. What only rules have is not
// written, for exceptions of a plan are days in a row.
var exceptionColumns = inOrder(
	flagIn("EnteredByOccurrences", func(x *exceptionRow) *bool { return &x.byCount }),
	spanColumn(func(x *exceptionRow) *daySpan { return &x.span }),
	wholeIn("Occurrences", func(x *exceptionRow) *int { return &x.occurrences }, 0, 1_000_000),
	textIn("Name", func(x *exceptionRow) *string { return &x.name }),
	wholeIn("Type", func(x *exceptionRow) *int { return &x.kind }, daily, noKind),
	ofRule("Period", func(x *exceptionRow) *int { return &x.every }, 1_000_000),
	ofRule("DaysOfWeek", func(x *exceptionRow) *int { return &x.weekdays }, 127),
	ofRule("MonthItem", func(x *exceptionRow) *int { return &x.item }, 9),
	ofRule("MonthPosition", func(x *exceptionRow) *int { return &x.position }, 4),
	ofRule("Month", func(x *exceptionRow) *int { return &x.month }, 11),
	ofRule("MonthDay", func(x *exceptionRow) *int { return &x.monthDay }, 31),
	flagIn("DayWorking", func(x *exceptionRow) *bool { return &x.working }),
	shiftsColumn(func(x *exceptionRow) *[]schedule.Shift { return &x.shifts }),
)

func ofRule(name string, at func(*exceptionRow) *int, high int64) column[exceptionRow] {
	c := wholeIn(name, at, 0, high)
	c.write = silent
	return c
}

func readException(d *document, c *calendarRow) error {
	row := exceptionRow{kind: daily, every: 1}
	if err := exceptionColumns.read(d, &row); err != nil {
		return err
	}
	row.shifts = apart(d, row.working, row.shifts)
	row.every = max(row.every, 1)
	switch {
	case row.span.from == 0:
		d.note("an exception without its days")
	case row.kind == daily || row.kind == noKind:
		c.Exceptions = append(c.Exceptions, schedule.Exception{
			Name: row.name, From: row.span.from, To: row.span.to, Shifts: row.shifts,
		})
	default:
		d.note("a rule by which days recur became the days")
		return c.recur(d, &row)
	}
	return nil
}

// recur adds the days of a rule; days in a row become one exception.
func (c *calendarRow) recur(d *document, row *exceptionRow) error {
	begun := len(c.Exceptions)
	count := 0
	if c.cost.looks += int(row.span.to-row.span.from) + 1; c.cost.looks > maxLooks {
		return d.fail("the rules of exceptions span too many years")
	}
	for day := row.span.from; day <= row.span.to; day++ {
		if !row.falls(day) {
			continue
		}
		if c.cost.days++; c.cost.days > maxRuleDays {
			return d.fail("the rules of exceptions make too many days")
		}
		if last := len(c.Exceptions) - 1; last >= begun && c.Exceptions[last].To == day-1 {
			c.Exceptions[last].To = day
		} else {
			c.Exceptions = append(c.Exceptions, schedule.Exception{Name: row.name, From: day, To: day, Shifts: row.shifts})
		}
		if count++; row.byCount && count == row.occurrences {
			break
		}
	}
	return nil
}

// falls says whether a rule names a day of its span.
func (x *exceptionRow) falls(day schedule.Date) bool {
	at := day.At(0).GoTime()
	first := x.span.from.At(0).GoTime()
	months := (at.Year()-first.Year())*12 + int(at.Month()) - int(first.Month())
	switch x.kind {
	case yearlyByDay:
		return int(at.Month()) == x.month+1 && at.Day() == x.monthDay
	case yearlyByPosition:
		return int(at.Month()) == x.month+1 && x.atPosition(at)
	case monthlyByDay:
		return months%x.every == 0 && at.Day() == x.monthDay
	case monthlyByPosition:
		return months%x.every == 0 && x.atPosition(at)
	case weekly: // weeks begin on Sunday
		weeks := (int(day-x.span.from) + int(first.Weekday())) / 7
		return weeks%x.every == 0 && x.weekdays>>at.Weekday()&1 == 1
	case everyDays:
		return int(day-x.span.from)%x.every == 0
	default:
		return isWeekday(at) && weekdaysBetween(first, at)%x.every == 0
	}
}

// atPosition says whether a day is the first, second … or last of its kind in
// its month.
func (x *exceptionRow) atPosition(at time.Time) bool {
	if !x.isItem(at) {
		return false
	}
	if x.position == 4 {
		for next := at.AddDate(0, 0, 1); next.Month() == at.Month(); next = next.AddDate(0, 0, 1) {
			if x.isItem(next) {
				return false
			}
		}
		return true
	}
	before := 0
	for day := at.AddDate(0, 0, -1); day.Month() == at.Month(); day = day.AddDate(0, 0, -1) {
		if x.isItem(day) {
			before++
		}
	}
	return before == x.position
}

func (x *exceptionRow) isItem(at time.Time) bool {
	switch x.item {
	case 0:
		return true
	case 1:
		return isWeekday(at)
	case 2:
		return !isWeekday(at)
	}
	return int(at.Weekday()) == x.item-3
}

func isWeekday(at time.Time) bool {
	return at.Weekday() != time.Saturday && at.Weekday() != time.Sunday
}

// weekdaysBetween counts the weekdays from one day up to another, the last left out.
func weekdaysBetween(from, to time.Time) int {
	days := int(to.Sub(from) / (24 * time.Hour))
	count := days / 7 * 5
	for i := days / 7 * 7; i < days; i++ {
		if isWeekday(from.AddDate(0, 0, i)) {
			count++
		}
	}
	return count
}

func writeExceptions(e *encoder, c *calendarRow) {
	if len(c.Exceptions) == 0 {
		return
	}
	e.inside("Exceptions", func() {
		for _, x := range c.Exceptions {
			if x.From <= 0 || x.To < x.From {
				e.note("Exception", "days that end before they begin")
				continue
			}
			row := exceptionRow{
				name: x.Name, span: daySpan{x.From, x.To}, occurrences: int(x.To-x.From) + 1,
				kind: daily, working: len(x.Shifts) > 0, shifts: x.Shifts,
			}
			exceptionColumns.write(e, "Exception", &row)
		}
	})
}

// seasonColumns is the sequence that Microsoft Project writes. The schema of 2007
// has the days without their list around them, which is read too.
var seasonColumns = inOrder(
	spanColumn(func(s *seasonRow) *daySpan { return &s.span }),
	textIn("Name", func(s *seasonRow) *string { return &s.Name }),
	column[seasonRow]{"WeekDays", items("WeekDay", readSeasonDay), func(e *encoder, s *seasonRow) {
		writeWeekDays(e, weekRows(s.Week))
	}},
	column[seasonRow]{"WeekDay", readSeasonDay, silent[seasonRow]},
)

func readSeason(d *document, c *calendarRow) error {
	var row seasonRow
	if err := seasonColumns.read(d, &row); err != nil {
		return err
	}
	if row.span.from == 0 {
		d.note("a work week without its time")
		return nil
	}
	c.seasons = append(c.seasons, row)
	return nil
}

func readSeasonDay(d *document, s *seasonRow) error {
	var row dayRow
	if err := dayColumns.read(d, &row); err != nil {
		return err
	}
	row.shifts = apart(d, row.working, row.shifts)
	if row.kind == 0 {
		d.note("an exception inside of a work week")
		return nil
	}
	s.days.set(row)
	return nil
}

func writeSeasons(e *encoder, c *calendarRow) {
	if len(c.Seasons) == 0 {
		return
	}
	e.inside("WorkWeeks", func() {
		for _, s := range c.Seasons {
			if s.From <= 0 || s.To < s.From {
				e.note("WorkWeek", "days that end before they begin")
				continue
			}
			if leans(s.Week, c.Week) {
				e.note("WorkWeek", "days as the base has them are written as the calendar's own week has them")
			}
			seasonColumns.write(e, "WorkWeek", &seasonRow{Season: s, span: daySpan{s.From, s.To}})
		}
	})
}

// leans says whether a season leaves days to the base that the calendar's own
// week does not.
func leans(season, own [7]schedule.Day) bool {
	for i := range season {
		if season[i].Inherit && !own[i].Inherit {
			return true
		}
	}
	return false
}
