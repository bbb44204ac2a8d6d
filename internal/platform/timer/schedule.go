package timer

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Schedule says when a timer is due.
type Schedule interface {
	// Next returns the first moment after t.
	Next(t time.Time) time.Time
}

// ParseSchedule reads "every 15m", "daily 08:30 ZONE", "weekly mon 08:30 ZONE"
// and "monthly 1 08:30 ZONE", where the day of a month is 1 to 28 or "last" and
// ZONE is a name like Asia/Shanghai.
func ParseSchedule(text string) (Schedule, error) {
	words := strings.Fields(text)
	bad := fmt.Errorf("schedule %q is none of: every 15m, daily 08:30 ZONE, weekly mon 08:30 ZONE, monthly 1 08:30 ZONE", text)
	if len(words) == 0 {
		return nil, bad
	}
	if words[0] == "every" && len(words) == 2 {
		d, err := time.ParseDuration(words[1])
		if err != nil || d < time.Second {
			return nil, bad
		}
		return interval(d), nil
	}
	c := calendar{on: days(words[:max(0, len(words)-2)])}
	if c.on == nil {
		return nil, bad
	}
	at, err := time.Parse("15:04", words[len(words)-2])
	if err != nil {
		return nil, bad
	}
	c.hour, c.minute = at.Hour(), at.Minute()
	if c.zone, err = time.LoadLocation(words[len(words)-1]); err != nil || words[len(words)-1] == "Local" {
		return nil, bad
	}
	return c, nil
}

var weekdays = map[string]time.Weekday{"sun": time.Sunday, "mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday,
	"thu": time.Thursday, "fri": time.Friday, "sat": time.Saturday}

// days reads "daily", "weekly mon" and "monthly 1"; nil is none of them.
func days(words []string) func(time.Time) bool {
	switch {
	case len(words) == 1 && words[0] == "daily":
		return func(time.Time) bool { return true }
	case len(words) == 2 && words[0] == "weekly":
		if day, ok := weekdays[words[1]]; ok {
			return func(t time.Time) bool { return t.Weekday() == day }
		}
	case len(words) == 2 && words[0] == "monthly" && words[1] == "last":
		return func(t time.Time) bool { return t.AddDate(0, 0, 1).Day() == 1 }
	case len(words) == 2 && words[0] == "monthly":
		if day, err := strconv.Atoi(words[1]); err == nil && 1 <= day && day <= 28 {
			return func(t time.Time) bool { return t.Day() == day }
		}
	}
	return nil
}

// interval counts from the last run.
type interval time.Duration

// Next implements Schedule.
func (i interval) Next(t time.Time) time.Time { return t.Add(time.Duration(i)) }

// calendar is a time of day on the days that on accepts.
type calendar struct {
	on           func(time.Time) bool
	hour, minute int
	zone         *time.Location
}

// Next implements Schedule. A time of day that a change of clocks leaves out is
// taken an hour off that day.
func (c calendar) Next(t time.Time) time.Time {
	year, month, day := t.In(c.zone).Date()
	for i := 0; ; i++ {
		at := time.Date(year, month, day+i, c.hour, c.minute, 0, 0, c.zone)
		if at.After(t) && c.on(time.Date(year, month, day+i, 12, 0, 0, 0, time.UTC)) {
			return at.UTC()
		}
	}
}
