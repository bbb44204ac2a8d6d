package task

import (
	"slices"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Kind names tasks in references.
const Kind ref.Kind = "task"

// Rights this module checks. Whoever is to do a task, or gave it, needs
// PermWrite; PermManage reaches the tasks of others on a record.
const (
	PermRead   authz.Permission = "task:read"
	PermWrite  authz.Permission = "task:write"
	PermManage authz.Permission = "task:manage"
)

// State is where a task stands.
type State string

// States.
const (
	Open      State = "open"
	Done      State = "done"
	Cancelled State = "cancelled"
)

// moves is the transition table of [State].
var moves = map[State][]State{Open: {Done, Cancelled}}

// Kinds of tasks. People make the first three, modules the others.
const (
	Todo        = "todo"
	Call        = "call"
	Visit       = "visit"
	NeedsReport = "needs_report"
	Review      = "review"
	Handover    = "handover"
	Collect     = "collect"
	Confirm     = "confirm"
	Remember    = "reminder"
)

// Closed sets.
var (
	States     = []string{"open", "done", "cancelled"}
	Kinds      = []string{Todo, Call, Visit, NeedsReport, Review, Handover, Collect, Confirm, Remember}
	Priorities = []string{"normal", "high", "low"}
)

// Errors a caller can act on.
var (
	ErrNotFound = fault.New(fault.NotFound, "task.not_found", "no such task")
	ErrRecord   = fault.New(fault.Invalid, "task.record_unknown", "no such record")
	ErrPerson   = fault.New(fault.Invalid, "task.person_unknown", "the person does not exist or is not active")
	ErrClosed   = fault.New(fault.Conflict, "task.closed", "the task was closed already")
	ErrFixed    = fault.New(fault.Conflict, "task.fixed", "the task follows another record: its date stands and it closes by itself")
)

// Task is something that somebody is to do by a time.
type Task struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	Ref          ref.Ref `track:"public"` // none for what concerns nobody else
	Label        string  `track:"public"` // the record's, as it was called then
	EntityID     ref.ID  `track:"-"`
	DepartmentID ref.ID  `track:"-"`
	OwnerID      ref.ID  `track:"-"`

	Key      string         `track:"-"` // of a module's task: what makes it unique
	Kind     string         `track:"public"`
	Title    string         `track:"public"`
	Code     string         `track:"public"` // of a module's task: the sentence that pages show
	Params   map[string]any `track:"public"` // for that sentence
	Note     string         `track:"public"`
	Priority string         `track:"public"`

	AssigneeID ref.ID    `track:"public"`
	StartedAt  time.Time `track:"public"` // of a clock; zero: none
	DueAt      time.Time `track:"public"`
	Reminders  []Offset  `track:"public"`
	EscalateTo ref.ID    `track:"public"` // who learns of a breach; none: no breach is told
	Fixed      bool      `track:"public"` // only the module that made it moves and closes it

	State     State     `track:"public"`
	Result    string    `track:"public"` // what came of it, or why it was cancelled
	ClosedAt  time.Time `track:"public"`
	ClosedBy  ref.ID    `track:"public"`
	CreatedBy ref.ID    `track:"public"` // none: a module

	Assignee, Creator string `track:"-"` // names
	Breached          bool   `track:"-"`
}

// Subject implements db.Record.
func (t *Task) Subject() db.Subject {
	return db.Subject{Ref: ref.To(Kind, t.ID), Label: t.Title, Entity: t.EntityID, Version: t.Version}
}

// Scope implements authz.Scoped: the scope of the record.
func (t *Task) Scope() authz.Scope {
	return authz.Scope{Owner: t.OwnerID, Department: t.DepartmentID, Entity: t.EntityID}
}

// Draft is what a person may write of a task.
type Draft struct {
	Title, Note, Kind, Priority string
	AssigneeID                  ref.ID
	DueAt                       time.Time
	Reminders                   []Offset
}

// check answers every broken rule at once.
func (d *Draft) check() error {
	var c fault.Checks
	d.Title = strings.TrimSpace(d.Title)
	c.Check(d.Title != "", "title", "required")
	c.Check(!d.DueAt.IsZero(), "due_at", "required")
	c.Check(slices.Contains(Kinds, d.Kind), "kind", "not_allowed")
	c.Check(slices.Contains(Priorities, d.Priority), "priority", "not_allowed")
	c.Check(len(d.Reminders) <= MaxReminders, "reminders", "too_long")
	for _, o := range d.Reminders {
		c.Check(o.valid(), "reminders", "invalid")
	}
	return c.Err()
}

func (t *Task) write(d Draft) {
	t.Title, t.Note, t.Kind, t.Priority, t.AssigneeID, t.DueAt, t.Reminders = d.Title, d.Note, d.Kind, d.Priority, d.AssigneeID, d.DueAt, d.Reminders
}

func (t *Task) draft() Draft {
	return Draft{t.Title, t.Note, t.Kind, t.Priority, t.AssigneeID, t.DueAt, t.Reminders}
}

// close ends the task along the table.
func (t *Task) close(to State, result string, by ref.ID, now time.Time) error {
	if !slices.Contains(moves[t.State], to) {
		return ErrClosed
	}
	t.State, t.Result, t.ClosedAt, t.ClosedBy = to, result, now, by
	return nil
}

// OnTime reports whether the task was done by its due time, to the microsecond.
func (t *Task) OnTime() bool { return t.State == Done && !t.ClosedAt.After(t.DueAt) }

// involved reports whether the task concerns somebody by itself, whatever he
// may see of its record.
func (t *Task) involved(person ref.ID) bool {
	return !person.IsZero() && (person == t.AssigneeID || person == t.CreatedBy || person == t.EscalateTo)
}

// verb is one thing to do with a task: by whom it concerns, or by who manages
// the tasks of the record.
type verb struct {
	own, managed authz.Action[*Task]
	mine         func(t *Task, person ref.ID) bool
}

func newVerb(name string, mine func(*Task, ref.ID) bool, when func(*Task, *authz.Actor) error) verb {
	return verb{authz.Action[*Task]{Verb: name, Permission: PermWrite, When: when}, authz.Action[*Task]{Verb: name, Permission: PermManage, When: when}, mine}
}

// Verbs on a task.
var (
	doUpdate = newVerb("update", (*Task).given, open)
	doDone   = newVerb("done", (*Task).assigned, loose)
	doCancel = newVerb("cancel", func(t *Task, p ref.ID) bool { return t.CreatedBy == p }, open)
	doSnooze = newVerb("snooze", (*Task).given, loose)
	verbs    = []verb{doUpdate, doDone, doCancel, doSnooze}
)

func (t *Task) assigned(person ref.ID) bool { return person == t.AssigneeID }

func (t *Task) given(person ref.ID) bool { return person == t.AssigneeID || person == t.CreatedBy }

func open(t *Task, _ *authz.Actor) error {
	if t.State != Open {
		return ErrClosed
	}
	return nil
}

// loose allows what only a task that follows nothing allows.
func loose(t *Task, by *authz.Actor) error {
	if err := open(t, by); err != nil {
		return err
	}
	if t.Fixed {
		return ErrFixed
	}
	return nil
}

// right returns by which right and over which scope the actor asks.
func (v verb) right(t *Task, by *authz.Actor) (authz.Action[*Task], authz.Scope) {
	if by.ID.IsZero() || !v.mine(t, by.ID) {
		return v.managed, t.Scope()
	}
	return v.own, authz.Scope{Owner: by.ID}
}
