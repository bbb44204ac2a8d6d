package schedule

import (
	"fmt"
	"time"
)

// Time is an instant to the minute on the plan's own wall clock, without a zone:
// minutes since 1900-01-01T00:00. Zero is no time at all. Instants run to the
// end of 2199; an int32 holds every sum of an instant, a span and a lag.
type Time int32

// Minutes is a span: working minutes of some calendar, or elapsed ones where it
// is said so. Negative spans are leads and negative float.
type Minutes int32

// Date is a day: days since 1900-01-01. Zero is no date.
type Date int32

// Limits of what a plan may hold.
const (
	MinTime    Time    = 1
	MaxTime    Time    = 300*525_600 + 73*1440 - 1 // 2199-12-31T23:59
	MaxMinutes Minutes = 100 * 525_600             // a hundred years
)

const dayMinutes = 1440

var epoch = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)

// At is the instant of a civil date and time; out of range it is zero.
func At(year int, month time.Month, day, hour, minute int) Time {
	return Of(time.Date(year, month, day, hour, minute, 0, 0, time.UTC))
}

// Of takes the wall clock of t, without its zone and seconds; out of range it is zero.
func Of(t time.Time) Time {
	wall := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)
	minutes := (wall.Unix() - epoch.Unix()) / 60 // a time.Duration holds 292 years only
	if wall.Year() < 1900 || wall.Year() > 2199 || minutes < int64(MinTime) {
		return 0
	}
	return Time(minutes)
}

// ParseTime reads "2026-09-21T08:00", with seconds if they are there (they are
// dropped), or "2026-09-21" as its midnight.
func ParseTime(s string) (Time, error) {
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			if at := Of(t); at != 0 {
				return at, nil
			}
			return 0, fmt.Errorf("%w: %q", ErrRange, s)
		}
	}
	return 0, fmt.Errorf("schedule: %q is no time like 2026-09-21T08:00", s)
}

// GoTime is the instant as a time.Time in UTC, the wall clock unchanged.
func (t Time) GoTime() time.Time { return time.Unix(epoch.Unix()+int64(t)*60, 0).UTC() }

// Date is the day of the instant.
func (t Time) Date() Date { return Date(floorDiv(int32(t), dayMinutes)) }

// String is "2026-09-21T08:00"; of no time, the empty string.
func (t Time) String() string {
	if t == 0 {
		return ""
	}
	return t.GoTime().Format("2006-01-02T15:04")
}

// MarshalText is String.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText is ParseTime; empty text is no time.
func (t *Time) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*t = 0
		return nil
	}
	at, err := ParseTime(string(text))
	*t = at
	return err
}

// DateOf is the day of a civil date; out of range it is zero.
func DateOf(year int, month time.Month, day int) Date { return At(year, month, day, 0, 0).Date() }

// ParseDate reads "2026-09-21".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("schedule: %q is no date like 2026-09-21", s)
	}
	if at := Of(t); at != 0 {
		return at.Date(), nil
	}
	return 0, fmt.Errorf("%w: %q", ErrRange, s)
}

// At is the instant so many minutes after the day began.
func (d Date) At(minute int) Time { return Time(int32(d)*dayMinutes + int32(minute)) }

// Weekday is the day's; 1900-01-01 was a Monday.
func (d Date) Weekday() time.Weekday { return time.Weekday(floorMod(int32(d)+1, 7)) }

// String is "2026-09-21"; of no date, the empty string.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.At(0).GoTime().Format(time.DateOnly)
}

// MarshalText is String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is ParseDate; empty text is no date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	day, err := ParseDate(string(text))
	*d = day
	return err
}

func floorDiv(a, b int32) int32 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int32) int32 { return a - floorDiv(a, b)*b }
