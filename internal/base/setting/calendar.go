package setting

import (
	"slices"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// YearKind names calendar years in references.
const YearKind ref.Kind = "calendar_year"

// MaxEntries bounds the days or ranges of days of one list of a year.
const MaxEntries = 60

// ErrYearNotFound says that a year is not in the list.
var ErrYearNotFound = fault.New(fault.NotFound, "setting.year_not_found", "no such calendar year")

// Year is the announcement of days off and make-up workdays for one year.
type Year struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	Year   int64    `track:"public"`
	Own    bool     `track:"public"` // entered here; otherwise what the product brings, if it knows the year
	Off    []string `track:"public"`
	Work   []string `track:"public"`
	Notice string   `track:"public"` // number or address of the announcement

	MissedAt time.Time `track:"-"` // when people were told that nothing is announced
}

// Subject implements db.Record.
func (y *Year) Subject() db.Subject {
	return db.Subject{Ref: ref.To(YearKind, y.ID), Label: yearLabel(y.Year), Version: y.Version}
}

func yearLabel(n int64) string { return workday.New(int(n), 1, 1).String()[:4] }

func yearID(n int64) ref.ID { return ref.Derived("calendar_year", yearLabel(n)) }

// announced is the year as a calendar reads it.
func (y *Year) announced() workday.Year {
	return workday.Year{Year: int(y.Year), Off: y.Off, Work: y.Work}
}

// Missing reports whether nothing is known of the year.
func (y *Year) Missing() bool {
	return !y.Own && workday.StateCouncil().Missing(int(y.Year))
}

// Days returns the days off and the make-up workdays that hold, from whoever
// announced them.
func (y *Year) Days() (off, work []string) {
	if y.Own {
		return y.Off, y.Work
	}
	known, _ := workday.StateCouncil().Year(int(y.Year))
	return known.Off, known.Work
}

// enter takes over an announcement; one without days goes back to what the
// product brings. A make-up workday is a day on which nobody would work else.
func (y *Year) enter(off, work []string, notice string) error {
	var c fault.Checks
	y.Off, y.Work, y.Notice = tidy(off), tidy(work), strings.TrimSpace(notice)
	y.Own = len(y.Off)+len(y.Work) > 0
	c.Check(!y.Own || len(y.Off) > 0, "off", "required")
	c.Check(len(y.Off) <= MaxEntries, "off", "too_long")
	c.Check(len(y.Work) <= MaxEntries, "work", "too_long")
	if err := c.Err(); err != nil || !y.Own {
		return err
	}
	_, err := new(workday.Calendar).With(y.announced())
	return err
}

// tidy drops what is empty.
func tidy(entries []string) []string {
	out := make([]string, 0, len(entries))
	for _, e := range entries {
		if e = strings.TrimSpace(e); e != "" {
			out = append(out, e)
		}
	}
	return out
}

// calendarOf returns the working days: those that the product brings, changed
// by the announcements entered here.
func calendarOf(years []Year) (*workday.Calendar, error) {
	var own []workday.Year
	for _, y := range years {
		if y.Own {
			own = append(own, y.announced())
		}
	}
	if len(own) == 0 {
		return workday.StateCouncil(), nil
	}
	return workday.StateCouncil().With(own...)
}

// The announcement of a year comes in October to December of the one before.
const (
	expected = time.November // from when on the list shows the next year
	alarm    = time.December // from when on it is missed (reference 2.20)
)

// wanted returns the years that the list shows on a day: what the product
// knows, and every later one until the next.
func wanted(today workday.Date) []int64 {
	last := today.Year()
	if today.Month() >= expected {
		last++
	}
	years := []int64{}
	for _, n := range workday.StateCouncil().Years() {
		years = append(years, int64(n))
	}
	for n := years[len(years)-1] + 1; n <= int64(last); n++ {
		years = append(years, n)
	}
	return years
}

// missed returns the years that have begun or are about to without an
// announcement, and that nobody was told of.
func missed(years []Year, today workday.Date) []Year {
	last := int64(today.Year())
	if today.Month() >= alarm {
		last++
	}
	return slices.DeleteFunc(slices.Clone(years), func(y Year) bool {
		return y.Year > last || !y.Missing() || !y.MissedAt.IsZero()
	})
}

// YearMissed says that a year of the calendar has begun, or will within a
// month, without its announcement.
type YearMissed struct {
	ID     ref.ID   `json:"id"`
	Year   int64    `json:"year"`
	People []ref.ID `json:"people"` // who may enter it
}

// Topic implements db.Event.
func (YearMissed) Topic() string { return "calendar_year.missed" }

// Version implements db.Event.
func (YearMissed) Version() int { return 1 }
