package xer

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gongqiao/schedule"
)

// baseTask is a row of TASK that belongs to a baseline.
type baseTask struct {
	of       *project
	place    Place
	code     string
	baseline schedule.Baseline
}

// readTasks reads the activities; their places in the tree come later.
func (rd *reader) readTasks() {
	rd.rows, rd.baseTasks = map[schedule.TaskID]int{}, map[int64]*baseTask{}
	for c := range rd.each("TASK") {
		id := c.key("task_id")
		_, there := rd.rows[schedule.TaskID(id)]
		if there || rd.baseTasks[id] != nil {
			c.fail("task_id", 0, ErrDuplicate)
		}
		proj := rd.projects[c.ref("proj_id")]
		if proj == nil {
			c.left("proj_id", Dangling)
			proj = rd.projects[int64(rd.plan.Projects[0].ID)]
		}
		if proj.of != 0 {
			b := &baseTask{of: proj, place: Place{c.at.line, id}, code: c.code("task_code"), baseline: c.baseline(proj.number)}
			rd.baseTasks[id] = b
			rd.baseOrder = append(rd.baseOrder, b)
			continue
		}
		rd.rows[schedule.TaskID(id)] = len(rd.plan.Tasks)
		rd.parents = append(rd.parents, c.ref("wbs_id"))
		rd.plan.Tasks = append(rd.plan.Tasks, c.task(proj))
	}
}

func (c *cursor) task(proj *project) schedule.Task {
	t := schedule.Task{
		ID: schedule.TaskID(c.id), Project: schedule.ProjectID(proj.id), Code: c.code("task_code"), Name: c.text("task_name"),
		Duration:      c.hours("target_drtn_hr_cnt"),
		Effort:        named(c, "duration_type", effortTypes),
		Constraint:    c.constraint("cstr_type", "cstr_date"),
		Second:        c.constraint("cstr_type2", "cstr_date2"),
		Priority:      500,
		Start:         c.start(),
		Finish:        c.finish(),
		Work:          c.work("target_work_qty"),
		ActualWork:    c.work("act_work_qty"),
		RemainingWork: c.work("remain_work_qty"),
	}
	if len(c.rd.plan.Projects) == 1 {
		t.Project = 0
	}
	if cal := schedule.CalendarID(c.rd.reach(c, "clndr_id", c.rd.calendars)); cal != proj.calendar {
		t.Calendar = cal
	}
	if c.has("priority_type") {
		t.Priority = named(c, "priority_type", priorities)
	}
	c.kind(&t)
	c.took(&t)
	c.keep(&t)
	return t
}

func (c *cursor) kind(t *schedule.Task) {
	word := c.word("task_type")
	for _, w := range taskTypes {
		if w.word == word {
			t.Kind, t.ResourceDependent = w.kind, w.bySites
			return
		}
	}
	if word != "" {
		c.left("task_type", Unknown)
	}
}

// constraint is a wish with its date; one that lacks the date is none.
func (c *cursor) constraint(kind, date string) schedule.Constraint {
	is := schedule.Constraint{Kind: named(c, kind, constraints), On: c.time(date)}
	switch dated := is.Kind > schedule.AsLateAsPossible; {
	case dated && is.On == 0:
		c.left(date, Dangling)
		is.Kind = schedule.AsSoonAsPossible
	case !dated && is.On != 0:
		c.left(date, NoPlace)
		is.On = 0
	}
	return is
}

// start is when the task began or, before that, when it would begin: as last
// computed, else as planned. Where nothing was ever computed or planned there is
// no start, even if the task has begun.
func (c *cursor) start() schedule.Time {
	return c.current("act_start_date", "early_start_date", "restart_date", "target_start_date")
}

func (c *cursor) finish() schedule.Time {
	return c.current("act_end_date", "early_end_date", "reend_date", "target_end_date")
}

func (c *cursor) current(actual string, columns ...string) schedule.Time {
	var first schedule.Time
	for _, column := range columns {
		if t := c.time(column); first == 0 {
			first = t
		}
	}
	if at := c.time(actual); at != 0 && first != 0 {
		return at
	}
	return first
}

// took reads what was done. Percent is of the duration, whatever the row's own
// rule, so that it says the same as the remaining duration.
func (c *cursor) took(t *schedule.Task) {
	p := &t.Progress
	p.Started, p.Finished = c.time("act_start_date"), c.time("act_end_date")
	p.Physical = c.share("phys_complete_pct", 100)
	rest := schedule.Minutes(c.between("remain_drtn_hr_cnt", 60, 0, int64(schedule.MaxMinutes)))
	switch status := c.word("status_code"); {
	case p.Finished != 0:
		c.agree(status == "TK_Complete", rest == 0)
		p.Percent = schedule.Whole
	case p.Started != 0:
		c.agree(status == "TK_Active", true)
		p.Remaining, p.Percent = rest, done(t.Duration, rest)
	default:
		c.agree(status == "TK_NotStart" || status == "", rest == t.Duration || !c.has("remain_drtn_hr_cnt"))
	}
}

func (c *cursor) agree(status, remaining bool) {
	if !status {
		c.left("status_code", Conflict)
	}
	if !remaining {
		c.left("remain_drtn_hr_cnt", Conflict)
	}
}

// done is the part of a duration that is over when so much is left, rounded half up.
func done(duration, left schedule.Minutes) schedule.Share {
	if duration <= 0 || left >= duration {
		return 0
	}
	d := int64(duration)
	return schedule.Share((int64(duration-left)*2*int64(schedule.Whole) + d) / (2 * d))
}

// keep puts into values what the fields of a task do not say.
func (c *cursor) keep(t *schedule.Task) {
	for _, w := range []struct {
		column, says string
	}{{"task_type", "TT_WBS"}, {"duration_type", "DT_FixedDUR2"}, {"complete_pct_type", "CP_Phys"}, {"complete_pct_type", "CP_Units"}} {
		if c.word(w.column) == w.says {
			t.Values = append(t.Values, schedule.Value{Field: "TASK." + w.column, Text: w.says})
		}
	}
	for _, column := range []string{"target_start_date", "target_end_date", "expect_end_date", "suspend_date", "resume_date"} {
		at := c.time(column)
		if at == 0 || column == "target_start_date" && at == t.Start || column == "target_end_date" && at == t.Finish {
			continue
		}
		t.Values = append(t.Values, schedule.Value{Field: "TASK." + column, Text: at.String()})
		if !strings.HasPrefix(column, "target") {
			c.left(column, AsValue)
		}
	}
}

// numberBaselines gives the baseline that counts the number 0, and the others the
// number at the end of their name ("A12 - B3"), or else the next that is free.
func numberBaselines(projects map[int64]*project, order []*project) {
	taken, next := map[[2]int64]bool{}, map[int64]int{}
	for _, p := range order {
		if p.of == 0 || projects[p.of].base == p.id {
			continue
		}
		n := suffix(p.code)
		for n < 1 || taken[[2]int64{p.of, int64(n)}] {
			next[p.of]++
			n = next[p.of]
		}
		p.number = n
		taken[[2]int64{p.of, int64(n)}] = true
	}
}

const (
	baseMark    = " - B"
	maxBaseline = 9999
)

func suffix(code string) int {
	i := strings.LastIndex(code, baseMark)
	if i < 0 {
		return 0
	}
	n, err := strconv.Atoi(code[i+len(baseMark):])
	if err != nil || n < 0 || n > maxBaseline {
		return 0
	}
	return n
}

func (c *cursor) baseline(number int) schedule.Baseline {
	c.implied("wbs_id")
	return schedule.Baseline{
		Number: number, Start: c.start(), Finish: c.finish(),
		Duration: c.hours("target_drtn_hr_cnt"), Work: c.work("target_work_qty"),
	}
}

// readBaselines puts the rows of the baselines to the tasks that have their code.
func (rd *reader) readBaselines() {
	type named struct {
		project schedule.ProjectID
		code    string
	}
	codes := map[named]int{}
	for i := range rd.plan.Tasks {
		t := &rd.plan.Tasks[i]
		code := t.Code
		if code == "" {
			code = unnamed(int64(t.ID))
		}
		if _, twice := codes[named{rd.projectOf(t), code}]; !twice && t.Kind != schedule.Summary {
			codes[named{rd.projectOf(t), code}] = i
		}
	}
	type copied struct{ task, number int }
	seen := map[copied]bool{}
	for _, b := range rd.baseOrder {
		i, ok := codes[named{schedule.ProjectID(b.of.of), b.code}]
		if !ok || seen[copied{i, b.baseline.Number}] {
			rd.left.add("TASK", "task_code", Dangling, b.place)
			continue
		}
		seen[copied{i, b.baseline.Number}] = true
		rd.plan.Tasks[i].Baselines = append(rd.plan.Tasks[i].Baselines, b.baseline)
	}
	for i := range rd.plan.Tasks {
		slices.SortFunc(rd.plan.Tasks[i].Baselines, func(a, b schedule.Baseline) int { return cmp.Compare(a.Number, b.Number) })
	}
}

func (rd *reader) projectOf(t *schedule.Task) schedule.ProjectID {
	if t.Project == 0 {
		return rd.plan.Projects[0].ID
	}
	return t.Project
}
