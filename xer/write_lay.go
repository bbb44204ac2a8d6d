package xer

import (
	"fmt"
	"slices"

	"gongqiao/schedule"
)

func (w *writer) layProjects() {
	w.projects = map[schedule.ProjectID]*written{}
	for i := range w.plan.Projects {
		p := &w.plan.Projects[i]
		at := &written{id: int64(p.ID), root: w.free(), code: w.coded("Project", int64(p.ID), p.Code), first: i == 0}
		if len(w.plan.Calendars) > 0 {
			at.effective = w.plan.Calendars[0].ID
		}
		if w.calendars[p.Calendar] {
			at.effective = p.Calendar
		}
		at.calendar = optional(int64(at.effective))
		w.projects[p.ID] = at
	}
}

// layTasks finds out which rows are summaries and below what everything stands.
func (w *writer) layTasks() error {
	tasks := w.plan.Tasks
	w.rows = make(map[schedule.TaskID]int, len(tasks))
	above := map[int64]int64{}
	for i := range tasks {
		w.rows[tasks[i].ID] = i
		above[int64(tasks[i].ID)] = int64(tasks[i].Parent)
	}
	if bent := circles(above); len(bent) > 0 {
		return fmt.Errorf("%w: %d tasks", ErrCycle, len(bent))
	}
	w.places = make([]place, len(tasks))
	for i := range tasks {
		w.places[i].proj = w.projectOf(&tasks[i])
		w.places[i].summary = tasks[i].Kind == schedule.Summary
	}
	for i := range tasks {
		w.layParent(i)
	}
	for i := range tasks {
		changed := w.places[i].summary && tasks[i].Kind != schedule.Summary
		w.sayIf(changed, "Task", "Kind", Changed, int64(tasks[i].ID))
	}
	rows := make([]schedule.Task, len(tasks))
	for i := range tasks {
		rows[i] = schedule.Task{ID: tasks[i].ID, Parent: w.places[i].parent}
	}
	w.sayIf(!topDown(rows), "Plan", "Tasks", Ordered, 0)
	return nil
}

func (w *writer) projectOf(t *schedule.Task) *written {
	first := w.projects[w.plan.Projects[0].ID]
	p, ok := w.projects[t.Project]
	switch single := len(w.projects) == 1; {
	case t.Project == 0:
		w.sayIf(!single, "Task", "Project", Implied, int64(t.ID))
		return first
	case !ok:
		w.say("Task", "Project", Dangling, int64(t.ID))
		return first
	case single:
		w.say("Task", "Project", Implied, int64(t.ID))
	}
	return p
}

func (w *writer) layParent(i int) {
	t := &w.plan.Tasks[i]
	at, ok := w.rows[t.Parent]
	switch {
	case t.Parent == 0:
	case !ok, w.places[at].proj != w.places[i].proj:
		w.say("Task", "Parent", Dangling, int64(t.ID))
	default:
		w.places[i].parent = t.Parent
		w.places[at].summary = true
	}
}

// wbs is the number in PROJWBS of a summary task: its own, or the one from which
// Read made it because a task has the same.
func (w *writer) wbs(id schedule.TaskID) string {
	n := id
	for below := id - summaryStep; below > 0; below -= summaryStep {
		at, taken := w.rows[below]
		if !taken || w.places[at].summary {
			break
		}
		n = below
	}
	return number(int64(n))
}

// node is the number in PROJWBS below which a row stands.
func (w *writer) node(i int) string {
	if p := w.places[i].parent; p != 0 {
		return w.wbs(p)
	}
	return number(w.places[i].proj.root)
}

// copied is a baseline of one project, which is a project of its own in the file.
type copied struct {
	id, root int64
	of       *written
	number   int
	rows     []int // of plan.Tasks
	tasks    []int64
}

// baselineKey names a baseline of a project.
type baselineKey struct {
	of     *written
	number int
}

// layBaselines makes a project of each number of each project's baselines. A
// task and its baselines know each other by the task's code: of tasks with one
// code only the first can have any.
func (w *writer) layBaselines() {
	all := map[baselineKey]*copied{}
	type coded struct {
		of   *written
		code string
	}
	codes := map[coded]bool{}
	for i := range w.plan.Tasks {
		t, at := &w.plan.Tasks[i], w.places[i]
		code := coded{at.proj, w.plainCode(t)}
		some := len(t.Baselines) > 0
		switch {
		case at.summary:
			w.sayIf(some, "Task", "Baselines", NoPlace, int64(t.ID))
		case codes[code]:
			w.sayIf(some, "Task", "Baselines", Conflict, int64(t.ID))
		default:
			codes[code] = true
			w.layBaseline(all, i)
		}
	}
	for _, b := range w.baselines {
		if b.number == 0 {
			b.of.basis = b.id
		}
	}
}

func (w *writer) layBaseline(all map[baselineKey]*copied, row int) {
	t := &w.plan.Tasks[row]
	for j, b := range t.Baselines {
		if !w.baselineFits(t, j) {
			continue
		}
		k := baselineKey{w.places[row].proj, b.Number}
		if all[k] == nil {
			all[k] = &copied{id: w.free(), root: w.free(), of: k.of, number: b.Number}
			w.baselines = append(w.baselines, all[k])
		}
		all[k].rows = append(all[k].rows, row)
		all[k].tasks = append(all[k].tasks, w.free())
	}
}

// plainCode is the code by which a task and its baselines know each other.
func (w *writer) plainCode(t *schedule.Task) string {
	if t.Code == "" {
		return unnamed(int64(t.ID))
	}
	return t.Code
}

func (w *writer) baselineFits(t *schedule.Task, i int) bool {
	b, id := &t.Baselines[i], int64(t.ID)
	if b.Number < 0 || b.Number > maxBaseline {
		w.say("Task", "Baselines", OutOfRange, id)
		return false
	}
	if slices.ContainsFunc(t.Baselines[:i], func(x schedule.Baseline) bool { return x.Number == b.Number }) {
		w.say("Task", "Baselines", Conflict, id)
		return false
	}
	w.sayIf(i > 0 && t.Baselines[i-1].Number > b.Number, "Task", "Baselines", Ordered, id)
	return true
}
