package workday

import (
	"database/sql/driver"
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // a container or a Windows desk may have no zone database

	"gongqiao/internal/kernel/fault"
)

// Errors of dates and zones.
var (
	ErrMalformed = fault.New(fault.Invalid, "date.malformed", "a date is YYYY-MM-DD")
	ErrZone      = fault.New(fault.Invalid, "date.zone_unknown", "a time zone is an IANA name, as Asia/Shanghai")
)

// DefaultZone is the zone of a legal entity that did not choose another.
const DefaultZone = "Asia/Shanghai"

// Zone returns the named zone. The zone of the machine is not one: it would
// make the same data mean different days on different servers.
func Zone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, ErrZone
	}
	if loc, known := zones.Load(name); known {
		return loc.(*time.Location), nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, ErrZone
	}
	zones.Store(name, loc)
	return loc, nil
}

// zones keeps what was read: package time reads its files anew at every call.
// There are some hundred names, and only those that are there are kept.
var zones sync.Map

// Date is a civil day, counted from 0001-01-01, which is 1. Dates compare with
// == and <. The zero Date is none: NULL in the database and null in JSON. It
// is the text YYYY-MM-DD everywhere outside.
type Date int32

// The first and the last date.
const (
	MinDate Date = 1
	MaxDate Date = 3_652_059
)

const (
	secondsPerDay = 86_400
	unixEpoch     = 719_163 // the Date of 1970-01-01
)

// New returns the date of a year, month and day. As with [time.Date], 02-30 is
// a day in March.
func New(year int, month time.Month, day int) Date {
	return of(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// Today returns the date which the instant has in the zone.
func Today(now time.Time, loc *time.Location) Date { return New(now.In(loc).Date()) }

// Parse reads YYYY-MM-DD.
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return 0, ErrMalformed
	}
	return of(t), nil
}

// MustParse is Parse for constants in code and tests.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic("workday: " + s)
	}
	return d
}

// of returns the date of a midnight in UTC.
func of(t time.Time) Date { return clamp(t.Unix()/secondsPerDay + unixEpoch) }

// clamp keeps the result of arithmetic among the dates.
func clamp(days int64) Date { return Date(min(max(days, int64(MinDate)), int64(MaxDate))) }

func (d Date) utc() time.Time {
	return time.Unix((int64(d)-unixEpoch)*secondsPerDay, 0).UTC()
}

// IsZero reports whether d is none.
func (d Date) IsZero() bool { return d == 0 }

// Civil returns the parts of the date.
func (d Date) Civil() (year int, month time.Month, day int) { return d.utc().Date() }

// Year returns the year.
func (d Date) Year() int { return d.utc().Year() }

// Month returns the month.
func (d Date) Month() time.Month { return d.utc().Month() }

// Day returns the day of the month.
func (d Date) Day() int { return d.utc().Day() }

// Quarter returns 1 to 4.
func (d Date) Quarter() int { return (int(d.Month()) + 2) / 3 }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday(d % 7) } // 0001-01-01 was a Monday

// AddDays returns the date n days later.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	span := int64(MaxDate)
	return clamp(int64(d) + min(max(int64(n), -span), span))
}

// AddMonths returns the same day n months later, or the last of that month
// where it is shorter: 01-31 plus one month is 02-28.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return d
	}
	const span = 12 * 9999
	y, m, day := d.Civil()
	first := New(y, m+time.Month(min(max(n, -span), span)), 1)
	return min(first.AddDays(day-1), first.LastOfMonth())
}

// Sub returns the days from e to d: negative when d is earlier.
func (d Date) Sub(e Date) int { return int(d) - int(e) }

// FirstOfMonth returns the first day of d's month.
func (d Date) FirstOfMonth() Date { return d.AddDays(1 - d.Day()) }

// LastOfMonth returns the last day of d's month.
func (d Date) LastOfMonth() Date {
	if d.IsZero() {
		return d
	}
	y, m, _ := d.Civil()
	return New(y, m+1, 0)
}

// Start returns the instant at which the day begins in the zone; the day ends
// where the next one starts.
func (d Date) Start(loc *time.Location) time.Time {
	y, m, day := d.Civil()
	return time.Date(y, m, day, 0, 0, 0, 0, loc)
}

// AppendText appends YYYY-MM-DD, or nothing for none.
func (d Date) AppendText(b []byte) ([]byte, error) {
	if d.IsZero() {
		return b, nil
	}
	return d.utc().AppendFormat(b, time.DateOnly), nil
}

func (d Date) String() string {
	b, _ := d.AppendText(nil)
	return string(b)
}

// MarshalText implements encoding.TextMarshaler; none is empty.
func (d Date) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// MarshalJSON writes null for none.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	b, _ := d.AppendText(append(make([]byte, 0, 12), '"'))
	return append(b, '"'), nil
}

// UnmarshalText implements encoding.TextUnmarshaler; empty gives none.
func (d *Date) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	*d, err = Parse(string(b))
	return err
}

// Value implements driver.Valuer: text, or NULL for none.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan implements sql.Scanner for text and for drivers that give a date column
// as midnight.
func (d *Date) Scan(src any) (err error) {
	switch v := src.(type) {
	case nil:
		*d = 0
	case string:
		*d, err = Parse(v)
	case []byte:
		*d, err = Parse(string(v))
	case time.Time:
		*d = New(v.Date())
	default:
		err = fmt.Errorf("scan date: %T", src)
	}
	return err
}
