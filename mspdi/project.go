package mspdi

import "gongqiao/schedule"

// projectRow is what a file says of the project as a whole.
type projectRow struct {
	plan          *schedule.Plan
	project       schedule.Project
	finish        schedule.Time
	calendar      int64
	criticalDays  int
	splitProgress bool // the rest of a task that began early waits for its predecessors
}

const minutesADay = 480

// savedBy is the version whose elements are written: Project 2010 and later.
const savedBy = 14

// projectColumns is the schema's sequence before the lists.
var projectColumns = inOrder(
	derived("SaveVersion", func(e *encoder, _ *projectRow) { e.whole("SaveVersion", savedBy) }),
	textIn("UID", func(p *projectRow) *string { return &p.project.Code }),
	textIn("Name", func(p *projectRow) *string { return &p.plan.Name }),
	textIn("Title", func(p *projectRow) *string { return &p.project.Name }),
	scheduleFromStart,
	timeIn("StartDate", func(p *projectRow) *schedule.Time { return &p.project.Start }),
	timeIn("FinishDate", func(p *projectRow) *schedule.Time { return &p.finish }),
	wholeIn("CriticalSlackLimit", func(p *projectRow) *int { return &p.criticalDays }, -36_500, 36_500),
	wholeIn("CalendarUID", func(p *projectRow) *int64 { return &p.calendar }, -maxUID, maxUID),
	positiveIn("MinutesPerDay", func(p *projectRow) *int { return &p.plan.Rules.DayMinutes }, 1440),
	positiveIn("MinutesPerWeek", func(p *projectRow) *int { return &p.plan.Rules.WeekMinutes }, 7*1440),
	positiveIn("DaysPerMonth", func(p *projectRow) *int { return &p.plan.Rules.MonthDays }, 31),
	flagIn("SplitsInProgressTasks", func(p *projectRow) *bool { return &p.splitProgress }),
	timeIn("StatusDate", func(p *projectRow) *schedule.Time { return &p.project.DataDate }),
)

// scheduleFromStart is the only way in which plans are computed.
var scheduleFromStart = parsed("ScheduleFromStart", func(d *document, _ *projectRow, text string) error {
	on, err := parseFlag(text)
	d.rounded(on, "a project is scheduled from its start, not backwards from its finish")
	return err
}, func(e *encoder, _ *projectRow) { e.flag("ScheduleFromStart", true) })

// taken puts what was read into the plan.
func (p *projectRow) taken() {
	rules := &p.plan.Rules
	if !p.splitProgress {
		rules.Progress = schedule.ProgressOverride
	}
	rules.Critical = schedule.Minutes(p.criticalDays * dayOf(rules))
	p.project.ID = 1
	p.plan.Projects = []schedule.Project{p.project}
}

func dayOf(r *schedule.Rules) int {
	if r.DayMinutes > 0 {
		return r.DayMinutes
	}
	return minutesADay
}

// giveProject turns the plan into what is written, and notes what the format has
// no element for.
func giveProject(e *encoder, f *File) projectRow {
	p := projectRow{plan: f.Plan, finish: finishOf(f), calendar: -1}
	if len(f.Plan.Projects) > 0 {
		p.project = f.Plan.Projects[0]
	}
	if len(f.Plan.Projects) > 1 {
		e.left.add("", "Project", "the format has one project; all tasks are written as its own")
	}
	if p.project.Calendar != 0 {
		p.calendar = int64(p.project.Calendar)
	}
	if p.project.MustEnd != 0 {
		e.left.add("", "FinishDate", "the format has no finish that is required of a project")
	}
	p.giveRules(e)
	return p
}

func (p *projectRow) giveRules(e *encoder) {
	rules := &p.plan.Rules
	day := dayOf(rules)
	p.splitProgress = rules.Progress == schedule.RetainedLogic
	p.criticalDays = int(rules.Critical) / day
	if int(rules.Critical)%day != 0 {
		e.left.add("", "CriticalSlackLimit", "the format has whole days only")
	}
	if rules.LagCalendar != schedule.LagOfSuccessor {
		e.left.add("", "LinkLag", "Microsoft Project counts lags by the calendar of the successor")
	}
	if rules.NearCritical != 0 {
		e.left.add("", "CriticalSlackLimit", "the format has no second limit for what is nearly critical")
	}
}

// finishOf is when the project ends: as its summary says, or with its last task.
func finishOf(f *File) schedule.Time {
	if f.Root != nil && f.Root.Finish != 0 {
		return f.Root.Finish
	}
	last := schedule.Time(0)
	for i := range f.Plan.Tasks {
		last = max(last, f.Plan.Tasks[i].Finish)
	}
	return last
}
