package xer

import (
	"gongqiao/schedule"
)

// writeWBS writes the root of each project and below it the summary tasks. The
// number of the row in the plan is seq_num, which keeps the order among nodes
// for P6 and the place among tasks for Read.
func (w *writer) writeWBS() {
	s := w.sheet("PROJWBS")
	for i := range w.plan.Projects {
		p := &w.plan.Projects[i]
		at := w.projects[p.ID]
		s.row("wbs_id", number(at.root), "proj_id", number(at.id), "seq_num", "0", "proj_node_flag", "Y",
			"wbs_short_name", at.code, "wbs_name", w.text("Project", "Name", at.id, p.Name))
	}
	for i := range w.plan.Tasks {
		if t := &w.plan.Tasks[i]; w.places[i].summary {
			id := int64(t.ID)
			s.row("wbs_id", w.wbs(t.ID), "proj_id", number(w.places[i].proj.id), "seq_num", number(int64(i+1)),
				"wbs_short_name", w.codedNode(t), "wbs_name", w.text("Task", "Name", id, t.Name),
				"parent_wbs_id", w.node(i),
				"anticip_start_date", w.time("Task", "Start", id, t.Start), "anticip_end_date", w.time("Task", "Finish", id, t.Finish))
			w.summaryLoses(t)
		}
	}
	for _, b := range w.baselines {
		s.row("wbs_id", number(b.root), "proj_id", number(b.id), "seq_num", "0", "proj_node_flag", "Y",
			"wbs_short_name", b.of.code, "wbs_name", b.of.code)
	}
}

// codedNode is the code of a node; without one it is called after its number in PROJWBS.
func (w *writer) codedNode(t *schedule.Task) string {
	if none := "ID" + w.wbs(t.ID); t.Code == "" || t.Code == none {
		w.sayIf(t.Code == none, "Task", "Code", Implied, int64(t.ID))
		return none
	}
	return w.text("Task", "Code", int64(t.ID), t.Code)
}

// summaryLoses reports what a node cannot have.
func (w *writer) summaryLoses(t *schedule.Task) {
	id := int64(t.ID)
	w.commonLoses(t)
	for _, f := range []struct {
		lost  bool
		field string
	}{
		{t.Calendar != 0, "Calendar"}, {t.Duration != 0, "Duration"}, {t.Effort != 0, "Effort"},
		{t.ResourceDependent, "ResourceDependent"},
		{t.Constraint != schedule.Constraint{}, "Constraint"}, {t.Second != schedule.Constraint{}, "Second"},
		{t.Priority != 500, "Priority"}, {t.Progress != schedule.Progress{}, "Progress"},
		{t.Work != 0 || t.ActualWork != 0 || t.RemainingWork != 0, "Work"},
		{t.Cost != 0 || t.ActualCost != 0 || t.RemainingCost != 0, "Cost"}, {t.FixedCost != 0, "FixedCost"},
	} {
		w.sayIf(f.lost, "Task", f.field, NoPlace, id)
	}
}

// commonLoses reports what no row of P6 has.
func (w *writer) commonLoses(t *schedule.Task) {
	id := int64(t.ID)
	w.sayIf(t.WBS != "", "Task", "WBS", NoPlace, id)
	w.sayIf(t.Elapsed, "Task", "Elapsed", NoPlace, id)
	w.sayIf(t.Estimated, "Task", "Estimated", NoPlace, id)
	w.sayIf(t.Unit != schedule.InDays, "Task", "Unit", NoPlace, id)
	w.sayIf(t.Manual, "Task", "Manual", NoPlace, id)
	w.sayIf(t.Inactive, "Task", "Inactive", NoPlace, id)
	w.sayIf(t.Deadline != 0, "Task", "Deadline", NoPlace, id)
	w.sayIf(len(t.Splits) > 0, "Task", "Splits", NoPlace, id)
}

func (w *writer) writeTasks() {
	s := w.sheet("TASK")
	for i := range w.plan.Tasks {
		if !w.places[i].summary {
			w.writeTask(s, i)
		}
	}
	for _, b := range w.baselines {
		for j, i := range b.rows {
			w.writeCopy(s, b, b.tasks[j], i)
		}
	}
}

func (w *writer) writeTask(s *sheet, i int) {
	t, at := &w.plan.Tasks[i], w.places[i]
	id := int64(t.ID)
	w.commonLoses(t)
	kept := w.ownValues(t)
	row := []string{
		"task_id", number(id), "proj_id", number(at.proj.id), "wbs_id", w.node(i), "clndr_id", w.calendarOf(t, at.proj),
		"task_code", w.coded("Task", id, t.Code), "task_name", w.text("Task", "Name", id, t.Name),
		"task_type", w.taskType(t, kept), "duration_type", w.durationType(t, kept),
		"target_drtn_hr_cnt", w.span("Task", "Duration", id, t.Duration),
		"target_work_qty", w.work("Task", "Work", id, t.Work), "act_work_qty", w.work("Task", "ActualWork", id, t.ActualWork),
		"remain_work_qty", w.work("Task", "RemainingWork", id, t.RemainingWork),
		"priority_type", w.priority(t),
		"expect_end_date", kept["expect_end_date"], "suspend_date", kept["suspend_date"], "resume_date", kept["resume_date"],
	}
	if pct := kept["complete_pct_type"]; pct != "" {
		row = append(row, "complete_pct_type", pct)
	}
	row = append(row, w.constraint(id, "Constraint", t.Constraint, "cstr_type", "cstr_date")...)
	row = append(row, w.constraint(id, "Second", t.Second, "cstr_type2", "cstr_date2")...)
	row = append(row, w.progress(t)...)
	row = append(row, w.dates("Task", id, t.Start, t.Progress.Started, kept["target_start_date"],
		"Start", "act_start_date", "target_start_date", "restart_date", "early_start_date")...)
	row = append(row, w.dates("Task", id, t.Finish, t.Progress.Finished, kept["target_end_date"],
		"Finish", "act_end_date", "target_end_date", "reend_date", "early_end_date")...)
	s.row(row...)
}

// calendarOf names the calendar of the project where the task names none: P6
// wants one on every task.
func (w *writer) calendarOf(t *schedule.Task, proj *written) string {
	switch id := int64(t.ID); {
	case t.Calendar == 0:
		return proj.calendar
	case !w.calendars[t.Calendar]:
		w.say("Task", "Calendar", Dangling, id)
		return proj.calendar
	default:
		w.sayIf(t.Calendar == proj.effective, "Task", "Calendar", Implied, id)
		return number(int64(t.Calendar))
	}
}

func (w *writer) taskType(t *schedule.Task, kept map[string]string) string {
	id := int64(t.ID)
	if kept["task_type"] != "" {
		return kept["task_type"]
	}
	w.sayIf(t.ResourceDependent && t.Kind != schedule.Activity, "Task", "ResourceDependent", NoPlace, id)
	for _, word := range taskTypes {
		if word.kind == t.Kind && (t.Kind != schedule.Activity || word.bySites == t.ResourceDependent) {
			return word.word
		}
	}
	w.say("Task", "Kind", Changed, id)
	if t.Kind == schedule.Milestone {
		return "TT_FinMile"
	}
	return "TT_Task"
}

func (w *writer) durationType(t *schedule.Task, kept map[string]string) string {
	if kept["duration_type"] != "" {
		return kept["duration_type"]
	}
	word, ok := wordFor(effortTypes, t.Effort)
	if !ok {
		w.say("Task", "Effort", Unknown, int64(t.ID))
		return "DT_FixedRate"
	}
	return word
}

// priority is the nearest of P6's levels.
func (w *writer) priority(t *schedule.Task) string {
	if word, ok := wordFor(priorities, t.Priority); ok {
		return word
	}
	w.say("Task", "Priority", Changed, int64(t.ID))
	best := priorities[0]
	for _, p := range priorities {
		if p.word != "" && abs(int64(p.is)-int64(t.Priority)) < abs(int64(best.is)-int64(t.Priority)) {
			best = p
		}
	}
	return best.word
}

func (w *writer) constraint(id int64, field string, c schedule.Constraint, kind, date string) []string {
	word, ok := wordFor(constraints, c.Kind)
	on := w.time("Task", field, id, c.On)
	switch dated := c.Kind > schedule.AsLateAsPossible; {
	case !ok:
		w.say("Task", field, Unknown, id)
		return nil
	case dated && on == "":
		w.say("Task", field, Dangling, id)
		return nil
	case !dated && on != "":
		w.say("Task", field, NoPlace, id)
		return []string{kind, word}
	}
	return []string{kind, word, date, on}
}

func (w *writer) progress(t *schedule.Task) []string {
	p, id := t.Progress, int64(t.ID)
	status, left, percent := "TK_NotStart", t.Duration, schedule.Share(0)
	switch {
	case p.Finished != 0:
		status, left, percent = "TK_Complete", 0, schedule.Whole
	case p.Started != 0:
		status, left, percent = "TK_Active", p.Remaining, done(t.Duration, p.Remaining)
	}
	w.sayIf(p.Percent != percent, "Progress", "Percent", Changed, id)
	w.sayIf(p.Remaining != 0 && status != "TK_Active", "Progress", "Remaining", Conflict, id)
	physical := w.within("Progress", "Physical", id, int64(p.Physical), 0, 1<<31-1)
	rest := max(0, min(left, schedule.MaxMinutes))
	w.sayIf(rest != left && status == "TK_Active", "Progress", "Remaining", OutOfRange, id)
	return []string{"status_code", status, "remain_drtn_hr_cnt", hours(int64(rest)), "phys_complete_pct", fraction(physical, 100, 2)}
}

// dates writes one end of a task or an assignment: columns are the actual date,
// the target, and the current dates, which the end of what has happened is not.
func (w *writer) dates(kind string, id int64, at, actual schedule.Time, target, field, actually, targeted string, current ...string) []string {
	w.sayIf(at != 0 && actual != 0 && at != actual, kind, field, Conflict, id)
	now, was := w.time(kind, field, id, at), w.time(kind, actually, id, actual)
	if target == "" || now == "" {
		target = now
	}
	row := []string{actually, was, targeted, target}
	if was == "" {
		for _, column := range current {
			row = append(row, column, now)
		}
	}
	return row
}

// writeCopy writes a task as a baseline has it.
func (w *writer) writeCopy(s *sheet, b *copied, copyID int64, i int) {
	t := &w.plan.Tasks[i]
	id := int64(t.ID)
	for _, base := range t.Baselines {
		if base.Number != b.number {
			continue
		}
		s.row("task_id", number(copyID), "proj_id", number(b.id), "wbs_id", number(b.root),
			"clndr_id", w.effectiveOf(t, b.of), "task_code", w.text("Task", "Code", id, w.plainCode(t)),
			"task_name", w.text("Task", "Name", id, t.Name), "task_type", "TT_Task", "duration_type", "DT_FixedDrtn",
			"status_code", "TK_NotStart", "priority_type", "PT_Normal",
			"target_drtn_hr_cnt", w.span("Baseline", "Duration", id, base.Duration), "remain_drtn_hr_cnt", hours(max(0, int64(base.Duration))),
			"target_work_qty", w.work("Baseline", "Work", id, base.Work),
			"target_start_date", w.time("Baseline", "Start", id, base.Start),
			"target_end_date", w.time("Baseline", "Finish", id, base.Finish))
		return
	}
}

func (w *writer) effectiveOf(t *schedule.Task, proj *written) string {
	if w.calendars[t.Calendar] {
		return number(int64(t.Calendar))
	}
	return proj.calendar
}
