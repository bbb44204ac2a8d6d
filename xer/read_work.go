package xer

import (
	"cmp"
	"slices"
	"strings"

	"gongqiao/schedule"
)

// task is the row in plan.Tasks that a column names, -1 if there is none; that
// is reported.
func (rd *reader) task(c *cursor, column string) int {
	id := c.ref(column)
	if i, ok := rd.rows[schedule.TaskID(id)]; ok && rd.plan.Tasks[i].Kind != schedule.Summary {
		return i
	}
	if rd.baseTasks[id] != nil {
		c.left("", OfBaseline)
	} else {
		c.left(column, Dangling)
	}
	return -1
}

func (rd *reader) readLinks() {
	for c := range rd.each("TASKPRED") {
		c.id = c.ref("task_pred_id")
		c.implied("proj_id", "pred_proj_id")
		succ, pred := rd.task(c, "task_id"), rd.task(c, "pred_task_id")
		if succ < 0 || pred < 0 {
			continue
		}
		lag := c.between("lag_hr_cnt", 60, -int64(schedule.MaxMinutes), int64(schedule.MaxMinutes))
		rd.plan.Links = append(rd.plan.Links, schedule.Link{
			Pred: rd.plan.Tasks[pred].ID, Succ: rd.plan.Tasks[succ].ID,
			Type: c.linkType(), Lag: schedule.Lag{Amount: int32(lag)},
		})
	}
}

// linkType reads PR_FS and the like; some files have digits behind it.
func (c *cursor) linkType() schedule.LinkType {
	word := c.word("pred_type")
	is, ok := meaning(linkTypes, strings.TrimRight(word, "0123456789"))
	if !ok {
		c.left("pred_type", Unknown)
	}
	return is
}

func (rd *reader) readResources() {
	rd.people = map[int64]int{}
	for c := range rd.each("RSRC") {
		id := c.key("rsrc_id")
		if _, twice := rd.people[id]; twice {
			c.fail("rsrc_id", 0, ErrDuplicate)
		}
		rd.people[id] = len(rd.plan.Resources)
		r := schedule.Resource{
			ID: schedule.ResourceID(id), Code: c.code("rsrc_short_name"), Name: c.text("rsrc_name"), Notes: c.text("rsrc_notes"),
			Kind: named(c, "rsrc_type", resourceKinds), Calendar: schedule.CalendarID(rd.reach(c, "clndr_id", rd.calendars)),
			Units: c.share("def_qty_per_hr", int64(schedule.Whole)),
		}
		if c.word("rsrc_type") == "RT_Equip" {
			r.Values = []schedule.Value{{Field: "RSRC.rsrc_type", Text: "RT_Equip"}}
		}
		rd.plan.Resources = append(rd.plan.Resources, r)
	}
}

type rate struct {
	from  schedule.Time
	units schedule.Share
	price int64
	place Place
}

// readRates reads what resources cost and how many there are. The first rate
// counts from the beginning; later ones give steps of the capacity, and a price
// that changes is reported.
func (rd *reader) readRates() {
	rates := make([][]rate, len(rd.plan.Resources))
	for c := range rd.each("RSRCRATE") {
		c.id = c.ref("rsrc_rate_id")
		i, ok := rd.people[c.ref("rsrc_id")]
		if !ok {
			c.left("rsrc_id", Dangling)
			continue
		}
		rates[i] = append(rates[i], rate{c.time("start_date"), c.share("max_qty_per_hr", int64(schedule.Whole)),
			c.money("cost_per_qty"), Place{c.at.line, c.id}})
	}
	for i, all := range rates {
		if len(all) == 0 {
			continue
		}
		slices.SortStableFunc(all, func(a, b rate) int { return cmp.Compare(a.from, b.from) })
		r := &rd.plan.Resources[i]
		r.Units, r.Rate = all[0].units, all[0].price
		for j, step := range all[1:] {
			if step.price != r.Rate {
				rd.left.add("RSRCRATE", "cost_per_qty", NoPlace, step.place)
			}
			if step.from == all[j].from {
				rd.left.add("RSRCRATE", "start_date", Conflict, step.place)
				continue
			}
			r.Capacity = append(r.Capacity, schedule.Step{From: step.from, Units: step.units})
		}
	}
}

func (rd *reader) readAssignments() {
	rd.given = map[int64]int{}
	for c := range rd.each("TASKRSRC") {
		id := c.key("taskrsrc_id")
		if _, twice := rd.given[id]; twice {
			c.fail("taskrsrc_id", 0, ErrDuplicate)
		}
		c.implied("proj_id", "rsrc_type")
		at := rd.task(c, "task_id")
		if at < 0 {
			rd.baseCost(c)
			rd.given[id] = -1
			continue
		}
		rd.given[id] = len(rd.plan.Assignments)
		a := c.assignment()
		a.Task = rd.plan.Tasks[at].ID
		t := &rd.plan.Tasks[at]
		c.add(&t.Cost, a.Cost, "target_cost")
		c.add(&t.ActualCost, a.ActualCost, "act_reg_cost")
		c.add(&t.RemainingCost, a.RemainingCost, "remain_cost")
		rd.plan.Assignments = append(rd.plan.Assignments, a)
	}
}

func (c *cursor) assignment() schedule.Assignment {
	a := schedule.Assignment{
		ID: schedule.AssignmentID(c.id), Units: c.share("target_qty_per_hr", int64(schedule.Whole)),
		Delay: schedule.Minutes(c.between("target_lag_drtn_hr_cnt", 60, -int64(schedule.MaxMinutes), int64(schedule.MaxMinutes))),
		Work:  c.work("target_qty"), ActualWork: c.work("act_reg_qty"), RemainingWork: c.work("remain_qty"),
		Cost: c.money("target_cost"), ActualCost: c.money("act_reg_cost"), RemainingCost: c.money("remain_cost"),
		Start:   c.current("act_start_date", "restart_date", "target_start_date"),
		Finish:  c.current("act_end_date", "reend_date", "target_end_date"),
		Started: c.time("act_start_date"), Finished: c.time("act_end_date"),
	}
	a.ActualWork = c.overtime("act_ot_qty", a.ActualWork+c.work("act_ot_qty"), mostMinutes)
	a.ActualCost = c.overtime("act_ot_cost", a.ActualCost+c.money("act_ot_cost"), mostMoney)
	rsrc := c.ref("rsrc_id")
	if _, ok := c.rd.people[rsrc]; ok {
		a.Resource = schedule.ResourceID(rsrc)
	} else if rsrc != 0 {
		c.left("rsrc_id", Dangling)
	}
	return a
}

// overtime keeps a sum of two within what one may be.
func (c *cursor) overtime(column string, sum, most int64) int64 {
	if abs(sum) > most {
		c.left(column, OutOfRange)
	}
	return clip(sum, most)
}

// add adds to a sum of money or work, and refuses a file whose sums grow beyond reason.
func (c *cursor) add(sum *int64, n int64, column string) {
	*sum += n
	if abs(*sum) > 4*mostSum {
		c.fail(column, 0, ErrValue)
		*sum = 0
	}
}

// baseCost adds to the cost of a baseline.
func (rd *reader) baseCost(c *cursor) {
	if b := rd.baseTasks[c.ref("task_id")]; b != nil {
		c.add(&b.baseline.Cost, c.expense("target_cost"), "target_cost")
	}
}

// fixedCost is what an expense is called that is the fixed cost of its task.
const fixedCost = "Fixed cost"

// readExpenses adds expenses to the costs of their tasks.
func (rd *reader) readExpenses() {
	for c := range rd.each("PROJCOST") {
		c.id = c.ref("cost_item_id")
		c.implied("proj_id")
		if rd.baseTasks[c.ref("task_id")] != nil {
			rd.baseCost(c)
			continue
		}
		at := rd.task(c, "task_id")
		if at < 0 {
			continue
		}
		t := &rd.plan.Tasks[at]
		planned := c.expense("target_cost")
		c.add(&t.Cost, planned, "target_cost")
		c.add(&t.ActualCost, c.expense("act_cost"), "act_cost")
		c.add(&t.RemainingCost, c.expense("remain_cost"), "remain_cost")
		switch name := c.text("cost_name"); name {
		case fixedCost:
			c.add(&t.FixedCost, planned, "target_cost")
		case restOfCost:
		default:
			c.left("cost_name", NoPlace)
		}
	}
	for i := range rd.plan.Tasks {
		t := &rd.plan.Tasks[i]
		rd.reasonable(t, &t.Cost, mostSum)
		rd.reasonable(t, &t.ActualCost, mostSum)
		rd.reasonable(t, &t.RemainingCost, mostSum)
		rd.reasonable(t, &t.FixedCost, mostSum/2)
	}
}

func (rd *reader) reasonable(t *schedule.Task, sum *int64, most int64) {
	if abs(*sum) > most {
		rd.left.add("PROJCOST", "", OutOfRange, Place{ID: int64(t.ID)})
		*sum = clip(*sum, most)
	}
}

// readNotes reads the memos of tasks and of the work breakdown. Several of one
// task stand one below the other.
func (rd *reader) readNotes() {
	for c := range rd.each("TASKMEMO") {
		c.id = c.ref("memo_id")
		c.implied("proj_id")
		if at := rd.task(c, "task_id"); at >= 0 {
			addNote(&rd.plan.Tasks[at], c.text("task_memo"))
		}
	}
	for c := range rd.each("WBSMEMO") {
		c.id = c.ref("wbs_memo_id")
		c.implied("proj_id")
		switch id, there := rd.wbsTask[c.ref("wbs_id")]; {
		case !there:
			c.left("wbs_id", Dangling)
		case id == 0:
			c.left("wbs_memo", NoPlace)
		default:
			addNote(&rd.plan.Tasks[rd.rows[id]], c.text("wbs_memo"))
		}
	}
}

func addNote(t *schedule.Task, memo string) {
	if t.Notes != "" {
		t.Notes += "\n\n"
	}
	t.Notes += memo
}
