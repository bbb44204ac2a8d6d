package xer_test

import (
	"fmt"

	"gongqiao/schedule"
	"pgregory.net/rapid"
)

// plans draws plans. Those that are not wild hold only what a file can hold, in
// the form in which it comes back; wild ones hold anything.
type plans struct {
	*rapid.T
	wild bool
	n    int
}

func (g *plans) label() string { g.n++; return fmt.Sprint(g.n) }

func (g *plans) int(low, high int) int { return rapid.IntRange(low, high).Draw(g.T, g.label()) }

func (g *plans) bool() bool { return rapid.Bool().Draw(g.T, g.label()) }

// odd is true now and then, and only in wild plans.
func (g *plans) odd() bool { return g.wild && g.int(0, 9) == 0 }

func pick[V any](g *plans, of ...V) V { return rapid.SampledFrom(of).Draw(g.T, g.label()) }

func (g *plans) text() string {
	if g.odd() {
		return pick(g, "ID1", "ID2", "ID101", "\xff", "dbxDatabaseNoName", "TT_WBS", "RT_Equip", "12", "2026-09-21T08:00")
	}
	return rapid.OneOf(rapid.String(), rapid.StringMatching("[\t\n\r\"\x00\x7fdtr0é土]{0,8}"), rapid.Just("")).Draw(g.T, g.label())
}

func (g *plans) time() schedule.Time {
	if g.odd() {
		return schedule.Time(rapid.Int32().Draw(g.T, g.label()))
	}
	return schedule.Time(g.int(int(schedule.MinTime), int(schedule.MaxTime)))
}

func (g *plans) maybe() schedule.Time {
	if g.bool() {
		return 0
	}
	return g.time()
}

func (g *plans) date() schedule.Date {
	if g.odd() {
		return schedule.Date(rapid.Int32Range(-40, 120_000).Draw(g.T, g.label()))
	}
	return schedule.Date(g.int(40_000, 40_060))
}

func (g *plans) minutes() schedule.Minutes {
	if g.odd() {
		return schedule.Minutes(rapid.Int32().Draw(g.T, g.label()))
	}
	return schedule.Minutes(g.int(0, pick(g, 5000, int(schedule.MaxMinutes))))
}

func (g *plans) money() int64 {
	if g.odd() {
		return rapid.Int64().Draw(g.T, g.label())
	}
	return rapid.Int64Range(-1e15, 1e15).Draw(g.T, g.label())
}

func (g *plans) work() int64 {
	if g.odd() {
		return rapid.Int64().Draw(g.T, g.label())
	}
	return rapid.Int64Range(-1e12, 1e12).Draw(g.T, g.label())
}

func (g *plans) share() schedule.Share {
	if g.odd() {
		return schedule.Share(rapid.Int32().Draw(g.T, g.label()))
	}
	return schedule.Share(g.int(0, 1<<31-1))
}

func (g *plans) shifts() []schedule.Shift {
	var out []schedule.Shift
	at := 0
	for range g.int(0, 3) {
		from := g.int(at, 1439)
		at = g.int(from+1, 1440)
		out = append(out, schedule.Shift{From: int16(from), To: int16(at)})
		if at == 1440 {
			break
		}
	}
	if g.odd() {
		out = append(out, schedule.Shift{From: int16(g.int(-10, 1450)), To: int16(g.int(-10, 1450))})
	}
	return out
}

func (g *plans) calendar(id int) schedule.Calendar {
	c := schedule.Calendar{ID: schedule.CalendarID(id), Name: g.text(), DayMinutes: g.int(0, 1440), Personal: g.bool()}
	if id > 1 && g.bool() {
		c.Base = schedule.CalendarID(g.int(1, id-1))
	}
	if g.odd() {
		c.Base, c.DayMinutes = 99, g.int(-1, 2000)
		c.Seasons = []schedule.Season{{From: g.date(), To: g.date(), Week: [7]schedule.Day{{Shifts: g.shifts()}, {Inherit: true}}}}
	}
	for i := range c.Week {
		if c.Week[i].Inherit = c.Base != 0 && g.bool() || g.odd(); !c.Week[i].Inherit || g.odd() {
			c.Week[i].Shifts = g.shifts()
		}
	}
	day := g.date()
	for range g.int(0, 4) {
		e := schedule.Exception{From: day, To: day + schedule.Date(g.int(0, 9)), Shifts: g.shifts()}
		if g.odd() {
			e.Name, e.From = g.text(), g.date()
		}
		c.Exceptions = append(c.Exceptions, e)
		day = e.To + 1 + schedule.Date(g.int(1, 9))
		if g.odd() {
			day = e.To + 1
		}
	}
	return c
}

func (g *plans) constraint() schedule.Constraint {
	c := schedule.Constraint{Kind: schedule.ConstraintKind(g.int(0, 9))}
	if c.Kind > schedule.AsLateAsPossible || g.odd() {
		c.On = g.time()
	}
	if g.odd() {
		c.Kind, c.On = schedule.ConstraintKind(g.int(0, 11)), g.maybe()
	}
	return c
}

// progress draws what was done, and with it the start and finish that go with it.
func (g *plans) progress(t *schedule.Task) {
	t.Start, t.Finish = g.maybe(), g.maybe()
	p := &t.Progress
	p.Physical = g.share()
	switch g.int(0, 2) {
	case 1:
		p.Started, p.Remaining = g.time(), schedule.Minutes(g.int(0, 6000))
		if left := p.Remaining; left < t.Duration {
			p.Percent = schedule.Share((2*int64(t.Duration-left)*10_000 + int64(t.Duration)) / (2 * int64(t.Duration)))
		}
	case 2:
		p.Started, p.Finished, p.Percent = g.maybe(), g.time(), schedule.Whole
	}
	if t.Start != 0 && p.Started != 0 {
		t.Start = p.Started
	}
	if t.Finish != 0 && p.Finished != 0 {
		t.Finish = p.Finished
	}
	if g.odd() {
		*p = schedule.Progress{Started: g.maybe(), Finished: g.maybe(), Remaining: g.minutes(), Percent: g.share(), Physical: g.share()}
	}
}

func (g *plans) task(id int) schedule.Task {
	t := schedule.Task{
		ID: schedule.TaskID(id), Code: g.text(), Name: g.text(), Notes: g.text(),
		Kind:     pick(g, schedule.Activity, schedule.StartMilestone, schedule.FinishMilestone, schedule.LevelOfEffort),
		Duration: g.minutes(), Effort: schedule.EffortType(g.int(0, 2)),
		Constraint: g.constraint(), Second: g.constraint(), Priority: pick(g, 0, 100, 300, 500, 700, 900),
		Work: g.work(), ActualWork: g.work(), RemainingWork: g.work(),
		Cost: g.money(), ActualCost: g.money(), RemainingCost: g.money(), FixedCost: g.money(),
	}
	t.ResourceDependent = t.Kind == schedule.Activity && g.bool()
	g.progress(&t)
	last := 0
	for range g.int(0, 2) {
		b := schedule.Baseline{Number: last + g.int(0, 3), Start: g.maybe(), Finish: g.maybe(), Duration: g.minutes(), Work: g.work(), Cost: g.money()}
		t.Baselines = append(t.Baselines, b)
		last = b.Number + 1
	}
	if g.odd() {
		t.WBS, t.Elapsed, t.Estimated, t.Manual, t.Inactive, t.Deadline = g.text(), g.bool(), g.bool(), g.bool(), g.bool(), g.maybe()
		t.Splits = []schedule.Split{{After: 1, Pause: 2}}
		t.Unit, t.Priority, t.Kind, t.Effort = schedule.Unit(g.int(0, 4)), g.int(-5, 1100), schedule.TaskKind(g.int(0, 7)), schedule.EffortType(g.int(0, 4))
		t.Baselines = append(t.Baselines, schedule.Baseline{Number: g.int(-1, 3)})
	}
	return t
}

// tree draws the rows of a plan from top to bottom.
func (g *plans) tree(p *schedule.Plan) {
	type open struct {
		id   schedule.TaskID
		proj schedule.ProjectID
	}
	path := []open{{0, p.Projects[0].ID}}
	codes := map[string]bool{}
	for id := range g.int(0, 9) {
		path = path[:g.int(1, len(path))]
		if len(path) == 1 {
			path[0].proj = pick(g, p.Projects...).ID
		}
		above := path[len(path)-1]
		var t schedule.Task
		if g.int(0, 2) == 0 {
			t = schedule.Task{ID: schedule.TaskID(101 + id), Kind: schedule.Summary, Code: g.text(), Name: g.text(), Notes: g.text(), Priority: 500, Start: g.maybe(), Finish: g.maybe()}
			path = append(path, open{t.ID, path[0].proj})
		} else {
			t = g.task(101 + id)
		}
		if codes[t.Code] && !g.odd() {
			t.Code = fmt.Sprint("A", id)
		}
		codes[t.Code] = t.Code != ""
		t.Parent = above.id
		if len(p.Projects) > 1 {
			t.Project = path[0].proj
		}
		if len(p.Calendars) > 2 && t.Kind != schedule.Summary && g.bool() {
			t.Calendar = 3 // of no project
		}
		if g.odd() {
			t.Parent, t.Project, t.Calendar = schedule.TaskID(g.int(99, 110)), schedule.ProjectID(g.int(0, 4)), schedule.CalendarID(g.int(0, 5))
		}
		p.Tasks = append(p.Tasks, t)
	}
}

func (g *plans) plan() *schedule.Plan {
	p := &schedule.Plan{Name: g.text()}
	for i := range g.int(0, 3) {
		p.Calendars = append(p.Calendars, g.calendar(i+1))
	}
	for i := range g.int(1, 2) {
		proj := schedule.Project{ID: schedule.ProjectID(i + 1), Code: g.text(), Name: g.text(), Start: g.maybe(), DataDate: g.maybe(), MustEnd: g.maybe()}
		if proj.Code == "ID1" || proj.Code == "ID2" {
			proj.Code = ""
		}
		if n := len(p.Calendars); n > 0 {
			proj.Calendar = schedule.CalendarID(g.int(0, min(n, 2)))
		}
		p.Projects = append(p.Projects, proj)
	}
	p.Rules = schedule.Rules{LagCalendar: schedule.LagCalendar(g.int(0, 3)), Progress: schedule.ProgressRule(g.int(0, 1)), Critical: schedule.Minutes(g.int(-500, 500))}
	if g.odd() {
		p.Rules.DayMinutes, p.Rules.WeekMinutes, p.Rules.NearCritical = g.int(0, 600), 2400, 5
	}
	g.tree(p)
	g.links(p)
	g.resources(p)
	g.fields(p)
	return p
}

// works are the tasks that are no summaries.
func works(p *schedule.Plan) []schedule.TaskID {
	parents := map[schedule.TaskID]bool{}
	for _, t := range p.Tasks {
		parents[t.Parent] = true
	}
	var out []schedule.TaskID
	for _, t := range p.Tasks {
		if t.Kind != schedule.Summary && !parents[t.ID] {
			out = append(out, t.ID)
		}
	}
	return out
}

func (g *plans) links(p *schedule.Plan) {
	tasks := works(p)
	for range g.int(0, min(4, len(tasks))) {
		l := schedule.Link{Pred: pick(g, tasks...), Succ: pick(g, tasks...), Type: schedule.LinkType(g.int(0, 3)), Lag: schedule.Lag{Amount: int32(g.int(-6000, 6000))}}
		if g.odd() {
			l.Lag = schedule.Lag{Amount: rapid.Int32().Draw(g.T, g.label()), Unit: schedule.LagUnit(g.int(0, 3)), Calendar: schedule.CalendarID(g.int(0, 2)), Shown: schedule.Unit(g.int(0, 4))}
			l.Pred, l.Type = schedule.TaskID(g.int(99, 112)), schedule.LinkType(g.int(0, 5))
		}
		p.Links = append(p.Links, l)
	}
}

func (g *plans) resources(p *schedule.Plan) {
	for i := range g.int(0, 3) {
		r := schedule.Resource{ID: schedule.ResourceID(i + 1), Code: g.text(), Name: g.text(), Notes: g.text(), Kind: schedule.ResourceKind(g.int(0, 1)), Units: g.share(), Rate: g.money()}
		if r.Code == fmt.Sprint("ID", i+1) {
			r.Code = ""
		}
		if n := len(p.Calendars); n > 0 {
			r.Calendar = schedule.CalendarID(g.int(0, n))
		}
		from := schedule.MinTime
		for range g.int(0, 2) {
			from += schedule.Time(g.int(1, 1e7))
			r.Capacity = append(r.Capacity, schedule.Step{From: from, Units: g.share()})
		}
		if g.odd() {
			r.Group, r.PerUse, r.Kind = g.text(), g.money(), schedule.ResourceKind(g.int(0, 4))
			r.Capacity = append(r.Capacity, schedule.Step{From: g.time(), Units: g.share()})
		}
		p.Resources = append(p.Resources, r)
	}
	tasks := works(p)
	for i := range g.int(0, min(4, len(tasks))) {
		a := schedule.Assignment{
			ID: schedule.AssignmentID(i + 1), Task: pick(g, tasks...), Resource: schedule.ResourceID(g.int(0, len(p.Resources))), Units: g.share(), Delay: g.minutes(),
			Work: g.work(), ActualWork: g.work(), RemainingWork: g.work(), Cost: g.money(), ActualCost: g.money(), RemainingCost: g.money(),
			Start: g.maybe(), Finish: g.maybe(), Started: g.maybe(), Finished: g.maybe(),
		}
		if a.Start != 0 && a.Started != 0 && !g.odd() {
			a.Start = a.Started
		}
		if a.Finish != 0 && a.Finished != 0 && !g.odd() {
			a.Finish = a.Finished
		}
		if g.odd() {
			a.Baselines = []schedule.Baseline{{}}
			a.Task, a.Resource = schedule.TaskID(g.int(99, 112)), 9
		}
		p.Assignments = append(p.Assignments, a)
	}
}

func (g *plans) fields(p *schedule.Plan) {
	for i := range g.int(0, 2) {
		f := schedule.Field{Key: fmt.Sprint("ACTVTYPE", i+7), Name: g.text(), Kind: schedule.CodeField}
		for j := range g.int(1, 3) {
			f.Choices = append(f.Choices, schedule.Choice{Code: fmt.Sprint(g.text(), j), Name: g.text()})
		}
		p.Fields = append(p.Fields, f)
	}
	for i := range g.int(0, 4) {
		kind := pick(g, schedule.TextField, schedule.NumberField, schedule.DateField, schedule.CostField)
		f := schedule.Field{Key: fmt.Sprint("Text", i), Name: g.text(), Of: schedule.Owner(g.int(0, 3)), Kind: kind}
		if g.odd() {
			f = schedule.Field{Key: pick(g, "", "Text0", "ACTVTYPE7", "ACTVTYPE012", "TASK.task_type", "TASK.suspend_date", "RSRC.rsrc_type"), Of: schedule.Owner(g.int(0, 4)), Kind: schedule.FieldKind(g.int(0, 8)),
				Choices: []schedule.Choice{{Code: g.text()}}}
		}
		p.Fields = append(p.Fields, f)
	}
	if g.bool() {
		p.Fields = append(p.Fields, schedule.Field{Key: "TASK.suspend_date", Kind: schedule.DateField})
	}
	used := map[string]bool{}
	for i := range p.Tasks {
		summary := p.Tasks[i].Kind == schedule.Summary
		p.Tasks[i].Values = g.values(p, schedule.OfTask, summary, used)
	}
	for i := range p.Resources {
		p.Resources[i].Values = g.values(p, schedule.OfResource, false, used)
	}
	for i := range p.Assignments {
		p.Assignments[i].Values = g.values(p, schedule.OfAssignment, false, used)
	}
	if n := len(p.Fields); n > 0 && p.Fields[n-1].Key == "TASK.suspend_date" && !used["TASK.suspend_date"] && !g.odd() {
		p.Fields = p.Fields[:n-1]
	}
}

func (g *plans) values(p *schedule.Plan, of schedule.Owner, summary bool, used map[string]bool) (out []schedule.Value) {
	for _, f := range p.Fields {
		if !g.bool() || f.Of != of && !g.odd() {
			continue
		}
		if summary && (f.Kind == schedule.CodeField || f.Key == "TASK.suspend_date") && !g.odd() {
			continue
		}
		v := schedule.Value{Field: f.Key}
		switch f.Kind {
		case schedule.CodeField:
			v.Text = pick(g, append(f.Choices, schedule.Choice{})[0].Code)
		case schedule.DateField:
			v.Text = schedule.Time(g.int(1, 1e6)).String()
		case schedule.NumberField:
			v.Text = pick(g, "", "1.50", "-7", "12345678901234.5")
		case schedule.CostField:
			v.Text = fmt.Sprint(g.int(-500, 500))
		default:
			v.Text = g.text()
		}
		if g.odd() {
			v.Text = g.text()
		}
		used[f.Key] = true
		out = append(out, v)
	}
	if g.odd() {
		out = append(out, schedule.Value{Field: pick(g, "nothing", "Text0", "Text1"), Text: g.text()})
	}
	return out
}
