package schedule_test

import (
	"errors"
	"testing"

	"gongqiao/schedule"

	"pgregory.net/rapid"
)

// minutes counts working time in the slowest way that there is.
func minutes(c []schedule.Calendar, id schedule.CalendarID, from, to schedule.Time) (n schedule.Minutes) {
	for at := from; at < to; at++ {
		if works(c, id, at) {
			n++
		}
	}
	return n
}

// works looks a minute up: days that differ first, of the calendar and of its
// bases, then seasons and weeks.
func works(all []schedule.Calendar, id schedule.CalendarID, at schedule.Time) bool {
	var chain []schedule.Calendar
	for id != 0 {
		for _, c := range all {
			if c.ID == id {
				chain = append(chain, c)
				id = c.Base
				break
			}
		}
	}
	for _, c := range chain {
		for _, e := range c.Exceptions {
			if at.Date() >= e.From && at.Date() <= e.To {
				return within(e.Shifts, at)
			}
		}
	}
	for _, c := range chain {
		week := c.Week
		for _, s := range c.Seasons {
			if at.Date() >= s.From && at.Date() <= s.To {
				week = s.Week
				break
			}
		}
		if d := week[at.Date().Weekday()]; !d.Inherit {
			return within(d.Shifts, at)
		}
	}
	return false
}

func within(shifts []schedule.Shift, at schedule.Time) bool {
	minute := int16(at - at.Date().At(0))
	for _, s := range shifts {
		if minute >= s.From && minute < s.To {
			return true
		}
	}
	return false
}

func drawShifts(t *rapid.T) (shifts []schedule.Shift) {
	from := int16(0)
	for range rapid.IntRange(0, 3).Draw(t, "shifts") {
		from += int16(rapid.IntRange(0, 300).Draw(t, "rest"))
		to := from + int16(rapid.IntRange(1, 200).Draw(t, "work"))
		if to > 1440 {
			break
		}
		shifts = append(shifts, schedule.Shift{From: from, To: to})
		from = to
	}
	return shifts
}

func drawCalendars(t *rapid.T) []schedule.Calendar {
	first := day("2026-02-20")
	dates := rapid.IntRange(0, 40)
	var all []schedule.Calendar
	for id := range schedule.CalendarID(rapid.IntRange(1, 3).Draw(t, "calendars")) {
		c := schedule.Calendar{ID: id + 1, Base: id}
		for d := range c.Week {
			c.Week[d] = schedule.Day{Inherit: id > 0 && rapid.Bool().Draw(t, "inherit"), Shifts: drawShifts(t)}
		}
		c.Week[3] = schedule.Day{Shifts: []schedule.Shift{{From: 0, To: 700}}}
		for range rapid.IntRange(0, 4).Draw(t, "exceptions") {
			from := first + schedule.Date(dates.Draw(t, "from"))
			c.Exceptions = append(c.Exceptions, schedule.Exception{From: from, To: from + schedule.Date(dates.Draw(t, "days")/8), Shifts: drawShifts(t)})
		}
		for range rapid.IntRange(0, 2).Draw(t, "seasons") {
			from := first + schedule.Date(dates.Draw(t, "from"))
			s := schedule.Season{From: from, To: from + schedule.Date(dates.Draw(t, "days")), Week: c.Week}
			s.Week[1].Shifts, s.Week[1].Inherit = drawShifts(t), false
			c.Seasons = append(c.Seasons, s)
		}
		all = append(all, c)
	}
	return all
}

// A timetable counts as one does on the fingers, and finds back where it was.
func TestTimetableCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &schedule.Plan{Calendars: drawCalendars(t)}
		tables, err := p.Timetables()
		if err != nil {
			t.Fatal(err)
		}
		id := schedule.CalendarID(rapid.IntRange(1, len(p.Calendars)).Draw(t, "which"))
		table := tables[id]
		if rapid.Bool().Draw(t, "of a network") { // which answers by tables of its days
			p.Projects = []schedule.Project{{ID: 1, Start: at("2026-02-24") + schedule.Time(rapid.IntRange(0, 800*1440).Draw(t, "start"))}}
			p.Tasks = []schedule.Task{{ID: 1, Calendar: id}}
			n, err := schedule.Compile(p)
			if err != nil {
				t.Fatal(err)
			}
			table = n.Timetable(1)
		}
		a := at("2026-02-18") + schedule.Time(rapid.IntRange(0, 50*1440).Draw(t, "a"))
		b := a + schedule.Time(rapid.IntRange(0, 6*1440).Draw(t, "b"))
		if got, want := table.Between(a, b), minutes(p.Calendars, id, a, b); got != want {
			t.Fatalf("between %v and %v are %d minutes, want %d", a, b, got, want)
		}
		n := table.Position(a)
		begin, end := table.Begin(n), table.End(n)
		if begin < a || end > begin || table.Position(begin) != n || table.Position(end) != n {
			t.Fatalf("%v has the position %d, which ends at %v and begins at %v", a, n, end, begin)
		}
		if !works(p.Calendars, id, begin) || !works(p.Calendars, id, end-1) {
			t.Fatalf("no work at %v, or before %v", begin, end)
		}
		if amount := table.Between(a, b); amount > 0 && (table.Add(a, amount) > b || table.Add(b, -amount) < a) {
			t.Fatalf("%d minutes after %v is %v, and before %v %v", amount, a, table.Add(a, amount), b, table.Add(b, -amount))
		}
	})
}

// The working days of 2026, month by month.
func TestWorkingDaysOf2026(t *testing.T) {
	table, err := schedule.NewTimetable(china2026())
	if err != nil {
		t.Fatal(err)
	}
	for month, want := range []int{21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23} {
		days := 0
		for d := schedule.DateOf(2026, 1, 1); d < schedule.DateOf(2026, 12, 31)+1; d++ {
			if int(d.At(0).GoTime().Month()) == month+1 && len(table.Shifts(d)) > 0 {
				days++
			}
		}
		if days != want {
			t.Errorf("month %d has %d working days, want %d", month+1, days, want)
		}
	}
	for text, want := range map[string]bool{"2026-10-10": true, "2026-09-25": false, "2026-09-20": true} {
		if got := len(table.Shifts(day(text))) > 0; got != want {
			t.Errorf("%s works: %v", text, got)
		}
	}
	if last := schedule.MaxTime; table.Next(last) <= last || table.Position(last+1) != table.Position(last) {
		t.Errorf("the end of time: %v", table.Next(last))
	}
}

func TestCalendarsRefuse(t *testing.T) {
	always := schedule.AroundTheClock(1, "")
	for name, tc := range map[string]struct {
		calendars []schedule.Calendar
		want      error
	}{
		"twice":             {[]schedule.Calendar{always, always}, schedule.ErrDuplicate},
		"no number":         {[]schedule.Calendar{schedule.AroundTheClock(0, "")}, schedule.ErrDuplicate},
		"no base":           {[]schedule.Calendar{{ID: 1, Base: 2}}, schedule.ErrDangling},
		"on itself":         {[]schedule.Calendar{{ID: 1, Base: 2}, {ID: 2, Base: 1}}, schedule.ErrCalendar},
		"never works":       {[]schedule.Calendar{{ID: 1}}, schedule.ErrCalendar},
		"shifts overlap":    {[]schedule.Calendar{{ID: 1, Week: [7]schedule.Day{1: {Shifts: []schedule.Shift{{From: 0, To: 60}, {From: 59, To: 90}}}}}}, schedule.ErrCalendar},
		"beyond the day":    {[]schedule.Calendar{{ID: 1, Week: [7]schedule.Day{1: {Shifts: []schedule.Shift{{From: 0, To: 1441}}}}}}, schedule.ErrCalendar},
		"an empty shift":    {[]schedule.Calendar{{ID: 1, Week: [7]schedule.Day{1: {Shifts: []schedule.Shift{{From: 60, To: 60}}}}}}, schedule.ErrCalendar},
		"ends before it is": {[]schedule.Calendar{{ID: 1, Week: [7]schedule.Day{1: {Shifts: []schedule.Shift{{From: 60, To: 30}}}}}}, schedule.ErrCalendar},
	} {
		if _, err := (&schedule.Plan{Calendars: tc.calendars}).Timetables(); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzTimetable makes calendars of bytes: whatever they are, they are refused, or
// they count.
func FuzzTimetable(f *testing.F) {
	f.Add([]byte("\x10\x20\x30\x40\x08\x0c\x0d\x11 the rest is exceptions"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		next := func() int16 {
			if len(raw) < 2 {
				return 0
			}
			v := int16(raw[0])<<8 | int16(raw[1])
			raw = raw[2:]
			return v
		}
		c := schedule.Calendar{ID: 1}
		for d := range c.Week {
			c.Week[d].Shifts = []schedule.Shift{{From: next(), To: next()}}
		}
		for len(raw) > 1 {
			from := schedule.Date(int32(next())<<12 | int32(next()))
			c.Exceptions = append(c.Exceptions, schedule.Exception{From: from, To: from + schedule.Date(next()), Shifts: []schedule.Shift{{From: next(), To: next()}}})
		}
		table, err := schedule.NewTimetable(c)
		if err != nil {
			return
		}
		for _, moment := range []schedule.Time{schedule.MinTime, at("1999-12-31T23:59"), at("2026-03-02T08:00"), schedule.MaxTime} {
			n := table.Position(moment)
			if begin := table.Begin(n); begin <= schedule.MaxTime && (begin < moment || table.Position(begin) != n) {
				t.Fatalf("%v has the position %d, which begins at %v with the position %d", moment, n, begin, table.Position(begin))
			}
			if end := table.End(n); n > 0 && (end > moment || table.Position(end) != n) {
				t.Fatalf("%v has the position %d, which ends at %v", moment, n, end)
			}
		}
	})
}
