package approval

import (
	"slices"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Kind names approvals in references.
const Kind ref.Kind = "approval"

// Rights this module checks. Whoever is asked decides without reach on the
// record; whoever submitted withdraws and urges.
const (
	PermRead   authz.Permission = "approval:read"
	PermDecide authz.Permission = "approval:decide"
	PermSubmit authz.Permission = "approval:submit"
)

// Errors a caller can act on.
var (
	ErrNotFound   = fault.New(fault.NotFound, "approval.not_found", "no such approval")
	ErrNoRecord   = fault.New(fault.NotFound, "approval.record_not_found", "no such record")
	ErrBox        = fault.New(fault.Invalid, "approval.record_required", "say whose approvals: ref_kind and ref_id")
	ErrPending    = fault.New(fault.Conflict, "approval.already_pending", "the record is in approval already")
	ErrNoRoute    = fault.New(fault.Conflict, "approval.no_route", "no rule says who approves such a record")
	ErrNoApprover = fault.New(fault.Conflict, "approval.no_approver", "nobody but the submitter could approve this")
	ErrClosed     = fault.New(fault.Conflict, "approval.closed", "the approval has ended")
	ErrOwn        = fault.New(fault.Forbidden, "approval.own", "nobody approves what he submitted himself")
	ErrNotAsked   = fault.New(fault.Forbidden, "approval.not_asked", "somebody else is asked to decide now")
	ErrNotYours   = fault.New(fault.Forbidden, "approval.not_yours", "only the submitter may do this")
	ErrComment    = fault.New(fault.Invalid, "approval.comment_required", "a rejection needs a comment")
	ErrUrged      = fault.New(fault.Conflict, "approval.urged_recently", "the approver was reminded less than an hour ago")
)

// UrgeEvery is how often a submitter may remind an approver.
const UrgeEvery = time.Hour

// State is where an approval or one of its nodes stands.
type State string

// States. Nodes are pending, approved, rejected or skipped.
const (
	Pending        State = "pending"
	StateApproved  State = "approved"
	StateRejected  State = "rejected"
	StateWithdrawn State = "withdrawn"
	StateVoided    State = "voided"
	Skipped        State = "skipped"
)

// moves is the transition table of an approval.
var moves = map[State][]State{
	Pending:       {StateApproved, StateRejected, StateWithdrawn, StateVoided},
	StateApproved: {StateVoided},
}

// States lists the states of an approval.
var States = []string{"pending", "approved", "rejected", "withdrawn", "voided"}

// Node is one step: whoever is asked for it decides alone.
type Node struct {
	Position  int64 // 1 for the first
	Role      string
	PersonID  ref.ID // instead of a role
	Reasons   []string
	State     State
	AskedRole string    // whom the node turned to: the role, or a superior one
	EnteredAt time.Time // zero before its turn
	DueAt     time.Time
	UrgedAt   time.Time
	Told      int64 // percent of its time at which people were told last; 0: not yet
	DecidedAt time.Time
	DecidedBy ref.ID
	Comment   string

	Person, Decider string // names, for display
}

// Marks are the percents of a node's working time at which whoever is asked is
// reminded; at the last one it is overdue, and a superior hears of it (reference
// 2.4).
var Marks = []int64{50, 80, 100}

// reached returns the last mark that a node has come to and that nobody was told
// of; 0 when there is none.
func (n *Node) reached(now time.Time, zone *time.Location, c *workday.Calendar) (mark int64) {
	if n.State != Pending || n.DueAt.IsZero() {
		return 0
	}
	for _, m := range Marks {
		if m > n.Told && !now.Before(c.Part(n.EnteredAt, n.DueAt, int(m), zone)) {
			mark = m
		}
	}
	return mark
}

// Entry is one line of the history.
type Entry struct {
	Number   int64
	At       time.Time
	Action   string // submit, approve, reject, skip, escalate, stall, urge, withdraw, void
	Position int64
	Role     string
	ActorID  ref.ID
	Comment  string

	Actor string // name, for display
}

// Approval is one way of one content through its nodes.
type Approval struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	Ref         ref.Ref `track:"public"`
	Entity      ref.ID  `track:"-"` // scope of the record when it was submitted
	Department  ref.ID  `track:"-"`
	Owner       ref.ID  `track:"-"`
	Label       string  `track:"public"` // what people call the record
	Hash        string  `track:"public"` // SHA-256 of the content, hexadecimal
	SubmitterID ref.ID  `track:"public"`
	Facts

	State      State     `track:"public"`
	Position   int64     `track:"public"` // of the current node
	FinishedAt time.Time `track:"public"`

	Submitter string   `track:"-"` // name, for display
	Nodes     []Node   `track:"-"`
	Asked     []ref.ID `track:"-"` // who may decide the current node

	entries []Entry    // to be written
	events  []db.Event // to be emitted once all is written
}

// Subject implements db.Record.
func (a *Approval) Subject() db.Subject {
	return db.Subject{Ref: ref.To(Kind, a.ID), Label: a.Label, Entity: a.Entity, Version: a.Version}
}

// Scope implements authz.Scoped.
func (a *Approval) Scope() authz.Scope {
	return authz.Scope{Owner: a.Owner, Department: a.Department, Entity: a.Entity}
}

// current returns the node whose turn it is, nil after the last.
func (a *Approval) current() *Node {
	if a.Position < 1 || a.Position > int64(len(a.Nodes)) {
		return nil
	}
	return &a.Nodes[a.Position-1]
}

// log notes a line of the history at the current node.
func (a *Approval) log(action string, by ref.ID, at time.Time, comment string) {
	e := Entry{At: at, Action: action, Position: a.Position, ActorID: by, Comment: comment}
	if n := a.current(); n != nil {
		e.Role = n.Role
	}
	a.entries = append(a.entries, e)
}

// finish ends the approval along the table of moves.
func (a *Approval) finish(to State, at time.Time, e db.Event) error {
	if !slices.Contains(moves[a.State], to) {
		return ErrClosed
	}
	a.State, a.FinishedAt, a.Asked = to, at, nil
	a.events = append(a.events, e)
	return nil
}

// decide closes the current node.
func (a *Approval) decide(to State, action string, by ref.ID, at time.Time, comment string) {
	n := a.current()
	n.State, n.DecidedBy, n.DecidedAt, n.Comment = to, by, at, comment
	a.log(action, by, at, comment)
}

// approvedBy returns the first of the people who approved an earlier node.
func (a *Approval) approvedBy(people []ref.ID) ref.ID {
	for _, n := range a.Nodes {
		if n.State == StateApproved && slices.Contains(people, n.DecidedBy) {
			return n.DecidedBy
		}
	}
	return ref.Nil
}

// superior is the role that stands in when a role has nobody else to ask; the
// chain ends after the general manager.
func superior(role string) string {
	switch role {
	case "general_manager":
		return ""
	case "executive":
		return "general_manager"
	}
	return "executive"
}

// Verbs on an approval. They go with a scope that covers whoever holds the
// permission: what counts is who is asked, and who submitted.
var (
	actApprove  = authz.Action[*Approval]{Verb: "approve", Permission: PermDecide, When: asked}
	actReject   = authz.Action[*Approval]{Verb: "reject", Permission: PermDecide, When: asked}
	actWithdraw = authz.Action[*Approval]{Verb: "withdraw", Permission: PermSubmit, When: submitted}
	actUrge     = authz.Action[*Approval]{Verb: "urge", Permission: PermSubmit, When: submitted}
	actions     = []authz.Action[*Approval]{actApprove, actReject, actWithdraw, actUrge}
)

func asked(a *Approval, by *authz.Actor) error {
	n := a.current()
	switch {
	case a.State != Pending || n == nil:
		return ErrClosed
	case a.SubmitterID == by.ID:
		return ErrOwn
	case !slices.Contains(a.Asked, by.ID), n.AskedRole != "" && !slices.Contains(by.Roles, n.AskedRole):
		return ErrNotAsked
	}
	return nil
}

func submitted(a *Approval, by *authz.Actor) error {
	switch {
	case a.State != Pending:
		return ErrClosed
	case a.SubmitterID != by.ID:
		return ErrNotYours
	}
	return nil
}

// comment returns the text that a rejection needs.
func comment(text string) (string, error) {
	if text = strings.TrimSpace(text); text == "" {
		return "", ErrComment.At("comment", "required")
	}
	return text, nil
}
