package xer

import (
	"cmp"
	"fmt"
	"slices"

	"gongqiao/schedule"
)

func (w *writer) layCalendars() error {
	w.calendars = map[schedule.CalendarID]bool{}
	above := map[int64]int64{}
	for _, c := range w.plan.Calendars {
		w.calendars[c.ID] = true
		above[int64(c.ID)] = int64(c.Base)
	}
	if bent := circles(above); len(bent) > 0 {
		return fmt.Errorf("%w: %d calendars", ErrCycle, len(bent))
	}
	return nil
}

func (w *writer) writeCalendars() {
	s := w.sheet("CALENDAR")
	byID := map[schedule.CalendarID]*schedule.Calendar{}
	for i := range w.plan.Calendars {
		byID[w.plan.Calendars[i].ID] = &w.plan.Calendars[i]
	}
	for i := range w.plan.Calendars {
		c := &w.plan.Calendars[i]
		id := int64(c.ID)
		base := ""
		if byID[c.Base] != nil {
			base = number(int64(c.Base))
		}
		w.sayIf(c.Base != 0 && base == "", "Calendar", "Base", Dangling, id)
		kind := "CA_Base"
		if c.Personal {
			kind = "CA_Rsrc"
		}
		day := ""
		if c.DayMinutes != 0 {
			day = hours(w.within("Calendar", "DayMinutes", id, int64(c.DayMinutes), 1, 1440))
		}
		s.row("clndr_id", number(id), "clndr_name", w.text("Calendar", "Name", id, c.Name), "base_clndr_id", base,
			"clndr_type", kind, "rsrc_private", flag(c.Personal), "day_hr_cnt", day,
			"default_flag", flag(i == 0), "clndr_data", formatClndr(w.week(c, base != ""), w.days(c, byID)))
	}
}

// week is the week as the file can say it.
func (w *writer) week(c *schedule.Calendar, based bool) [7]schedule.Day {
	week := c.Week
	for i := range week {
		if !week[i].Inherit {
			week[i].Shifts = w.clean(c, "Week", week[i].Shifts)
			continue
		}
		w.sayIf(len(week[i].Shifts) > 0, "Calendar", "Week", Implied, int64(c.ID))
		w.sayIf(!based, "Calendar", "Week", Dangling, int64(c.ID))
	}
	return week
}

// clean puts shifts in order and apart, as they must be.
func (w *writer) clean(c *schedule.Calendar, field string, shifts []schedule.Shift) []schedule.Shift {
	var kept []schedule.Shift
	for _, s := range slices.SortedStableFunc(slices.Values(shifts), func(a, b schedule.Shift) int { return cmp.Compare(a.From, b.From) }) {
		n := len(kept)
		switch {
		case s.From < 0 || s.To > 1440 || s.From >= s.To:
		case n > 0 && s.From < kept[n-1].To:
			kept[n-1].To = max(kept[n-1].To, s.To)
		default:
			kept = append(kept, s)
		}
	}
	w.sayIf(!slices.Equal(kept, shifts), "Calendar", field, Changed, int64(c.ID))
	return kept
}

// days are the exceptions as the file can say them: in order, without names, and
// with the seasons day by day, where no exception says otherwise.
func (w *writer) days(c *schedule.Calendar, byID map[schedule.CalendarID]*schedule.Calendar) []schedule.Exception {
	id := int64(c.ID)
	all := map[schedule.Date][]schedule.Shift{}
	said := make([]schedule.Exception, 0, len(c.Exceptions))
	for _, e := range c.Exceptions {
		w.sayIf(e.Name != "", "Exception", "Name", NoPlace, id)
		shifts := w.clean(c, "Exceptions", e.Shifts)
		said = append(said, schedule.Exception{From: e.From, To: e.To, Shifts: shifts})
		w.cover(c, "Exceptions", e.From, e.To, func(day schedule.Date) {
			if _, there := all[day]; !there {
				all[day] = shifts
			}
		})
	}
	if len(c.Seasons) > 0 {
		w.say("Calendar", "Seasons", Changed, id)
		w.seasons(c, byID, all)
	}
	singles := make([]schedule.Exception, 0, len(all))
	for day, shifts := range all {
		singles = append(singles, schedule.Exception{From: day, To: day, Shifts: shifts})
	}
	slices.SortFunc(singles, func(a, b schedule.Exception) int { return cmp.Compare(a.From, b.From) })
	if len(c.Seasons) == 0 && !slices.EqualFunc(joined(slices.Clone(singles)), said, sameDays) {
		w.say("Calendar", "Exceptions", Ordered, id)
	}
	return singles
}

func sameDays(a, b schedule.Exception) bool {
	return a.From == b.From && a.To == b.To && slices.Equal(a.Shifts, b.Shifts)
}

// cover visits the days of a range as far as a plan can hold them.
func (w *writer) cover(c *schedule.Calendar, field string, from, to schedule.Date, visit func(schedule.Date)) {
	last := schedule.MaxTime.Date()
	w.sayIf(from < 1 || to > last || from > to, "Calendar", field, OutOfRange, int64(c.ID))
	for day := max(from, 1); day <= min(to, last); day++ {
		visit(day)
	}
}

func (w *writer) seasons(c *schedule.Calendar, byID map[schedule.CalendarID]*schedule.Calendar, all map[schedule.Date][]schedule.Shift) {
	free := map[schedule.Date]bool{}
	for _, s := range c.Seasons {
		w.cover(c, "Seasons", s.From, s.To, func(day schedule.Date) {
			if _, said := all[day]; !said && !free[day] && !excepted(byID[c.Base], byID, day) {
				of := s.Week[day.Weekday()]
				if free[day] = of.Inherit; !of.Inherit {
					all[day] = w.clean(c, "Seasons", of.Shifts)
				}
			}
		})
	}
}

// excepted reports whether a calendar or its bases have a day that differs.
func excepted(c *schedule.Calendar, byID map[schedule.CalendarID]*schedule.Calendar, day schedule.Date) bool {
	for ; c != nil; c = byID[c.Base] {
		for _, e := range c.Exceptions {
			if e.From <= day && day <= e.To {
				return true
			}
		}
	}
	return false
}
