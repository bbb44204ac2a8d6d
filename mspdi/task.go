package mspdi

import "gongqiao/schedule"

// taskRow is a task with what the format says of it in other words.
type taskRow struct {
	schedule.Task
	uid, row     int64 // row counts from 1, in the order in which tasks are shown
	level        int   // 1 is the top; 0 is the project itself, or was not said
	outline      string
	null, active bool
	milestone    bool
	summary      bool
	critical     bool
	format       int
	calendar     int64 // -1: the project's
	constraint   uint8

	manualStart, manualFinish schedule.Time
	manualDuration            schedule.Minutes
	actual, remaining         schedule.Minutes

	links  []schedule.Link
	kinds  [4]int           // how many links of each type the file has, of other projects too
	codes  []schedule.Value // among the values those of outline codes
	fields *fieldBook
}

// unsaid is a span that a file does not have.
const unsaid schedule.Minutes = -1

func newTaskRow(fields *fieldBook) taskRow {
	return taskRow{
		Task: schedule.Task{Priority: 500}, uid: -1, row: -1, active: true, format: 7, calendar: -1,
		manualDuration: unsaid, remaining: unsaid, fields: fields,
	}
}

// taskColumns is the sequence of the schema of Project 2007, with the elements
// of 2010 where that version writes them.
var taskColumns = inOrder(
	uidIn("task", func(t *taskRow) *int64 { return &t.uid }),
	wholeIn("ID", func(t *taskRow) *int64 { return &t.row }, 0, maxUID),
	textIn("Name", func(t *taskRow) *string { return &t.Name }),
	flagIn("Active", func(t *taskRow) *bool { return &t.active }),
	flagIn("Manual", func(t *taskRow) *bool { return &t.Manual }),
	wholeIn("Type", func(t *taskRow) *schedule.EffortType { return &t.Effort }, 0, 2),
	flagIn("IsNull", func(t *taskRow) *bool { return &t.null }),
	textIn("WBS", func(t *taskRow) *string { return &t.WBS }),
	textIn("OutlineNumber", func(t *taskRow) *string { return &t.outline }),
	wholeIn("OutlineLevel", func(t *taskRow) *int { return &t.level }, 0, 65535),
	wholeIn("Priority", func(t *taskRow) *int { return &t.Priority }, 0, 1000),
	timeIn("Start", func(t *taskRow) *schedule.Time { return &t.Start }),
	timeIn("Finish", func(t *taskRow) *schedule.Time { return &t.Finish }),
	spanIn("Duration", func(t *taskRow) *schedule.Minutes { return &t.Duration }),
	timeIn("ManualStart", func(t *taskRow) *schedule.Time { return &t.manualStart }),
	timeIn("ManualFinish", func(t *taskRow) *schedule.Time { return &t.manualFinish }),
	manualDuration,
	wholeIn("DurationFormat", func(t *taskRow) *int { return &t.format }, 0, 255),
	workIn("Work", func(t *taskRow) *int64 { return &t.Work }),
	flagIn("Estimated", func(t *taskRow) *bool { return &t.Estimated }),
	flagIn("Milestone", func(t *taskRow) *bool { return &t.milestone }),
	flagIn("Summary", func(t *taskRow) *bool { return &t.summary }),
	critical,
	costIn("FixedCost", func(t *taskRow) *int64 { return &t.FixedCost }),
	percentIn("PercentComplete", func(t *taskRow) *schedule.Share { return &t.Progress.Percent }),
	costIn("Cost", func(t *taskRow) *int64 { return &t.Cost }),
	timeIn("ActualStart", func(t *taskRow) *schedule.Time { return &t.Progress.Started }),
	timeIn("ActualFinish", func(t *taskRow) *schedule.Time { return &t.Progress.Finished }),
	spanIn("ActualDuration", func(t *taskRow) *schedule.Minutes { return &t.actual }),
	costIn("ActualCost", func(t *taskRow) *int64 { return &t.ActualCost }),
	workIn("ActualWork", func(t *taskRow) *int64 { return &t.ActualWork }),
	spanIn("RemainingDuration", func(t *taskRow) *schedule.Minutes { return &t.remaining }),
	costIn("RemainingCost", func(t *taskRow) *int64 { return &t.RemainingCost }),
	workIn("RemainingWork", func(t *taskRow) *int64 { return &t.RemainingWork }),
	wholeIn("ConstraintType", func(t *taskRow) *uint8 { return &t.constraint }, 0, 7),
	wholeIn("CalendarUID", func(t *taskRow) *int64 { return &t.calendar }, -maxUID, maxUID),
	timeIn("ConstraintDate", func(t *taskRow) *schedule.Time { return &t.Constraint.On }),
	timeIn("Deadline", func(t *taskRow) *schedule.Time { return &t.Deadline }),
	textIn("Notes", func(t *taskRow) *string { return &t.Notes }),
	percentIn("PhysicalPercentComplete", func(t *taskRow) *schedule.Share { return &t.Progress.Physical }),
	linksIn,
	valuesIn(func(t *taskRow) (*fieldBook, *[]schedule.Value) { return t.fields, &t.Values }),
	baselinesIn(&taskBaseline, func(t *taskRow) *[]schedule.Baseline { return &t.Baselines }),
	codesIn(func(t *taskRow) (*fieldBook, *[]schedule.Value) { return t.fields, &t.codes }),
)

// uidIn is the number of a row, which names it from here on.
func uidIn[T any](thing string, at func(*T) *int64) column[T] {
	parse := func(d *document, t *T, text string) (err error) {
		*at(t), err = parseWhole(text, 0, maxUID)
		d.of(thing, *at(t))
		return err
	}
	return parsed("UID", parse, func(e *encoder, t *T) { e.whole("UID", *at(t)) })
}

var manualDuration = column[taskRow]{
	"ManualDuration",
	spanIn("ManualDuration", func(t *taskRow) *schedule.Minutes { return &t.manualDuration }).read,
	func(e *encoder, t *taskRow) {
		if t.Manual {
			e.span("ManualDuration", int64(t.Duration), int64(schedule.MaxMinutes))
		}
	},
}

// critical is counted, and then computed anew.
var critical = parsed("Critical", func(d *document, t *taskRow, text string) (err error) {
	if t.critical, err = parseFlag(text); t.critical {
		d.note(computed)
	}
	return err
}, silent)

// taken turns what was read into the task; what two elements say twice and
// differently is told to the report.
func (t *taskRow) taken(d *document) schedule.Task {
	t.ID = schedule.TaskID(t.uid)
	t.Inactive = !t.active
	t.Values = t.fields.arranged(t.Values, t.codes)
	t.takeKind(d)
	t.takeSpan(d)
	t.takeProgress()
	t.takeConstraint(d)
	return t.Task
}

func (t *taskRow) takeKind(d *document) {
	switch {
	case t.summary:
		t.Kind = schedule.Summary
		if t.milestone {
			d.left.add("Task", "Milestone", "a summary task is no milestone")
		}
	case t.milestone:
		t.Kind = schedule.Milestone
	}
}

func (t *taskRow) takeSpan(d *document) {
	unit, elapsed, _, percent := unitOf(t.format)
	t.Unit, t.Elapsed = unit, elapsed
	if percent {
		d.left.add("Task", "DurationFormat", "a duration in percent is shown in days")
	}
	t.takeManual(d, "Start", &t.Start, t.manualStart)
	t.takeManual(d, "Finish", &t.Finish, t.manualFinish)
	if t.manualDuration != unsaid && t.manualDuration != t.Duration {
		d.left.add("Task", "ManualDuration", "differs from Duration, which counts")
	}
}

// takeManual prefers the date that a person set on a task of its own will.
func (t *taskRow) takeManual(d *document, name string, at *schedule.Time, manual schedule.Time) {
	switch {
	case manual == 0 || manual == *at:
	case t.Manual:
		d.left.add("Task", name, "differs from Manual"+name+", which counts for a manual task")
		*at = manual
	default:
		d.left.add("Task", "Manual"+name, "does not count for a task that is scheduled")
	}
}

func (t *taskRow) takeProgress() {
	p := &t.Progress
	if p.Started == 0 || p.Finished != 0 {
		return
	}
	if t.remaining == unsaid {
		done := int64(t.Duration) * int64(min(p.Percent, schedule.Whole)) / int64(schedule.Whole)
		t.remaining = t.Duration - schedule.Minutes(done)
	}
	p.Remaining = t.remaining
}

func (t *taskRow) takeConstraint(d *document) {
	c := &t.Constraint
	c.Kind = schedule.ConstraintKind(t.constraint)
	dated := c.Kind > schedule.AsLateAsPossible
	switch {
	case dated && c.On == 0:
		d.left.add("Task", "ConstraintType", "a constraint without its date")
		c.Kind = schedule.AsSoonAsPossible
	case !dated && c.On != 0:
		d.left.add("Task", "ConstraintDate", "a date without a constraint that needs it")
		c.On = 0
	}
}

// give turns a task into what is written; row, level and outline are set by the
// caller, the kind of a task with children too.
func (t *taskRow) give(e *encoder) {
	t.uid = int64(t.ID)
	t.active = !t.Inactive
	t.codes = t.Values
	t.calendar = int64(t.Calendar)
	if t.Calendar == 0 {
		t.calendar = -1
	}
	t.format = formatOf(t.Unit, t.Elapsed, t.Estimated)
	if t.Manual {
		t.manualStart, t.manualFinish = t.Start, t.Finish
	}
	t.giveKind(e)
	t.giveProgress()
	t.giveConstraint(e)
	t.giveUp(e)
}

func (t *taskRow) giveKind(e *encoder) {
	switch t.Kind {
	case schedule.Summary:
		t.summary = true
	case schedule.Milestone:
		t.milestone = true
	case schedule.StartMilestone, schedule.FinishMilestone:
		t.milestone = true
		e.left.add("Task", "Milestone", "the format has one kind of milestone")
	case schedule.LevelOfEffort:
		e.left.add("Task", "Type", "a level of effort is written as a task of its duration")
	default:
	}
}

func (t *taskRow) giveProgress() {
	p := t.Progress
	t.remaining = t.Duration
	switch {
	case p.Finished != 0:
		t.actual, t.remaining = t.Duration, 0
	case p.Started != 0:
		t.actual, t.remaining = max(0, t.Duration-p.Remaining), p.Remaining
	}
}

func (t *taskRow) giveConstraint(e *encoder) {
	c := &t.Constraint
	switch c.Kind {
	case schedule.StartOn:
		e.left.add("Task", "ConstraintType", "start on, by the links, is written as start no earlier than")
		c.Kind = schedule.StartNoEarlier
	case schedule.FinishOn:
		e.left.add("Task", "ConstraintType", "finish on, by the links, is written as finish no earlier than")
		c.Kind = schedule.FinishNoEarlier
	default:
	}
	dated := c.Kind > schedule.AsLateAsPossible
	switch {
	case c.Kind > schedule.FinishNoLater, dated && c.On == 0:
		e.left.add("Task", "ConstraintType", "a constraint without its date")
		*c = schedule.Constraint{}
	case !dated:
		c.On = 0
	}
	t.constraint = uint8(c.Kind)
}

// giveUp notes what the format has no element for.
func (t *taskRow) giveUp(e *encoder) {
	if t.Code != "" && t.WBS == "" {
		t.WBS = t.Code
		e.left.add("Task", "WBS", "the code of the task is written as its WBS")
	} else if t.Code != "" && t.Code != t.WBS {
		e.left.add("Task", "WBS", "the format has no code beside the WBS")
	}
	if t.Second != (schedule.Constraint{}) {
		e.left.add("Task", "ConstraintType", "the format has no second constraint")
	}
	if len(t.Splits) > 0 {
		e.left.add("Task", "TimephasedData", "interruptions of tasks are not written")
	}
	if t.ResourceDependent {
		e.left.add("Task", "CalendarUID", "the format does not say that a task works by its resources' calendars")
	}
}
