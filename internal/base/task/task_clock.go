package task

import (
	"slices"
	"time"

	"gongqiao/internal/kernel/workday"
)

// Offset is how long before it is due a task is reminded of: wall-clock hours,
// or working days. The zero Offset is the moment it is due.
type Offset struct {
	Hours    int `json:"hours,omitempty" minimum:"0" maximum:"8760"`
	Workdays int `json:"workdays,omitempty" minimum:"0" maximum:"250"`
}

// MaxReminders bounds the reminders of a task.
const MaxReminders = 10

// morning is when reminders in working days come.
const morningHour, morningMinute = 8, 30

func (o Offset) valid() bool {
	return o.Hours >= 0 && o.Hours <= 8760 && o.Workdays >= 0 && o.Workdays <= 250 && (o.Hours == 0 || o.Workdays == 0)
}

// before returns the instant that lies o before due, in the zone's days.
func (o Offset) before(due time.Time, zone *time.Location, cal *workday.Calendar) time.Time {
	if o.Workdays == 0 {
		return due.Add(-time.Duration(o.Hours) * time.Hour)
	}
	y, m, d := cal.AddWorkdays(workday.Today(due, zone), -o.Workdays).Civil()
	return time.Date(y, m, d, morningHour, morningMinute, 0, 0, zone).UTC()
}

// Clock is a limit that runs from a start, in wall-clock hours: "48 hours after
// the visit ended, reminders at 24 and 44".
type Clock struct {
	Start time.Time
	Hours int
	Marks []int // hours after the start
}

// Due returns when the limit is reached.
func (c Clock) Due() time.Time { return c.Start.Add(time.Duration(c.Hours) * time.Hour) }

// reminders returns the marks as offsets before the limit.
func (c Clock) reminders() []Offset {
	out := make([]Offset, len(c.Marks))
	for i, m := range c.Marks {
		out[i] = Offset{Hours: c.Hours - m}
	}
	return out
}

// What a signal tells.
const (
	remind = "remind"
	breach = "breach"
)

// signal is something that the sweep will tell.
type signal struct {
	what string
	at   time.Time
}

// signals returns what is to be told of an open task after now: its reminders
// that still lie ahead, and its breach in any case.
func (t *Task) signals(now time.Time, zone *time.Location, cal *workday.Calendar) []signal {
	var out []signal
	for _, o := range t.Reminders {
		s := signal{remind, o.before(t.DueAt, zone, cal)}
		if s.at.After(now) && !slices.ContainsFunc(out, func(x signal) bool { return x.at.Equal(s.at) }) {
			out = append(out, s)
		}
	}
	if !t.EscalateTo.IsZero() {
		out = append(out, signal{breach, t.DueAt})
	}
	return out
}
