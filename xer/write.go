package xer

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"gongqiao/schedule"
)

// Write writes a plan as an XER file, in UTF-8 unless In says otherwise; P6 on a
// Chinese Windows wants GB18030. The report lists what the file does not hold, by
// type and field of package schedule: if it is empty, Read gives an equal plan
// back. A plan whose numbers name two things, are not above zero, or whose tasks
// or calendars stand below themselves is refused before anything is written.
func Write(out io.Writer, plan *schedule.Plan, opts ...Option) ([]Left, error) {
	w := newWriter(bufio.NewWriterSize(out, 64<<10), settle(opts).enc)
	w.plan = plan
	if err := w.lay(); err != nil {
		return nil, err
	}
	for _, step := range []func(){
		w.head, w.writeFieldTypes, w.writeProjects, w.writeCalendars, w.writeOptions, w.writeWBS, w.writeResources,
		w.writeCodeTypes, w.writeTasks, w.writeCodes, w.writeExpenses, w.writeNotes, w.writeLinks, w.writeAssignments,
		w.writeTaskCodes, w.writeValues,
	} {
		if step(); w.err != nil {
			return nil, w.err
		}
	}
	w.line("%E")
	if err := errors.Join(w.err, w.out.Flush()); err != nil {
		return nil, err
	}
	return w.left.sorted(), nil
}

type writer struct {
	out  *bufio.Writer
	code *coder
	err  error
	left report
	plan *schedule.Plan

	next      int64 // above every number of the plan
	calendars map[schedule.CalendarID]bool
	projects  map[schedule.ProjectID]*written
	rows      map[schedule.TaskID]int
	places    []place // of plan.Tasks
	people    map[schedule.ResourceID]int
	fields    fieldWriter
	baselines []*copied
}

// written is a project as the file has it.
type written struct {
	id, root  int64
	code      string
	calendar  string              // of tasks without one of their own, in effect
	effective schedule.CalendarID // the same as a number
	first     bool
	basis     int64 // the baseline that counts
}

// place is where a task stands in the file.
type place struct {
	summary bool
	parent  schedule.TaskID
	proj    *written
}

func (w *writer) say(kind, field string, why Reason, id int64) {
	w.left.add(kind, field, why, Place{ID: id})
}

func (w *writer) sayIf(is bool, kind, field string, why Reason, id int64) {
	if is {
		w.say(kind, field, why, id)
	}
}

// text makes a text harmless.
func (w *writer) text(kind, field string, id int64, s string) string {
	safe, ok := escape(s)
	w.sayIf(!ok, kind, field, NotInEncoding, id)
	return safe
}

// coded is a code, or the one of a thing that has none.
func (w *writer) coded(kind string, id int64, code string) string {
	if code == "" {
		return unnamed(id)
	}
	w.sayIf(code == unnamed(id), kind, "Code", Implied, id)
	return w.text(kind, "Code", id, code)
}

// time is an instant; one outside of what a plan holds is left out.
func (w *writer) time(kind, field string, id int64, t schedule.Time) string {
	if t != 0 && !real(t) {
		w.say(kind, field, OutOfRange, id)
		return ""
	}
	return stamp(t)
}

func real(t schedule.Time) bool { return t >= schedule.MinTime && t <= schedule.MaxTime }

// within is a number between two limits, and reported where it is not.
func (w *writer) within(kind, field string, id, n, low, high int64) int64 {
	w.sayIf(n < low || n > high, kind, field, OutOfRange, id)
	return max(low, min(n, high))
}

func (w *writer) span(kind, field string, id int64, m schedule.Minutes) string {
	return hours(w.within(kind, field, id, int64(m), 0, int64(schedule.MaxMinutes)))
}

func (w *writer) work(kind, field string, id, minutes int64) string {
	return hours(w.within(kind, field, id, minutes, -mostMinutes, mostMinutes))
}

func (w *writer) units(kind, field string, id int64, s schedule.Share) string {
	return fraction(w.within(kind, field, id, int64(s), 0, int64(1<<31-1)), int64(schedule.Whole), 4)
}

func flag(is bool) string {
	if is {
		return "Y"
	}
	return "N"
}

func optional(id int64) string {
	if id == 0 {
		return ""
	}
	return number(id)
}

// head writes the first line and the tables that every file has.
func (w *writer) head() {
	name := noName
	if w.plan.Name != w.plan.Projects[0].Name {
		name = w.text("Plan", "Name", 0, w.plan.Name)
		w.sayIf(name == noName, "Plan", "Name", Changed, 0)
	}
	date := "2000-01-01"
	if p := w.plan.Projects[0]; real(p.DataDate) {
		date = p.DataDate.Date().String()
	} else if real(p.Start) {
		date = p.Start.Date().String()
	}
	line := strings.Join([]string{"ERMHDR", "8.4", date, "Project", "admin", "admin", name, "Project Management", "CNY"}, "\t")
	if _, lost := w.code.encode(line); lost > 0 {
		w.say("Plan", "Name", NotInEncoding, 0)
	}
	w.line(line)
	w.sheet("CURRTYPE").row()
	for i := range w.plan.Tasks {
		if w.plan.Tasks[i].Notes != "" {
			w.sheet("MEMOTYPE").row()
			break
		}
	}
	w.sheet("OBS").row()
}

// writeProjects writes the projects and after each its baselines.
func (w *writer) writeProjects() {
	s := w.sheet("PROJECT")
	for i := range w.plan.Projects {
		p := &w.plan.Projects[i]
		id, at := int64(p.ID), w.projects[p.ID]
		w.sayIf(p.Calendar != 0 && !w.calendars[p.Calendar], "Project", "Calendar", Dangling, id)
		cal := ""
		if w.calendars[p.Calendar] {
			cal = number(int64(p.Calendar))
		}
		common := []string{
			"clndr_id", cal, "critical_drtn_hr_cnt", w.threshold(id, i == 0),
			"plan_start_date", w.time("Project", "Start", id, p.Start),
			"last_recalc_date", w.time("Project", "DataDate", id, p.DataDate),
			"plan_end_date", w.time("Project", "MustEnd", id, p.MustEnd),
		}
		s.row(append(common, "proj_id", number(id), "proj_short_name", at.code, "sum_base_proj_id", optional(at.basis))...)
	}
	for _, b := range w.baselines {
		s.row("proj_id", number(b.id), "orig_proj_id", number(b.of.id), "clndr_id", b.of.calendar,
			"proj_short_name", b.of.code+baseMark+number(int64(b.number)), "critical_drtn_hr_cnt", "0")
	}
}

func (w *writer) threshold(id int64, first bool) string {
	n := int64(w.plan.Rules.Critical)
	if first {
		n = w.within("Rules", "Critical", id, n, -int64(schedule.MaxMinutes), int64(schedule.MaxMinutes))
	}
	return hours(max(-int64(schedule.MaxMinutes), min(n, int64(schedule.MaxMinutes))))
}

// writeOptions writes the rules, for each project the same.
func (w *writer) writeOptions() {
	r := &w.plan.Rules
	lag, ok := wordFor(lagCalendars, r.LagCalendar)
	w.sayIf(!ok, "Rules", "LagCalendar", Unknown, 0)
	w.sayIf(r.Progress > schedule.ProgressOverride, "Rules", "Progress", Unknown, 0)
	w.usual("DayMinutes", r.DayMinutes, 480)
	w.usual("WeekMinutes", r.WeekMinutes, 2400)
	w.usual("MonthDays", r.MonthDays, 20)
	w.sayIf(r.NearCritical != 0, "Rules", "NearCritical", NoPlace, 0)
	s := w.sheet("SCHEDOPTIONS")
	for i := range w.plan.Projects {
		s.row("schedoptions_id", number(int64(i+1)), "proj_id", number(int64(w.plan.Projects[i].ID)),
			"sched_retained_logic", flag(r.Progress != schedule.ProgressOverride),
			"sched_progress_override", flag(r.Progress == schedule.ProgressOverride),
			"sched_calendar_on_relationship_lag", lag)
	}
}

// usual reports a rule that a file has no place for; what it says by being there
// may be what is meant without it.
func (w *writer) usual(field string, is, usual int) {
	switch is {
	case 0:
	case usual:
		w.say("Rules", field, Implied, 0)
	default:
		w.say("Rules", field, NoPlace, 0)
	}
}

// lay checks the plan and decides where everything stands.
func (w *writer) lay() error {
	if len(w.plan.Projects) == 0 {
		return ErrNoProject
	}
	if err := w.number(); err != nil {
		return err
	}
	if err := w.layCalendars(); err != nil {
		return err
	}
	w.layProjects()
	if err := w.layTasks(); err != nil {
		return err
	}
	w.layBaselines()
	w.layFields()
	return nil
}

// number checks the numbers of everything and finds the first free one.
func (w *writer) number() error {
	p := w.plan
	return errors.Join(
		numbered(w, "project", len(p.Projects), func(i int) int64 { return int64(p.Projects[i].ID) }),
		numbered(w, "calendar", len(p.Calendars), func(i int) int64 { return int64(p.Calendars[i].ID) }),
		numbered(w, "task", len(p.Tasks), func(i int) int64 { return int64(p.Tasks[i].ID) }),
		numbered(w, "resource", len(p.Resources), func(i int) int64 { return int64(p.Resources[i].ID) }),
		numbered(w, "assignment", len(p.Assignments), func(i int) int64 { return int64(p.Assignments[i].ID) }),
	)
}

func numbered(w *writer, what string, count int, id func(int) int64) error {
	seen := make(map[int64]bool, count)
	for i := range count {
		switch n := id(i); {
		case n <= 0 || n >= mostID-int64(1<<40):
			return fmt.Errorf("%w: %s %d", ErrPlan, what, n)
		case seen[n]:
			return fmt.Errorf("%w: %s %d", ErrDuplicate, what, n)
		default:
			seen[n] = true
			w.next = max(w.next, n+1)
		}
	}
	return nil
}

func (w *writer) free() int64 {
	w.next++
	return w.next - 1
}
