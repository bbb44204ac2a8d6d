package jobs

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
	c := calendar{}
	switch {
	case words[0] == "daily" && len(words) == 3:
		c.on = func(time.Time) bool { return true }
	case words[0] == "weekly" && len(words) == 4:
		day, ok := weekdays[words[1]]
		if !ok {
			return nil, bad
		}
		c.on = func(t time.Time) bool { return t.Weekday() == day }
	case words[0] == "monthly" && len(words) == 4:
		on, ok := dayOfMonth(words[1])
		if !ok {
			return nil, bad
		}
		c.on = on
	default:
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

func dayOfMonth(word string) (on func(time.Time) bool, ok bool) {
	if word == "last" {
		return func(t time.Time) bool { return t.AddDate(0, 0, 1).Day() == 1 }, true
	}
	day, err := strconv.Atoi(word)
	return func(t time.Time) bool { return t.Day() == day }, err == nil && 1 <= day && day <= 28
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
