package workday

import (
	_ "embed"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"gongqiao/internal/kernel/fault"
)

// ErrCalendar says that calendar data cannot be used; its parameter "year"
// says of which year, or "line" where.
var ErrCalendar = fault.New(fault.Invalid, "calendar.malformed",
	"a calendar year has days off and working days as MM-DD or MM-DD..MM-DD")

// Year is the announcement for one year. An entry is a day or FIRST..LAST; a
// day is MM-DD of the year, or YYYY-MM-DD where the holiday reaches into a
// neighbouring one.
type Year struct {
	Year int      `json:"year" minimum:"1950" maximum:"2200"`
	Off  []string `json:"off" nullable:"false" doc:"Days off, weekends included or not."`
	Work []string `json:"work" nullable:"false" doc:"Weekend days on which people work."`
}

// Years outside these bounds are typing errors.
const (
	minYear = 1950
	maxYear = 2200
)

// Calendar knows the working days. It never changes and may be shared. The
// zero Calendar has no data: it works from Monday to Friday.
type Calendar struct {
	years map[int]Year

	// From first on, one entry a day: how many working days lie in the table
	// before it. The last entry closes the table.
	first  Date
	before []int32
	works  []Date // the working days of the table
}

//go:embed state_council.txt
var stateCouncilText string

var stateCouncil = sync.OnceValue(mustBuildStateCouncil)

// StateCouncil returns the calendar that this program was built with. Years
// announced later are added with [Calendar.With].
func StateCouncil() *Calendar { return stateCouncil() }

func mustBuildStateCouncil() *Calendar {
	years, err := ParseYears(stateCouncilText)
	if err != nil {
		panic("workday: embedded calendar: " + err.Error())
	}
	c, err := new(Calendar).With(years...)
	if err != nil {
		panic("workday: embedded calendar: " + err.Error())
	}
	return c
}

// ParseYears reads one year a line: "2026 off 01-01..01-03 work 01-04". What
// follows a # is a comment.
func ParseYears(text string) ([]Year, error) {
	var years []Year
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		year, err := strconv.Atoi(words[0])
		if err != nil || len(words) < 2 || words[1] != "off" {
			return nil, ErrCalendar.With("line", i+1)
		}
		off := words[2:]
		var work []string
		if at := slices.Index(off, "work"); at >= 0 {
			off, work = off[:at], off[at+1:]
		}
		years = append(years, Year{year, off, work})
	}
	return years, nil
}

// With returns a calendar that also follows the given years; a year that was
// known before is replaced. Data that contradicts itself gives [ErrCalendar].
func (c *Calendar) With(years ...Year) (*Calendar, error) {
	all := maps.Clone(c.years)
	if all == nil {
		all = map[int]Year{}
	}
	for _, y := range years {
		all[y.Year] = y
	}
	marks := map[Date]bool{} // whether a day that is listed works
	for _, n := range slices.Sorted(maps.Keys(all)) {
		if err := all[n].mark(marks); err != nil {
			return nil, err
		}
	}
	return build(all, marks), nil
}

// mark enters the year's days; where two years list a day, the later counts.
func (y Year) mark(marks map[Date]bool) error {
	if y.Year < minYear || y.Year > maxYear {
		return ErrCalendar.With("year", y.Year)
	}
	own := map[Date]bool{}
	for works, entries := range map[bool][]string{false: y.Off, true: y.Work} {
		for _, entry := range entries {
			first, last, ok := y.span(entry)
			if !ok {
				return ErrCalendar.With("year", y.Year)
			}
			for d := first; d <= last; d++ {
				if other, listed := own[d]; listed && other != works {
					return ErrCalendar.With("year", y.Year)
				}
				own[d] = works
			}
		}
	}
	maps.Copy(marks, own)
	return nil
}

// span reads one entry. A holiday longer than two months is a typing error.
func (y Year) span(entry string) (first, last Date, ok bool) {
	from, to, ranged := strings.Cut(entry, "..")
	if !ranged {
		to = from
	}
	first, last = y.day(from), y.day(to)
	return first, last, first > 0 && last >= first && last.Sub(first) < 62
}

// day reads one day, at most a year away; 0 when it cannot.
func (y Year) day(s string) Date {
	if len(s) == len("01-02") {
		s = strconv.Itoa(y.Year) + "-" + s
	}
	d, err := Parse(s)
	if err != nil || d.Year() < y.Year-1 || d.Year() > y.Year+1 {
		return 0
	}
	return d
}

// build counts every day from a year before the first announced one to a year
// after the last, which is as far as an announcement may reach.
func build(years map[int]Year, marks map[Date]bool) *Calendar {
	c := &Calendar{years: years}
	if len(years) == 0 {
		return c
	}
	numbers := slices.Sorted(maps.Keys(years))
	c.first = New(numbers[0]-1, 1, 1)
	end := New(numbers[len(numbers)-1]+2, 1, 1)
	for d := c.first; d < end; d++ {
		c.before = append(c.before, int32(len(c.works)))
		works, listed := marks[d]
		if !listed {
			works = isWeekday(d)
		}
		if works {
			c.works = append(c.works, d)
		}
	}
	c.before = append(c.before, int32(len(c.works)))
	return c
}

// Missing reports whether nothing was announced for the year, so that results
// in it assume Monday to Friday.
func (c *Calendar) Missing(year int) bool {
	_, known := c.years[year]
	return !known
}

// Years lists the years that were announced, the earliest first.
func (c *Calendar) Years() []int { return slices.Sorted(maps.Keys(c.years)) }

// Year returns the announcement for a year, if there was one.
func (c *Calendar) Year(year int) (y Year, known bool) {
	y, known = c.years[year]
	return Year{y.Year, slices.Clone(y.Off), slices.Clone(y.Work)}, known
}

// Gaps lists the years from one date to another, in either order, for which
// nothing was announced. Whoever shows a result that spans them says so.
func (c *Calendar) Gaps(from, to Date) []int {
	if from.IsZero() || to.IsZero() {
		return nil
	}
	var gaps []int
	for y := min(from, to).Year(); y <= max(from, to).Year(); y++ {
		if c.Missing(y) {
			gaps = append(gaps, y)
		}
	}
	return gaps
}

// IsWorkday reports whether people work on d.
func (c *Calendar) IsWorkday(d Date) bool {
	return !d.IsZero() && c.Index(d+1) > c.Index(d)
}

// AddWorkdays returns the n-th working day after d, or before it when n is
// negative. With n = 0 it is d itself, working day or not.
func (c *Calendar) AddWorkdays(d Date, n int) Date {
	n = min(max(n, -int(MaxDate)), int(MaxDate))
	switch {
	case d.IsZero() || n == 0:
		return d
	case n > 0:
		return c.At(c.Index(d+1) + n - 1)
	}
	return c.At(c.Index(d) + n)
}

// NextWorkday returns d, or the first working day after it.
func (c *Calendar) NextWorkday(d Date) Date {
	if d.IsZero() {
		return d
	}
	return c.At(c.Index(d))
}

// PrevWorkday returns d, or the last working day before it.
func (c *Calendar) PrevWorkday(d Date) Date {
	if d.IsZero() {
		return d
	}
	return c.At(c.Index(d+1) - 1)
}

// Part returns the instant at which so many percent of the working time between two
// instants have passed: hours of days off in the zone do not count. Without any
// working time it is the end.
func (c *Calendar) Part(from, to time.Time, percent int, zone *time.Location) time.Time {
	all := c.workingTime(from, to, zone)
	left := all * time.Duration(percent) / 100
	for day := Today(from, zone); all > 0 && left >= 0 && day <= Today(to, zone); day++ {
		begin, end := within(from, to, day, zone)
		if !c.IsWorkday(day) || end.Before(begin) {
			continue
		}
		if span := end.Sub(begin); left > span {
			left -= span
			continue
		}
		return begin.Add(left)
	}
	return to
}

// workingTime sums the hours of working days between two instants.
func (c *Calendar) workingTime(from, to time.Time, zone *time.Location) (sum time.Duration) {
	for day := Today(from, zone); day <= Today(to, zone); day++ {
		if begin, end := within(from, to, day, zone); c.IsWorkday(day) && end.After(begin) {
			sum += end.Sub(begin)
		}
	}
	return sum
}

// within cuts a span of time down to what lies in a day.
func within(from, to time.Time, day Date, zone *time.Location) (begin, end time.Time) {
	begin, end = day.Start(zone), day.AddDays(1).Start(zone)
	if from.After(begin) {
		begin = from
	}
	if to.Before(end) {
		end = to
	}
	return begin, end
}

// WorkdaysBetween counts the working days from one date to another, both
// included. It is 0 when to is earlier or either is none.
func (c *Calendar) WorkdaysBetween(from, to Date) int {
	if from.IsZero() || to < from {
		return 0
	}
	return c.Index(to+1) - c.Index(from)
}

// Index numbers working days: it returns how many lie before d, counted from a
// fixed day of the calendar, so that differences are durations. It takes
// constant time, as [Calendar.At] does. A day off has the index of the working
// day that follows.
func (c *Calendar) Index(d Date) int {
	i, size := int(d)-int(c.first), max(len(c.before)-1, 0)
	switch {
	case i < 0:
		return weekdaysBefore(d) - weekdaysBefore(c.first)
	case i < size:
		return int(c.before[i])
	}
	end := c.first + Date(size)
	return len(c.works) + weekdaysBefore(d) - weekdaysBefore(end)
}

// At returns the working day of an index.
func (c *Calendar) At(index int) Date {
	switch {
	case index < 0:
		return weekday(index + weekdaysBefore(c.first))
	case index < len(c.works):
		return c.works[index]
	}
	end := c.first + Date(max(len(c.before)-1, 0))
	return weekday(index - len(c.works) + weekdaysBefore(end))
}

func isWeekday(d Date) bool { return d.Weekday() != 0 && d.Weekday() != 6 }

// weekdaysBefore counts Mondays to Fridays from 0001-01-01, a Monday, to the
// day before d.
func weekdaysBefore(d Date) int {
	n := int(d) - int(MinDate)
	return n/7*5 + min(n%7, 5)
}

// weekday is the inverse: the n-th Monday to Friday, n from 0.
func weekday(n int) Date {
	const span = int(MaxDate) // working days never outnumber days
	n = min(max(n, 0), span)
	return clamp(int64(n/5*7 + n%5 + int(MinDate)))
}
