package xer

import "gongqiao/schedule"

// restOfCost is what an expense is called that makes up a cost of a task which
// neither its assignments nor its fixed cost explain.
const restOfCost = "Other cost"

// costs are what the parts of a task cost so far.
type costs struct {
	planned, actual, rest int64
	over                  bool // no reader would add that up
}

func (c *costs) add(planned, actual, rest int64) {
	c.planned, c.actual, c.rest = c.planned+planned, c.actual+actual, c.rest+rest
	c.over = c.over || max(abs(c.planned), abs(c.actual), abs(c.rest)) > mostSum
}

// writeExpenses writes what tasks cost beyond their assignments.
func (w *writer) writeExpenses() {
	spent := make([]costs, len(w.plan.Tasks))
	for i := range w.plan.Assignments {
		a := &w.plan.Assignments[i]
		if at, ok := w.rows[a.Task]; ok && !w.places[at].summary {
			spent[at].add(clip(a.Cost, mostMoney), clip(a.ActualCost, mostMoney), clip(a.RemainingCost, mostMoney))
		}
	}
	s := w.sheet("PROJCOST")
	for i := range w.plan.Tasks {
		if !w.places[i].summary {
			w.writeExpense(s, i, spent[i])
		}
	}
	for _, b := range w.baselines {
		for j, i := range b.rows {
			for _, base := range w.plan.Tasks[i].Baselines {
				if base.Number == b.number && base.Cost != 0 {
					w.expense(s, b.id, b.tasks[j], "Baseline cost", costs{planned: w.money("Baseline", "Cost", i, base.Cost)})
					break
				}
			}
		}
	}
}

func (w *writer) writeExpense(s *sheet, i int, spent costs) {
	t, proj := &w.plan.Tasks[i], w.places[i].proj.id
	fixed := w.within("Task", "FixedCost", int64(t.ID), t.FixedCost, -mostSum/2, mostSum/2)
	if fixed != 0 {
		w.expense(s, proj, int64(t.ID), fixedCost, costs{planned: fixed})
		spent.add(fixed, 0, 0)
	}
	more := costs{planned: w.money("Task", "Cost", i, t.Cost), actual: w.money("Task", "ActualCost", i, t.ActualCost),
		rest: w.money("Task", "RemainingCost", i, t.RemainingCost), over: spent.over}
	more.planned, more.actual, more.rest = more.planned-spent.planned, more.actual-spent.actual, more.rest-spent.rest
	w.sayIf(more.over, "Task", "Cost", OutOfRange, int64(t.ID))
	if more.planned != 0 || more.actual != 0 || more.rest != 0 {
		w.expense(s, proj, int64(t.ID), restOfCost, more)
	}
}

// money is a sum within what is read again.
func (w *writer) money(kind, field string, i int, hundredths int64) int64 {
	return w.within(kind, field, int64(w.plan.Tasks[i].ID), hundredths, -mostSum, mostSum)
}

func clip(n, most int64) int64 { return max(-most, min(n, most)) }

func (w *writer) expense(s *sheet, proj, task int64, name string, c costs) {
	s.row("cost_item_id", number(w.free()), "proj_id", number(proj), "task_id", number(task), "cost_name", name,
		"target_cost", money(c.planned), "act_cost", money(c.actual), "remain_cost", money(c.rest))
}

func (w *writer) writeLinks() {
	s := w.sheet("TASKPRED")
	for i, l := range w.plan.Links {
		pred, ok := w.rows[l.Pred]
		succ, ok2 := w.rows[l.Succ]
		switch {
		case !ok || !ok2:
			w.say("Plan", "Links", Dangling, int64(l.Succ))
			continue
		case w.places[pred].summary || w.places[succ].summary:
			w.say("Plan", "Links", NoPlace, int64(l.Succ))
			continue
		}
		word, known := wordFor(linkTypes, l.Type)
		if !known {
			w.say("Link", "Type", Unknown, int64(l.Succ))
			word = "PR_FS"
		}
		s.row("task_pred_id", number(int64(i+1)), "task_id", number(int64(l.Succ)), "pred_task_id", number(int64(l.Pred)),
			"proj_id", number(w.places[succ].proj.id), "pred_proj_id", number(w.places[pred].proj.id),
			"pred_type", word, "lag_hr_cnt", hours(w.lag(&l, w.plan.Tasks[pred].Duration)))
	}
}

// lag is in minutes of working time, which is all that the file knows.
func (w *writer) lag(l *schedule.Link, duration schedule.Minutes) int64 {
	id := int64(l.Succ)
	w.sayIf(l.Lag.Unit != schedule.WorkingLag, "Lag", "Unit", Changed, id)
	w.sayIf(l.Lag.Calendar != 0, "Lag", "Calendar", NoPlace, id)
	w.sayIf(l.Lag.Shown != schedule.InDays, "Lag", "Shown", NoPlace, id)
	minutes := int64(l.Lag.Amount)
	if l.Lag.Unit == schedule.PercentLag || l.Lag.Unit == schedule.ElapsedPercentLag {
		twice, whole := 2*minutes*int64(duration), int64(schedule.Whole)
		if twice < 0 {
			whole = -whole
		}
		minutes = (twice + whole) / (2 * int64(schedule.Whole))
	}
	return w.within("Lag", "Amount", id, minutes, -int64(schedule.MaxMinutes), int64(schedule.MaxMinutes))
}

func (w *writer) writeResources() {
	s, people := w.sheet("RSRC"), w.plan.Resources
	w.people = map[schedule.ResourceID]int{}
	for i := range people {
		r := &people[i]
		id := int64(r.ID)
		w.people[r.ID] = i
		w.sayIf(r.Group != "", "Resource", "Group", NoPlace, id)
		w.sayIf(r.PerUse != 0, "Resource", "PerUse", NoPlace, id)
		w.sayIf(r.Calendar != 0 && !w.calendars[r.Calendar], "Resource", "Calendar", Dangling, id)
		cal := ""
		if w.calendars[r.Calendar] {
			cal = number(int64(r.Calendar))
		}
		s.row("rsrc_id", number(id), "clndr_id", cal, "rsrc_seq_num", number(int64(i)), "rsrc_short_name", w.coded("Resource", id, r.Code),
			"rsrc_name", w.text("Resource", "Name", id, r.Name), "rsrc_notes", w.text("Resource", "Notes", id, r.Notes),
			"rsrc_type", w.resourceType(r), "def_qty_per_hr", w.units("Resource", "Units", id, r.Units))
	}
	s = w.sheet("RSRCRATE")
	for i := range people {
		w.writeRates(s, &people[i])
	}
}

func (w *writer) resourceType(r *schedule.Resource) string {
	for _, v := range r.Values {
		if v.Field == "RSRC.rsrc_type" && v.Text == "RT_Equip" && r.Kind == schedule.WorkResource && w.fields.own[v.Field] {
			return v.Text
		}
	}
	word, ok := wordFor(resourceKinds, r.Kind)
	if !ok {
		w.say("Resource", "Kind", Changed, int64(r.ID))
		return "RT_Mat"
	}
	return word
}

// writeRates writes the price, and how many there are over time. P6 wants a date
// on the first row too: an early one.
func (w *writer) writeRates(s *sheet, r *schedule.Resource) {
	if r.Units == 0 && r.Rate == 0 && len(r.Capacity) == 0 {
		return
	}
	id := int64(r.ID)
	price := money(w.within("Resource", "Rate", id, r.Rate, -mostMoney, mostMoney))
	last := schedule.At(2000, 1, 1, 0, 0)
	if len(r.Capacity) > 0 && real(r.Capacity[0].From-1) {
		last = min(last, r.Capacity[0].From-1)
	}
	row := func(from schedule.Time, units schedule.Share) {
		s.row("rsrc_rate_id", number(w.free()), "rsrc_id", number(id), "start_date", stamp(from),
			"max_qty_per_hr", w.units("Resource", "Units", id, units), "cost_per_qty", price)
	}
	row(last, r.Units)
	for _, step := range r.Capacity {
		if !real(step.From) || step.From <= last {
			w.say("Resource", "Capacity", Ordered, id)
			continue
		}
		last = step.From
		row(last, step.Units)
	}
}

func (w *writer) writeAssignments() {
	s := w.sheet("TASKRSRC")
	for i := range w.plan.Assignments {
		a := &w.plan.Assignments[i]
		id := int64(a.ID)
		at, ok := w.rows[a.Task]
		switch {
		case !ok:
			w.say("Assignment", "Task", Dangling, id)
		case w.places[at].summary:
			w.say("Assignment", "Task", NoPlace, id)
		default:
			w.writeAssignment(s, a, w.places[at].proj.id)
		}
	}
}

func (w *writer) writeAssignment(s *sheet, a *schedule.Assignment, proj int64) {
	id := int64(a.ID)
	w.sayIf(len(a.Baselines) > 0, "Assignment", "Baselines", NoPlace, id)
	who, kind := "", ""
	if i, ok := w.people[a.Resource]; ok {
		who = number(int64(a.Resource))
		kind, _ = wordFor(resourceKinds, w.plan.Resources[i].Kind)
	} else {
		w.sayIf(a.Resource != 0, "Assignment", "Resource", Dangling, id)
	}
	cost := func(field string, n int64) string {
		return money(w.within("Assignment", field, id, n, -mostMoney, mostMoney))
	}
	units := w.units("Assignment", "Units", id, a.Units)
	row := []string{
		"taskrsrc_id", number(id), "task_id", number(int64(a.Task)), "proj_id", number(proj), "rsrc_id", who, "rsrc_type", kind,
		"target_qty_per_hr", units, "remain_qty_per_hr", units,
		"target_lag_drtn_hr_cnt", hours(w.within("Assignment", "Delay", id, int64(a.Delay), -int64(schedule.MaxMinutes), int64(schedule.MaxMinutes))),
		"target_qty", w.work("Assignment", "Work", id, a.Work), "act_reg_qty", w.work("Assignment", "ActualWork", id, a.ActualWork),
		"remain_qty", w.work("Assignment", "RemainingWork", id, a.RemainingWork),
		"target_cost", cost("Cost", a.Cost), "act_reg_cost", cost("ActualCost", a.ActualCost), "remain_cost", cost("RemainingCost", a.RemainingCost),
	}
	row = append(row, w.dates("Assignment", id, a.Start, a.Started, "", "Start", "act_start_date", "target_start_date", "restart_date")...)
	row = append(row, w.dates("Assignment", id, a.Finish, a.Finished, "", "Finish", "act_end_date", "target_end_date", "reend_date")...)
	s.row(row...)
}

func (w *writer) writeNotes() {
	s := w.sheet("TASKMEMO")
	for _, summaries := range []bool{false, true} {
		for i := range w.plan.Tasks {
			t := &w.plan.Tasks[i]
			if t.Notes == "" || w.places[i].summary != summaries {
				continue
			}
			id, proj := int64(t.ID), number(w.places[i].proj.id)
			text := w.text("Task", "Notes", id, t.Notes)
			if summaries {
				s.row("wbs_memo_id", number(w.free()), "proj_id", proj, "wbs_id", w.wbs(t.ID), "wbs_memo", text)
			} else {
				s.row("memo_id", number(w.free()), "proj_id", proj, "task_id", number(id), "task_memo", text)
			}
		}
		s = w.sheet("WBSMEMO")
	}
}
