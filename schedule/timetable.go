package schedule

import (
	"fmt"
	"slices"
)

// Timetable is a calendar with its bases, made ready to count. It numbers every
// working minute from 1900 to 2199: the position of an instant is how many
// working minutes lie before it, so that time without work has one position,
// and two positions are as far apart as there is work between them.
//
// A timetable does not change and may be shared.
type Timetable struct {
	id       CalendarID
	stretch  []stretch // in order; the first begins on 1900-01-01
	weeks    []week
	total    Minutes
	allHours bool // every minute works: a position is the instant itself

	// Where to look for a stretch: the first that may hold a day, or a position.
	onDay, onPosition []int32

	window *window // nil: none was opened
}

// How many days, or positions, share an entry of where to look: some months.
const (
	dayShift      = 7
	positionShift = 16
)

// stretch is days in a row of which a week tells the shifts.
type stretch struct {
	first Date
	week  int32
	begin Minutes // position at its first minute
}

type week struct {
	days   [7][]Shift
	length [7]Minutes
	upTo   [7][8]Minutes // upTo[d][n]: work in n days from weekday d on
}

const endOfDates = Date(MaxTime/dayMinutes) + 1

// over is where a count ends that leaves 2199.
const over = MaxTime + 1

// Timetables makes those of all calendars of the plan. Errors match ErrCalendar,
// ErrDuplicate or ErrDangling and name the calendar.
func (p *Plan) Timetables() (map[CalendarID]*Timetable, error) {
	known := make(map[CalendarID]*Calendar, len(p.Calendars))
	for i := range p.Calendars {
		c := &p.Calendars[i]
		if c.ID <= 0 || known[c.ID] != nil {
			return nil, fmt.Errorf("%w: calendar %d %q", ErrDuplicate, c.ID, c.Name)
		}
		known[c.ID] = c
	}
	tables := make(map[CalendarID]*Timetable, len(known))
	for i := range p.Calendars {
		chain, err := chainOf(&p.Calendars[i], known)
		if err != nil {
			return nil, err
		}
		t, err := newTimetable(chain)
		if err != nil {
			return nil, err
		}
		tables[t.id] = t
	}
	return tables, nil
}

// NewTimetable makes that of one calendar without a base.
func NewTimetable(c Calendar) (*Timetable, error) { return newTimetable([]*Calendar{&c}) }

// chainOf is a calendar, its base, that one's base and so on.
func chainOf(c *Calendar, known map[CalendarID]*Calendar) ([]*Calendar, error) {
	chain := []*Calendar{c}
	for base := c.Base; base != 0; {
		next := known[base]
		if next == nil {
			return nil, fmt.Errorf("%w: calendar %d stands on %d", ErrDangling, c.ID, base)
		}
		if slices.Contains(chain, next) {
			return nil, fmt.Errorf("%w: calendar %d stands on itself", ErrCalendar, c.ID)
		}
		chain, base = append(chain, next), next.Base
	}
	return chain, nil
}

func newTimetable(chain []*Calendar) (*Timetable, error) {
	t := &Timetable{id: chain[0].ID}
	weeks := weekSet{of: map[string]int32{}}
	for _, part := range layersOf(chain) {
		days, err := part.days()
		if err != nil {
			return nil, fmt.Errorf("%w: calendar %d %q: %w", ErrCalendar, t.id, chain[0].Name, err)
		}
		n := weeks.add(days)
		if last := len(t.stretch) - 1; last >= 0 && t.stretch[last].week == n {
			continue
		}
		t.stretch = append(t.stretch, stretch{first: part.first, week: n})
	}
	t.weeks = weeks.all
	t.count()
	t.point()
	if t.total == 0 {
		return nil, fmt.Errorf("%w: calendar %d %q never works", ErrCalendar, t.id, chain[0].Name)
	}
	t.allHours = len(t.stretch) == 1 && t.total == Minutes(over)
	return t, nil
}

// count gives each stretch the position at which it begins.
func (t *Timetable) count() {
	for i := range t.stretch {
		s := &t.stretch[i]
		s.begin = t.total
		end := endOfDates
		if i+1 < len(t.stretch) {
			end = t.stretch[i+1].first
		}
		t.total += t.weeks[s.week].worked(s.first, int32(end-s.first))
	}
}

// point fills in where to look.
func (t *Timetable) point() {
	t.onDay = make([]int32, int(endOfDates)>>dayShift+1)
	t.onPosition = make([]int32, int(t.total)>>positionShift+1)
	day, position := 0, 0
	for i := range t.stretch {
		for ; day < len(t.onDay) && (i+1 == len(t.stretch) || Date(day<<dayShift) < t.stretch[i+1].first); day++ {
			t.onDay[day] = int32(i)
		}
		for ; position < len(t.onPosition) && (i+1 == len(t.stretch) || Minutes(position<<positionShift) < t.stretch[i+1].begin); position++ {
			t.onPosition[position] = int32(i)
		}
	}
}

// worked is the work in n days from a date on.
func (w *week) worked(first Date, n int32) Minutes {
	from := first.Weekday()
	return Minutes(n/7)*w.upTo[from][7] + w.upTo[from][n%7]
}

// ID is that of the calendar.
func (t *Timetable) ID() CalendarID { return t.id }

// Position is how many working minutes lie before an instant.
func (t *Timetable) Position(at Time) Minutes {
	if t.allHours || at <= 0 {
		return Minutes(max(at, 0))
	}
	if at >= over {
		return t.total
	}
	if t.window != nil {
		if position, inside := t.window.position(at); inside {
			return position
		}
	}
	day := Date(int32(at) / dayMinutes)
	s := &t.stretch[t.stretchOn(day)]
	w := &t.weeks[s.week]
	n := s.begin + w.worked(s.first, int32(day-s.first))
	minute := int16(int32(at) - int32(day)*dayMinutes)
	for _, shift := range w.days[day.Weekday()] {
		if minute <= shift.From {
			break
		}
		n += Minutes(min(minute, shift.To) - shift.From)
	}
	return n
}

// stretchOn is the stretch that holds a day.
func (t *Timetable) stretchOn(day Date) int32 {
	i := t.onDay[day>>dayShift]
	for int(i)+1 < len(t.stretch) && t.stretch[i+1].first <= day {
		i++
	}
	return i
}

// stretchAt is the stretch that holds a position.
func (t *Timetable) stretchAt(position Minutes) int32 {
	i := t.onPosition[position>>positionShift]
	for int(i)+1 < len(t.stretch) && t.stretch[i+1].begin <= position {
		i++
	}
	return i
}

// Begin is where the work of a position begins: after a rest, not before it.
// Beyond 2199 it is an instant after MaxTime, before 1900 the first of all.
func (t *Timetable) Begin(position Minutes) Time {
	if t.allHours {
		return Time(min(max(position, 0), Minutes(over)))
	}
	if t.window != nil {
		if at, inside := t.window.at(position); inside {
			return at
		}
	}
	if position >= t.total {
		return over
	}
	position = max(position, 0)
	s := &t.stretch[t.stretchAt(position)]
	w := &t.weeks[s.week]
	rest := position - s.begin
	weekday := s.first.Weekday()
	weeks := rest / w.upTo[weekday][7]
	rest -= weeks * w.upTo[weekday][7]
	n := 0
	for w.upTo[weekday][n+1] <= rest {
		n++
	}
	rest -= w.upTo[weekday][n]
	day := s.first + Date(int32(weeks)*7+int32(n))
	for _, shift := range w.days[day.Weekday()] {
		if length := Minutes(shift.To - shift.From); rest >= length {
			rest -= length
			continue
		}
		return day.At(int(shift.From) + int(rest))
	}
	return over // not reached: the day holds the rest
}

// End is where the work before a position ends: before a rest, not after it.
func (t *Timetable) End(position Minutes) Time {
	if t.allHours {
		return t.Begin(position)
	}
	if position > t.total {
		return over
	}
	return t.Begin(position-1) + 1
}

// Between is the work from one instant to another; negative if b is before a.
func (t *Timetable) Between(a, b Time) Minutes { return t.Position(b) - t.Position(a) }

// Add is the instant at which so much work after at is done; with a negative
// amount, at which it would have to begin. Nothing added is at itself.
func (t *Timetable) Add(at Time, amount Minutes) Time {
	switch p := t.Position(at) + amount; {
	case amount > 0:
		return t.End(p)
	case amount < 0:
		return t.Begin(p)
	default:
		return at
	}
}

// Next is the first working minute at or after an instant.
func (t *Timetable) Next(at Time) Time { return t.Begin(t.Position(at)) }

// Previous is the end of the last working minute before or at an instant.
func (t *Timetable) Previous(at Time) Time { return t.End(t.Position(at)) }

// Shifts is the working time of a day. The caller does not change it.
func (t *Timetable) Shifts(day Date) []Shift {
	if day < 0 || day >= endOfDates {
		return nil
	}
	return t.weeks[t.stretch[t.stretchOn(day)].week].days[day.Weekday()]
}
