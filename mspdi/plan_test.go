package mspdi_test

import (
	"cmp"
	"fmt"
	"slices"

	"gongqiao/mspdi"
	"gongqiao/schedule"

	"pgregory.net/rapid"
)

// Generators of plans that the format holds in full.

var (
	anyText = rapid.StringMatching(`[ -~一-龥\n\t]{0,12}`)
	anyTime = rapid.Custom(func(t *rapid.T) schedule.Time {
		return schedule.Time(rapid.Int32Range(1, int32(schedule.MaxTime)).Draw(t, "time"))
	})
	someTime  = rapid.OneOf(rapid.Just(schedule.Time(0)), anyTime)
	someSpan  = rapid.Custom(func(t *rapid.T) schedule.Minutes { return schedule.Minutes(rapid.Int32Range(0, 1<<20).Draw(t, "span")) })
	someWork  = rapid.Int64Range(0, 1<<40)
	someCost  = rapid.Int64Range(-1<<40, 1<<40)
	someShare = rapid.Custom(func(t *rapid.T) schedule.Share { return schedule.Share(rapid.Int32Min(0).Draw(t, "share")) })
	percent   = rapid.Custom(func(t *rapid.T) schedule.Share {
		return schedule.Share(rapid.Int32Range(0, 100).Draw(t, "percent") * 100)
	})
)

func anyFile(t *rapid.T) *mspdi.File {
	f := &mspdi.File{Plan: anyPlan(t)}
	if rapid.Bool().Draw(t, "rooted") {
		root := anyTask(t, f.Plan, 0)
		root.Kind = schedule.Summary
		f.Root = &root
	}
	if rapid.Bool().Draw(t, "spare") {
		spare := anyResource(t, f.Plan, 0)
		f.Unassigned = &spare
	}
	return f
}

func anyPlan(t *rapid.T) *schedule.Plan {
	p := &schedule.Plan{Name: anyText.Draw(t, "plan"), Fields: anyFields(t)}
	for id := range rapid.IntRange(0, 3).Draw(t, "calendars") {
		p.Calendars = append(p.Calendars, anyCalendar(t, id))
	}
	p.Rules = schedule.Rules{
		DayMinutes:  rapid.SampledFrom([]int{0, 480, 600, 1440}).Draw(t, "day"),
		WeekMinutes: rapid.SampledFrom([]int{0, 2400}).Draw(t, "week"),
		MonthDays:   rapid.SampledFrom([]int{0, 20, 30}).Draw(t, "month"),
		Progress:    rapid.SampledFrom([]schedule.ProgressRule{schedule.RetainedLogic, schedule.ProgressOverride}).Draw(t, "rule"),
	}
	day := max(p.Rules.DayMinutes, 480)
	p.Rules.Critical = schedule.Minutes(day * rapid.IntRange(-3, 9).Draw(t, "critical"))
	p.Projects = []schedule.Project{{
		ID: 1, Code: anyText.Draw(t, "code"), Name: anyText.Draw(t, "name"),
		Start: someTime.Draw(t, "start"), DataDate: someTime.Draw(t, "data date"), Calendar: anyCalendarID(t, p),
	}}
	for i := range rapid.IntRange(0, 6).Draw(t, "tasks") {
		task := anyTask(t, p, i+1)
		if i > 0 {
			task.Parent = anyParent(t, p.Tasks)
		}
		p.Tasks = append(p.Tasks, task)
	}
	markSummaries(p.Tasks)
	for i := range rapid.IntRange(0, 3).Draw(t, "resources") {
		p.Resources = append(p.Resources, anyResource(t, p, i+1))
	}
	if len(p.Tasks) > 0 {
		addLinks(t, p)
		addAssignments(t, p)
	}
	return p
}

// anyParent keeps the outline contiguous: the last task, or one that is open above it.
func anyParent(t *rapid.T, tasks []schedule.Task) schedule.TaskID {
	open := []schedule.TaskID{0}
	for id := tasks[len(tasks)-1].ID; id != 0; {
		open = append(open, id)
		for i := range tasks {
			if tasks[i].ID == id {
				id = tasks[i].Parent
				break
			}
		}
	}
	return rapid.SampledFrom(open).Draw(t, "parent")
}

func markSummaries(tasks []schedule.Task) {
	for i := range tasks {
		if slices.ContainsFunc(tasks, func(c schedule.Task) bool { return c.Parent == tasks[i].ID }) {
			tasks[i].Kind = schedule.Summary
		}
	}
}

func anyTask(t *rapid.T, p *schedule.Plan, n int) schedule.Task {
	task := schedule.Task{
		ID: schedule.TaskID(n * 7), WBS: anyText.Draw(t, "wbs"), Name: anyText.Draw(t, "name"), Notes: anyText.Draw(t, "notes"),
		Kind:     rapid.SampledFrom([]schedule.TaskKind{schedule.Activity, schedule.Milestone, schedule.Summary}).Draw(t, "kind"),
		Calendar: anyCalendarID(t, p), Duration: someSpan.Draw(t, "duration"),
		Elapsed: rapid.Bool().Draw(t, "elapsed"), Estimated: rapid.Bool().Draw(t, "estimated"),
		Unit:   schedule.Unit(rapid.IntRange(0, 4).Draw(t, "unit")),
		Effort: schedule.EffortType(rapid.IntRange(0, 2).Draw(t, "effort")),
		Manual: rapid.Bool().Draw(t, "manual"), Inactive: rapid.Bool().Draw(t, "inactive"),
		Deadline: someTime.Draw(t, "deadline"), Priority: rapid.IntRange(0, 1000).Draw(t, "priority"),
		Start: someTime.Draw(t, "start"), Finish: someTime.Draw(t, "finish"),
		Work: someWork.Draw(t, "work"), ActualWork: someWork.Draw(t, "actual"), RemainingWork: someWork.Draw(t, "remaining"),
		Cost: someCost.Draw(t, "cost"), ActualCost: someCost.Draw(t, "actual"), RemainingCost: someCost.Draw(t, "remaining"),
		FixedCost: someCost.Draw(t, "fixed"), Values: anyValues(t, p, schedule.OfTask),
		Baselines: rapid.SliceOfN(rapid.Custom(anyBaseline), 0, 3).Draw(t, "baselines"),
	}
	if len(task.Baselines) == 0 {
		task.Baselines = nil
	}
	if kind := schedule.ConstraintKind(rapid.IntRange(0, 7).Draw(t, "constraint")); kind > schedule.AsLateAsPossible {
		task.Constraint = schedule.Constraint{Kind: kind, On: anyTime.Draw(t, "on")}
	} else {
		task.Constraint.Kind = kind
	}
	task.Progress = anyProgress(t)
	return task
}

func anyProgress(t *rapid.T) schedule.Progress {
	p := schedule.Progress{
		Started: someTime.Draw(t, "started"), Finished: someTime.Draw(t, "finished"),
		Percent: percent.Draw(t, "percent"), Physical: percent.Draw(t, "physical"),
	}
	if p.Started != 0 && p.Finished == 0 {
		p.Remaining = someSpan.Draw(t, "remaining")
	}
	return p
}

func anyBaseline(t *rapid.T) schedule.Baseline {
	return schedule.Baseline{
		Number: rapid.IntRange(0, 10).Draw(t, "number"), Start: someTime.Draw(t, "start"), Finish: someTime.Draw(t, "finish"),
		Duration: someSpan.Draw(t, "duration"), Work: someWork.Draw(t, "work"), Cost: someCost.Draw(t, "cost"),
	}
}

func anyCalendarID(t *rapid.T, p *schedule.Plan) schedule.CalendarID {
	n := rapid.IntRange(0, len(p.Calendars)).Draw(t, "calendar")
	if n == 0 {
		return 0
	}
	return p.Calendars[n-1].ID
}

func anyCalendar(t *rapid.T, n int) schedule.Calendar {
	c := schedule.Calendar{ID: schedule.CalendarID(n + 1), Name: anyText.Draw(t, "name"), Personal: rapid.Bool().Draw(t, "personal")}
	c.Base = schedule.CalendarID(rapid.IntRange(0, n).Draw(t, "base"))
	c.Week = anyWeek(t, c.Base != 0)
	day := schedule.Date(rapid.Int32Range(1, 90_000).Draw(t, "day"))
	for range rapid.IntRange(0, 2).Draw(t, "exceptions") {
		from := day
		day += schedule.Date(rapid.IntRange(0, 40).Draw(t, "days"))
		c.Exceptions = append(c.Exceptions, schedule.Exception{Name: anyText.Draw(t, "name"), From: from, To: day, Shifts: anyShifts(t)})
		day++
	}
	for range rapid.IntRange(0, 1).Draw(t, "seasons") {
		season := schedule.Season{Name: anyText.Draw(t, "name"), From: day, To: day + 90, Week: anyWeek(t, false)}
		for i := range season.Week {
			if c.Week[i].Inherit && rapid.Bool().Draw(t, "inherit") {
				season.Week[i] = schedule.Day{Inherit: true}
			}
		}
		c.Seasons = append(c.Seasons, season)
	}
	return c
}

func anyWeek(t *rapid.T, based bool) [7]schedule.Day {
	var week [7]schedule.Day
	for i := range week {
		if based && rapid.Bool().Draw(t, "inherit") {
			week[i].Inherit = true
		} else {
			week[i].Shifts = anyShifts(t)
		}
	}
	return week
}

func anyShifts(t *rapid.T) []schedule.Shift {
	cuts := rapid.SliceOfNDistinct(rapid.Int16Range(0, 1440), 0, 6, rapid.ID).Draw(t, "shifts")
	slices.Sort(cuts)
	var shifts []schedule.Shift
	for i := 0; i+1 < len(cuts); i += 2 {
		shifts = append(shifts, schedule.Shift{From: cuts[i], To: cuts[i+1]})
	}
	return shifts
}

func anyResource(t *rapid.T, p *schedule.Plan, n int) schedule.Resource {
	r := schedule.Resource{
		ID: schedule.ResourceID(n * 3), Code: anyText.Draw(t, "code"), Name: anyText.Draw(t, "name"),
		Group: anyText.Draw(t, "group"), Notes: anyText.Draw(t, "notes"),
		Kind:     schedule.ResourceKind(rapid.IntRange(0, 2).Draw(t, "kind")),
		Calendar: anyCalendarID(t, p), Units: someShare.Draw(t, "units"),
		Rate: someCost.Draw(t, "rate"), PerUse: someCost.Draw(t, "use"), Values: anyValues(t, p, schedule.OfResource),
	}
	at := schedule.At(1984, 1, 1, 0, 1)
	for range rapid.IntRange(0, 3).Draw(t, "steps") {
		at += schedule.Time(rapid.Int32Range(0, 1<<24).Draw(t, "later")) + 1
		r.Capacity = append(r.Capacity, schedule.Step{From: at, Units: someShare.Draw(t, "units")})
	}
	return r
}

func addLinks(t *rapid.T, p *schedule.Plan) {
	for range rapid.IntRange(0, 5).Draw(t, "links") {
		l := schedule.Link{
			Pred: rapid.SampledFrom(p.Tasks).Draw(t, "pred").ID, Succ: rapid.SampledFrom(p.Tasks).Draw(t, "succ").ID,
			Type: schedule.LinkType(rapid.IntRange(0, 3).Draw(t, "type")),
			Lag: schedule.Lag{
				Unit:   schedule.LagUnit(rapid.IntRange(0, 3).Draw(t, "lag unit")),
				Amount: rapid.Int32Range(-1<<20, 1<<20).Draw(t, "lag"),
			},
		}
		if l.Lag.Unit == schedule.PercentLag || l.Lag.Unit == schedule.ElapsedPercentLag {
			l.Lag.Amount *= 100
		} else {
			l.Lag.Shown = schedule.Unit(rapid.IntRange(0, 4).Draw(t, "shown"))
		}
		p.Links = append(p.Links, l)
	}
	// Links stand with their successors in a file.
	slices.SortStableFunc(p.Links, func(a, b schedule.Link) int { return cmp.Compare(a.Succ, b.Succ) })
}

func addAssignments(t *rapid.T, p *schedule.Plan) {
	for i := range rapid.IntRange(0, 3).Draw(t, "assignments") {
		a := schedule.Assignment{
			ID: schedule.AssignmentID(i + 1), Task: rapid.SampledFrom(p.Tasks).Draw(t, "task").ID,
			Units: someShare.Draw(t, "units"), Delay: someSpan.Draw(t, "delay"),
			Work: someWork.Draw(t, "work"), ActualWork: someWork.Draw(t, "actual"), RemainingWork: someWork.Draw(t, "remaining"),
			Cost: someCost.Draw(t, "cost"), ActualCost: someCost.Draw(t, "actual"), RemainingCost: someCost.Draw(t, "remaining"),
			Start: someTime.Draw(t, "start"), Finish: someTime.Draw(t, "finish"),
			Started: someTime.Draw(t, "started"), Finished: someTime.Draw(t, "finished"),
			Values: anyValues(t, p, schedule.OfAssignment),
		}
		if len(p.Resources) > 0 && rapid.Bool().Draw(t, "somebody") {
			a.Resource = rapid.SampledFrom(p.Resources).Draw(t, "resource").ID
		}
		for range rapid.IntRange(0, 2).Draw(t, "baselines") {
			b := anyBaseline(t)
			b.Duration = 0
			a.Baselines = append(a.Baselines, b)
		}
		p.Assignments = append(p.Assignments, a)
	}
}

// someFields are ids of Microsoft Project: Text1, Start1, Flag1, Number1,
// Duration1 and Cost1 of tasks, Text1 of resources and of assignments.
var someFields = []schedule.Field{
	{Key: "188743731", Of: schedule.OfTask, Kind: schedule.TextField},
	{Key: "188743732", Of: schedule.OfTask, Kind: schedule.DateField},
	{Key: "188743752", Of: schedule.OfTask, Kind: schedule.FlagField},
	{Key: "188743767", Of: schedule.OfTask, Kind: schedule.NumberField},
	{Key: "188743783", Of: schedule.OfTask, Kind: schedule.DurationField},
	{Key: "188743786", Of: schedule.OfTask, Kind: schedule.CostField},
	{Key: "205520904", Of: schedule.OfResource, Kind: schedule.TextField},
	{Key: "255852632", Of: schedule.OfAssignment, Kind: schedule.TextField},
	{Key: "188744096", Of: schedule.OfTask, Kind: schedule.CodeField, Choices: []schedule.Choice{
		{Code: "A"}, {Code: "A.1", Name: "主体"}, {Code: "A.1.x.y"}, {Code: "B.2"}, {Code: "B."}, {Code: "A.1."}, {Code: "."},
	}},
	{Key: "188744098", Of: schedule.OfTask, Kind: schedule.CodeField},
	{Key: "205521174", Of: schedule.OfResource, Kind: schedule.CodeField, Choices: []schedule.Choice{{Code: "工种.木工"}, {Code: "工种"}}},
}

func anyFields(t *rapid.T) []schedule.Field {
	var fields []schedule.Field
	for _, f := range someFields {
		if rapid.Bool().Draw(t, "field") {
			f.Name = anyText.Draw(t, "name")
			fields = append(fields, f)
		}
	}
	return fields
}

func anyValues(t *rapid.T, p *schedule.Plan, of schedule.Owner) []schedule.Value {
	var values, codes []schedule.Value // codes stand behind the others in a file
	for _, f := range p.Fields {
		if f.Of != of || !rapid.Bool().Draw(t, "valued") {
			continue
		}
		if n := len(f.Choices); n > 0 {
			codes = append(codes, schedule.Value{Field: f.Key, Text: f.Choices[rapid.IntRange(0, n-1).Draw(t, "code")].Code})
		} else {
			values = append(values, schedule.Value{Field: f.Key, Text: anyValue(t, f.Kind)})
		}
	}
	return append(values, codes...)
}

func anyValue(t *rapid.T, kind schedule.FieldKind) string {
	n := rapid.Int32Range(1, 1<<20).Draw(t, "value")
	switch kind {
	case schedule.DateField:
		return schedule.Time(n).String()
	case schedule.FlagField:
		return fmt.Sprint(n % 2)
	case schedule.TextField:
		return "x" + anyText.Draw(t, "text")
	default:
		return fmt.Sprint(n)
	}
}
