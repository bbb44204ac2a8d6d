package schedule

// The parts of a plan name each other by numbers. They are the caller's own, unique
// among their kind, and positive; zero names nothing.

// ProjectID is the number of a project.
type ProjectID int64

// CalendarID is the number of a calendar.
type CalendarID int64

// TaskID is the number of a task.
type TaskID int64

// ResourceID is the number of a resource.
type ResourceID int64

// AssignmentID is the number of an assignment.
type AssignmentID int64

// Plan is everything that a schedule is computed from: plain data, which a
// caller or a reader of files fills in. Nothing in it is computed here.
type Plan struct {
	Name        string
	Projects    []Project // at least one; a task that names none belongs to the first
	Calendars   []Calendar
	Tasks       []Task // in the order of their rows, parents before their children
	Links       []Link
	Resources   []Resource
	Assignments []Assignment
	Fields      []Field // what the Values of tasks, resources and assignments mean
	Rules       Rules
}

// Project is one of the networks that a plan holds. Its tasks are late against
// its own finish.
type Project struct {
	ID       ProjectID
	Code     string
	Name     string
	Start    Time       // nothing that has not begun begins earlier
	DataDate Time       // up to when progress is reported; zero: nothing is
	MustEnd  Time       // a finish that is required; zero: the finish that comes out
	Calendar CalendarID // of tasks without one of their own; zero: the first of the plan
}

// Rules says how a plan is computed and how its spans are shown.
type Rules struct {
	DayMinutes   int // working minutes that "a day" means; zero: 480
	WeekMinutes  int // zero: 2400
	MonthDays    int // zero: 20
	LagCalendar  LagCalendar
	Progress     ProgressRule
	Critical     Minutes // a task is critical up to this total float
	NearCritical Minutes // and near-critical up to this; zero: five days
}

// LagCalendar says in whose working time the lag of a link counts that names no calendar.
type LagCalendar uint8

// The rules for lags.
const (
	LagOfSuccessor LagCalendar = iota
	LagOfPredecessor
	LagOfProject
	LagAroundTheClock
)

// ProgressRule says when the rest of a task goes on that began before its
// predecessors allowed.
type ProgressRule uint8

// The rules for progress.
const (
	RetainedLogic    ProgressRule = iota // when the predecessors allow
	ProgressOverride                     // at the data date
)

// TaskKind says what a row of the plan is.
type TaskKind uint8

// The kinds of tasks.
const (
	Activity        TaskKind = iota
	Milestone                // lasts no time; it stands at the end or the start that drives it
	StartMilestone           // shown at the beginning of working time
	FinishMilestone          // shown at the end of working time
	Summary                  // spans its children; a task that has children is one, whatever its kind
	LevelOfEffort            // lasts as long as its links say, and never drives the finish
)

// EffortType says which of duration, units and work stays when another changes.
type EffortType uint8

// The types of effort.
const (
	FixedUnits EffortType = iota
	FixedDuration
	FixedWork
)

// Unit is the unit in which a span is shown to people; the span itself is minutes.
type Unit uint8

// The units.
const (
	InDays Unit = iota
	InMinutes
	InHours
	InWeeks
	InMonths
)

// Share is a part in hundredths of a percent: 10000 is all, or one whole resource.
type Share int32

// Whole is 100 %.
const Whole Share = 10_000

// Task is a row of the plan.
type Task struct {
	ID      TaskID
	Parent  TaskID // zero: on the top
	Project ProjectID
	Code    string
	WBS     string
	Name    string
	Notes   string
	Kind    TaskKind

	Calendar          CalendarID // zero: the project's
	Duration          Minutes    // working time of the calendar; elapsed time if Elapsed
	Elapsed           bool
	Estimated         bool
	Unit              Unit
	Effort            EffortType
	Manual            bool // Start and Finish stand as they are, whatever the links say
	ResourceDependent bool // works in the calendar of its resources, for levelling
	Inactive          bool // kept with all below it, but neither scheduled nor a cause

	Constraint Constraint
	Second     Constraint
	Deadline   Time
	Priority   int // 0 to 1000, 500 is usual; more goes first when resources are short

	Progress  Progress
	Splits    []Split
	Baselines []Baseline

	// As a planner or another program last had them. The engine reads them of
	// manual tasks only.
	Start, Finish Time

	Work, ActualWork, RemainingWork int64 // minutes
	Cost, ActualCost, RemainingCost int64 // hundredths of the currency
	FixedCost                       int64
	Values                          []Value
}

// Progress is what is known of a task that has begun.
type Progress struct {
	Started   Time    // zero: not begun
	Finished  Time    // zero: not ended
	Remaining Minutes // of the duration, while begun and not ended
	Percent   Share   // of the duration
	Physical  Share   // as measured on site
}

// Split interrupts a task: after so much of its duration it rests so long, both
// in the task's own time.
type Split struct {
	After, Pause Minutes
}

// Baseline is a copy of a task or an assignment as it was agreed once.
type Baseline struct {
	Number        int // 0 is the one that counts
	Start, Finish Time
	Duration      Minutes
	Work          int64 // minutes
	Cost          int64 // hundredths
}

// ConstraintKind is a wish for a date, numbered as in Microsoft's format up to
// FinishNoLater.
type ConstraintKind uint8

// The constraints.
const (
	AsSoonAsPossible ConstraintKind = iota
	AsLateAsPossible                // as far as free float goes
	MustStartOn                     // even against the links
	MustFinishOn
	StartNoEarlier
	StartNoLater
	FinishNoEarlier
	FinishNoLater
	StartOn // no earlier and no later, but the links prevail
	FinishOn
)

// Constraint is a wish for a date.
type Constraint struct {
	Kind ConstraintKind
	On   Time
}

// LinkType names which ends of two tasks a link ties.
type LinkType uint8

// The types of links.
const (
	FinishStart LinkType = iota
	StartStart
	FinishFinish
	StartFinish
)

// Link lets one task wait for another.
type Link struct {
	Pred, Succ TaskID
	Type       LinkType
	Lag        Lag
}

// LagUnit is what a lag is counted in.
type LagUnit uint8

// The units of lags.
const (
	WorkingLag        LagUnit = iota // minutes of working time
	ElapsedLag                       // minutes of the clock
	PercentLag                       // hundredths of a percent of the predecessor's duration, in working time
	ElapsedPercentLag                // the same in time of the clock
)

// Lag is the least time between the ends that a link ties; a lead if negative.
type Lag struct {
	Amount   int32 // minutes, or hundredths of a percent
	Unit     LagUnit
	Calendar CalendarID // in whose working time; zero: as Rules.LagCalendar says
	Shown    Unit
}

// ResourceKind tells people and machines from what is used up and what is only paid.
type ResourceKind uint8

// The kinds of resources.
const (
	WorkResource ResourceKind = iota
	Material
	CostResource
)

// Resource is who or what does the work.
type Resource struct {
	ID       ResourceID
	Code     string
	Name     string
	Group    string
	Notes    string
	Kind     ResourceKind
	Calendar CalendarID // zero: the first project's
	Units    Share      // how many there are; 10000 is one
	Capacity []Step     // where that changes over time, in order
	Rate     int64      // hundredths of the currency an hour, or a unit of material
	PerUse   int64
	Values   []Value
}

// Step is how many of a resource there are from a time on.
type Step struct {
	From  Time
	Units Share
}

// Assignment puts a resource to a task.
type Assignment struct {
	ID       AssignmentID
	Task     TaskID
	Resource ResourceID // zero: work without anybody yet
	Units    Share
	Delay    Minutes // after the task begins

	Work, ActualWork, RemainingWork int64 // minutes
	Cost, ActualCost, RemainingCost int64 // hundredths
	Start, Finish                   Time
	Started, Finished               Time
	Baselines                       []Baseline
	Values                          []Value
}

// Owner is the kind of thing that a field belongs to.
type Owner uint8

// The owners.
const (
	OfTask Owner = iota
	OfResource
	OfAssignment
	OfProject
)

// FieldKind is what the text of a value means.
type FieldKind uint8

// The kinds of fields.
const (
	TextField FieldKind = iota
	NumberField
	DateField     // 2026-09-21T08:00
	DurationField // minutes
	FlagField     // 0 or 1
	CostField     // hundredths
	CodeField     // one of a list
)

// Field is a custom field of the plan.
type Field struct {
	Key  string // unique: "Text1", or the file's own number
	Name string // what people call it; may be empty
	Of   Owner
	Kind FieldKind

	Choices []Choice // of a CodeField: what its values are taken from, in order
}

// Choice is one of the codes that a CodeField offers.
type Choice struct {
	Code string // what a Value says
	Name string // what it means to people; may be empty
}

// Value is what a custom field holds, in the text form of its kind.
type Value struct {
	Field string
	Text  string
}
