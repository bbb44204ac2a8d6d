package mspdi

import "gongqiao/schedule"

// settleCalendars gives every reference to a calendar its number in the plan:
// calendar 0 of a file becomes the next number that is free, for zero names
// nothing there. A reference to nothing is left out.
func (b *reader) settleCalendars() error {
	known := map[int64]schedule.CalendarID{}
	highest := int64(0)
	for _, c := range b.calendars {
		known[c.uid] = c.ID
		highest = max(highest, c.uid)
	}
	if _, ok := known[0]; ok {
		known[0] = schedule.CalendarID(highest + 1)
	}
	find := func(thing string, id int64, uid schedule.CalendarID, element string) schedule.CalendarID {
		found, ok := known[int64(uid)]
		if !ok && uid > 0 {
			b.d.of(thing, id)
			b.d.left.add(element, "CalendarUID", "names no calendar of the file")
		}
		return found
	}
	own := find("", 0, schedule.CalendarID(b.project.calendar), "")
	b.project.plan.Projects[0].Calendar = own
	for i := range b.tasks {
		t := &b.tasks[i]
		t.Calendar = find("task", int64(t.ID), t.Calendar, "Task")
	}
	for i := range b.resources {
		r := &b.resources[i]
		r.Calendar = find("resource", int64(r.ID), r.Calendar, "Resource")
	}
	if b.root != nil {
		b.root.Calendar = find("task", 0, b.root.Calendar, "Task")
	}
	if b.spare != nil {
		b.spare.Calendar = find("resource", 0, b.spare.Calendar, "Resource")
	}
	return b.settleBases(known, own)
}

// settleBases ties calendars to their bases. One that lacks its base leans on
// the project's calendar; where that is itself, the days that it does not say
// are off.
func (b *reader) settleBases(known map[int64]schedule.CalendarID, own schedule.CalendarID) error {
	for i := range b.calendars {
		row := &b.calendars[i]
		c := &row.Calendar
		c.ID = known[row.uid]
		base, ok := known[row.base]
		switch {
		case ok:
			c.Base = base
		case !inherits(c):
		case own != 0 && own != c.ID:
			c.Base = own
			b.d.of("calendar", row.uid)
			b.d.left.add("Calendar", "BaseCalendarUID", "names no calendar of the file; the project's stands in")
		default:
			standAlone(c)
		}
		b.project.plan.Calendars = append(b.project.plan.Calendars, *c)
	}
	return b.circles()
}

// inherits says whether a calendar leaves any day to its base.
func inherits(c *schedule.Calendar) bool {
	for i := range c.Week {
		if c.Week[i].Inherit {
			return true
		}
	}
	return false
}

// standAlone turns days that nobody says into days off.
func standAlone(c *schedule.Calendar) {
	for i := range c.Week {
		c.Week[i].Inherit = false
	}
	for s := range c.Seasons {
		for i := range c.Seasons[s].Week {
			c.Seasons[s].Week[i].Inherit = false
		}
	}
}

// circles refuses calendars that are their own base, through others too.
func (b *reader) circles() error {
	calendars := b.project.plan.Calendars
	at := make(map[schedule.CalendarID]int, len(calendars))
	for i := range calendars {
		at[calendars[i].ID] = i
	}
	seen := make([]int, len(calendars)) // the walk that came here, counted from 1
	for i := range calendars {
		for j := i; seen[j] == 0; j = at[calendars[j].Base] {
			seen[j] = i + 1
			if calendars[j].Base == 0 {
				break
			}
			if next := at[calendars[j].Base]; seen[next] == i+1 {
				row := b.calendars[next]
				return &SyntaxError{
					Line: row.line, Column: row.column, Element: "Calendar",
					Msg: "the calendar " + row.Name + " is its own base",
				}
			}
		}
	}
	return nil
}
