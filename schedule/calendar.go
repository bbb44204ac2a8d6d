package schedule

// Calendar says when work goes on: a week of shifts, seasons with a week of
// their own, and days that differ. What it leaves open, its base answers; the
// days that differ, of itself and then of its base, come before any week.
type Calendar struct {
	ID         CalendarID
	Name       string
	Base       CalendarID // zero: none
	Week       [7]Day     // by time.Weekday, Sunday first
	Seasons    []Season   // the first that holds a date counts
	Exceptions []Exception
	DayMinutes int  // what "a day" means to those who count by this calendar; zero: Rules.DayMinutes
	Personal   bool // of one resource, not for tasks to choose
}

// Day is the working time of a day: no shifts, no work.
type Day struct {
	Inherit bool // as the base has it; the shifts do not count
	Shifts  []Shift
}

// Shift is working time from one minute of the day to another, 0 to 1440. The
// shifts of a day are in order and apart.
type Shift struct {
	From, To int16
}

// Season is a time with a week of its own.
type Season struct {
	Name     string
	From, To Date // both included
	Week     [7]Day
}

// Exception is a day, or days in a row, that differ: a holiday, a make-up day, a shutdown.
type Exception struct {
	Name     string
	From, To Date // both included
	Shifts   []Shift
}

// Standard is a week from Monday to Friday, 08:00 to 12:00 and 13:00 to 17:00.
func Standard(id CalendarID, name string) Calendar {
	c := Calendar{ID: id, Name: name}
	for day := 1; day <= 5; day++ {
		c.Week[day].Shifts = []Shift{{480, 720}, {780, 1020}}
	}
	return c
}

// AroundTheClock works always.
func AroundTheClock(id CalendarID, name string) Calendar {
	c := Calendar{ID: id, Name: name}
	for day := range c.Week {
		c.Week[day].Shifts = []Shift{{0, 1440}}
	}
	return c
}
