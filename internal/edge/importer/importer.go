package importer

import (
	"slices"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Kind names imports in references.
const Kind ref.Kind = "import"

// Rights this module checks. What an import makes needs the right to create it,
// too.
const (
	PermRead authz.Permission = "import:read"
	PermRun  authz.Permission = "import:run"
	PermUndo authz.Permission = "import:undo"
)

// Permissions lists what this module checks, for the catalogue of roles.
func Permissions() []authz.Permission { return []authz.Permission{PermRead, PermRun, PermUndo} }

// Errors a caller can act on.
var (
	ErrNotFound   = fault.New(fault.NotFound, "import.not_found", "no such import")
	ErrState      = fault.New(fault.Conflict, "import.state", "the import does not stand where this can be done")
	ErrKind       = fault.New(fault.Invalid, "import.kind_unknown", "records of this kind are not imported")
	ErrForm       = fault.New(fault.Malformed, "import.form", "send multipart/form-data with kind, and file as the last part")
	ErrEmpty      = fault.New(fault.Invalid, "import.no_header", "no row names the columns")
	ErrMapping    = fault.New(fault.Invalid, "import.mapping", "the mapping does not fit the file")
	ErrNothing    = fault.New(fault.Conflict, "import.nothing_to_take", "no row can be taken")
	ErrBlocked    = fault.New(fault.Conflict, "import.undo_blocked", "records were changed since, or others hang on them")
	ErrRunning    = fault.New(fault.Conflict, "import.running", "another process works on this import")
	ErrRow        = fault.New(fault.Invalid, "import.row_not_asked", "only rows that wait for an answer take one")
	ErrTooManyRow = fault.New(fault.TooLarge, "import.too_many_rows", "rows that belong together must fit into memory; part the file")
)

// State is where an import stands.
type State string

// States.
const (
	Uploaded State = "uploaded" // the columns are not confirmed
	Checking State = "checking"
	Checked  State = "checked"
	Applying State = "applying"
	Applied  State = "applied"
	Undoing  State = "undoing"
	Undone   State = "undone"
	Failed   State = "failed" // the file broke off; what was taken can be taken back
)

// States lists the states in order.
var States = []string{"uploaded", "checking", "checked", "applying", "applied", "undoing", "undone", "failed"}

// moves is the transition table of [State].
var moves = map[State][]State{
	Uploaded: {Checking, Applying},
	Checking: {Checked, Failed},
	Checked:  {Checking, Applying, Uploaded},
	Applying: {Applied, Failed},
	Applied:  {Undoing},
	Undoing:  {Undone, Applied},
	Failed:   {Uploaded, Checking, Undoing},
}

// Counts are rows of a file by what becomes of them.
type Counts struct {
	Rows      int64 `json:"rows"`
	Fresh     int64 `json:"new"`
	Duplicate int64 `json:"duplicate"`
	Similar   int64 `json:"similar" doc:"May be there already: they wait for an answer."`
	Refused   int64 `json:"refused"`
}

func (c *Counts) add(o Outcome, n int64) {
	c.Rows += n
	switch o {
	case Fresh:
		c.Fresh += n
	case Duplicate:
		c.Duplicate += n
	case Similar:
		c.Similar += n
	case Refused:
		c.Refused += n
	}
}

// Batch is one import of one file.
type Batch struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	EntityID     ref.ID `track:"public"` // of whoever imports
	DepartmentID ref.ID `track:"public"`
	OwnerID      ref.ID `track:"public"`

	Of     string `track:"public"` // "customers"
	File   string `track:"public"` // its name
	SHA256 string `track:"public"`
	Size   int64  `track:"-"`

	State   State     `track:"public"`
	Code    string    `track:"public"` // why it failed or stopped
	Mapping Mapping   `track:"public"`
	Counts  Counts    `track:"-"`
	Total   int64     `track:"-"` // fen that the rows to take come to
	Done    int64     `track:"-"` // items that were looked at in this state
	Items   int64     `track:"-"` // of the file; 0 while nobody knows
	Records int64     `track:"-"` // that it made and that are there
	BeganAt time.Time `track:"-"`
	EndedAt time.Time `track:"-"`

	Runner ref.ID    `track:"-"` // who works on it
	Until  time.Time `track:"-"` // the end of its lease

	OwnerName string `track:"-"`
}

// Subject implements db.Record.
func (b *Batch) Subject() db.Subject {
	return db.Subject{Ref: ref.To(Kind, b.ID), Label: b.File, Entity: b.EntityID, Version: b.Version}
}

// Scope implements authz.Scoped.
func (b *Batch) Scope() authz.Scope {
	return authz.Scope{Owner: b.OwnerID, Department: b.DepartmentID, Entity: b.EntityID}
}

// move changes the state along the table and starts its own counting.
func (b *Batch) move(to State, now time.Time) error {
	if !slices.Contains(moves[b.State], to) {
		return ErrState.With("state", string(b.State))
	}
	b.State, b.Code = to, ""
	switch to {
	case Checking, Applying, Undoing:
		b.Done, b.BeganAt, b.EndedAt = 0, now, time.Time{}
		if to != Undoing {
			b.Counts, b.Total, b.Items = Counts{}, 0, 0
		}
	default:
		b.EndedAt, b.Runner, b.Until = now, ref.Nil, time.Time{}
	}
	return nil
}

// working reports whether a process has something to do for the import.
func (b *Batch) working() bool {
	return b.State == Checking || b.State == Applying || b.State == Undoing
}

// in returns the rule that an import stands in one of the states.
func in(states ...State) func(*Batch, *authz.Actor) error {
	return func(b *Batch, _ *authz.Actor) error {
		if !slices.Contains(states, b.State) {
			return ErrState.With("state", string(b.State))
		}
		return nil
	}
}

type action = authz.Action[*Batch]

// Verbs on an import.
var (
	actMap    = authz.Action[*Batch]{Verb: "mapping", Permission: PermRun, When: in(Uploaded, Checked, Failed)}
	actCheck  = authz.Action[*Batch]{Verb: "check", Permission: PermRun, When: in(Uploaded, Checked, Failed)}
	actDecide = authz.Action[*Batch]{Verb: "decide", Permission: PermRun, When: in(Checked)}
	actApply  = authz.Action[*Batch]{Verb: "apply", Permission: PermRun, When: in(Uploaded, Checked)}
	actUndo   = authz.Action[*Batch]{Verb: "undo", Permission: PermUndo, When: in(Applied, Failed)}
	actions   = []authz.Action[*Batch]{actMap, actCheck, actDecide, actApply, actUndo}
)
