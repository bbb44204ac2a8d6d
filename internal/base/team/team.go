package team

import (
	"slices"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
)

// Rights this module checks, over the record that a team belongs to.
const (
	PermRead   authz.Permission = "team:read"
	PermManage authz.Permission = "team:manage"
)

// Part is what a person does on a record.
type Part string

// Parts. Owner is shown and never stored.
const (
	Owner          Part = "owner"
	Sales          Part = "sales"
	Technical      Part = "technical"
	Commercial     Part = "commercial"
	ProjectManager Part = "project_manager"
	SalesRep       Part = "sales_rep"      // the one salesperson of a project, for its whole life (HND-15)
	SalesObserver  Part = "sales_observer" // attends concealed works and commissioning
	Collaborator   Part = "collaborator"
	Participant    Part = "member"
	Observer       Part = authz.Observer
)

// IronTriangle are the three parts that a larger opportunity needs (SOP-04).
var IronTriangle = []Part{Sales, Technical, Commercial}

// parts lists what may be stored, in the order in which a team is shown.
var parts = []Part{Sales, Technical, Commercial, ProjectManager, SalesRep, SalesObserver, Collaborator, Participant, Observer}

// MaxMembers bounds a team, so that it is read in one piece.
const MaxMembers = 500

// Errors a caller can act on.
var (
	ErrNoRecord = fault.New(fault.NotFound, "team.record_not_found", "no such record")
	ErrNotFound = fault.New(fault.NotFound, "team.not_found", "the person does not play this part on the record")
	ErrRecord   = fault.New(fault.Invalid, "team.record_unknown", "no such record")
	ErrPerson   = fault.New(fault.Invalid, "team.person_unknown", "the person does not exist or is not active")
	ErrPart     = fault.New(fault.Invalid, "team.part_unknown", "no such part")
	ErrMember   = fault.New(fault.Conflict, "team.already_member", "the person plays this part on the record already")
	ErrTaken    = fault.New(fault.Conflict, "team.part_taken", "only one person at a time may play this part on a record")
	ErrFull     = fault.New(fault.Conflict, "team.full", "the team has as many members as a team may have")
)

// Member is a person who plays a part.
type Member struct {
	PersonID   ref.ID
	Name       string
	Title      string
	Department string
	Part       Part
	Since      time.Time // zero for the owner
	AddedBy    ref.ID    // none for the owner and for what a reaction added
}

// known reports whether the part may be stored.
func (p Part) known() bool { return slices.Contains(parts, p) }

// single reports whether only one person may play the part.
func (p Part) single() bool { return p == SalesRep }

// rank is the place of a part in a team.
func (p Part) rank() int { return slices.Index(parts, p) }

// admit answers why a person may not join the members under a part.
func admit(members []Member, person ref.ID, part Part) error {
	for _, m := range members {
		switch {
		case m.Part != part:
		case m.PersonID == person:
			return ErrMember
		case part.single():
			return ErrTaken
		}
	}
	if len(members) >= MaxMembers {
		return ErrFull.With("max", MaxMembers)
	}
	return nil
}

// record is what a team belongs to.
type record struct {
	ref   ref.Ref
	label string
	scope authz.Scope
}

// Verbs on a team.
var (
	actRead   = authz.Action[record]{Verb: "read", Permission: PermRead}
	actManage = authz.Action[record]{Verb: "manage", Permission: PermManage}
	actions   = []authz.Action[record]{actManage}
)

// Joined says that a person plays a part on a record now.
type Joined struct {
	Ref    ref.Ref `json:"ref"`
	Label  string  `json:"label"`
	Entity ref.ID  `json:"entity_id"`
	Person ref.ID  `json:"person_id"`
	Part   Part    `json:"part"`
	By     ref.ID  `json:"by_id"`
	ByName string  `json:"by_name"`
}

// Topic implements db.Event.
func (Joined) Topic() string { return "team.joined" }

// Version implements db.Event.
func (Joined) Version() int { return 1 }

// Left says that a person no longer plays a part on a record.
type Left struct {
	Ref    ref.Ref `json:"ref"`
	Label  string  `json:"label"`
	Entity ref.ID  `json:"entity_id"`
	Person ref.ID  `json:"person_id"`
	Part   Part    `json:"part"`
	By     ref.ID  `json:"by_id"`
	ByName string  `json:"by_name"`
}

// Topic implements db.Event.
func (Left) Topic() string { return "team.left" }

// Version implements db.Event.
func (Left) Version() int { return 1 }
