package handover

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

// Kind names handovers in references.
const Kind ref.Kind = "handover"

// Rights this module checks.
const (
	PermRead    authz.Permission = "handover:read"
	PermPrepare authz.Permission = "handover:prepare" // bring evidence, submit
	PermScore   authz.Permission = "handover:score"
	PermSign    authz.Permission = "handover:sign"
	PermAccept  authz.Permission = "handover:accept" // begin and end the transition
)

// Permissions lists what this module checks, for the catalogue of roles.
func Permissions() []authz.Permission {
	return []authz.Permission{PermRead, PermPrepare, PermScore, PermSign, PermAccept}
}

// State is where a handover stands.
type State string

// States (reference 2.10).
const (
	Draft      State = "draft"
	Handed     State = "submitted"
	Scoring    State = "scoring"
	Rework     State = "rework"
	Signing    State = "signing"
	Complete   State = "signed"
	Transition State = "transition"
	Done       State = "accepted"
)

// States lists the states in order.
var States = []string{"draft", "submitted", "scoring", "rework", "signing", "signed", "transition", "accepted"}

// moves is the transition table of [State].
var moves = map[State][]State{
	Draft:      {Handed},
	Handed:     {Scoring},
	Scoring:    {Rework, Signing},
	Rework:     {Handed},
	Signing:    {Rework, Complete},
	Complete:   {Transition},
	Transition: {Done},
}

// Role is one of the three who sign.
type Role string

// Roles, in the order in which they are shown.
const (
	Sales          Role = "sales"
	ProjectManager Role = "project_manager"
	Technical      Role = "technical"
)

// Roles lists the three.
func Roles() []Role { return []Role{Sales, ProjectManager, Technical} }

// Errors a caller can act on.
var (
	ErrNotFound      = fault.New(fault.NotFound, "handover.not_found", "no such handover")
	ErrState         = fault.New(fault.Conflict, "handover.state", "the handover does not stand where this can be done")
	ErrExists        = fault.New(fault.Conflict, "handover.exists", "the project has a handover already")
	ErrPeople        = fault.New(fault.Conflict, "handover.people", "project manager and technical lead must be named, and be different people from sales")
	ErrOwnWork       = fault.New(fault.Forbidden, "handover.own_work", "who prepared a handover does not score it")
	ErrNotSigner     = fault.New(fault.Forbidden, "handover.not_signer", "only sales, project manager and technical lead of this handover sign it")
	ErrSigned        = fault.New(fault.Conflict, "handover.already_signed", "you have signed this content")
	ErrNotSigned     = fault.New(fault.Conflict, "handover.not_signed", "you have not signed")
	ErrBelow         = fault.New(fault.Conflict, "handover.below", "the evidence no longer reaches the passing score")
	ErrHash          = fault.New(fault.Conflict, "handover.content_changed", "the content is not what you were shown")
	ErrStatement     = fault.New(fault.Conflict, "handover.statement_empty", "an expectation statement needs expectations, each with an answer")
	ErrStated        = fault.New(fault.Conflict, "handover.statement_signed", "the expectation statement is signed already")
	ErrEarly         = fault.New(fault.Conflict, "handover.transition_runs", "the transition lasts a week at least")
	ErrTampered      = fault.New(fault.Conflict, "handover.tampered", "the package is not what was signed")
	ErrNoPackage     = fault.New(fault.Conflict, "handover.not_frozen", "the package is frozen by the third signature")
	ErrItem          = fault.New(fault.Invalid, "handover.item_unknown", "the rubric asks for no such evidence")
	ErrProject       = fault.New(fault.Invalid, "handover.project_unknown", "no such project")
	ErrPersonUnknown = fault.New(fault.Invalid, "handover.person_unknown", "the person does not exist or is not active")
	ErrDocument      = fault.New(fault.Invalid, "handover.document_unknown", "no such document on the handover, its project, contract or opportunity")
	ErrContact       = fault.New(fault.Invalid, "handover.contact_unknown", "no such contact at the customer")
)

// Handover is what sales hands to one project.
type Handover struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	EntityID     ref.ID `track:"public"`
	DepartmentID ref.ID `track:"public"`
	OwnerID      ref.ID `track:"public"` // sales
	ManagerID    ref.ID `track:"public"` // none until the project has one
	TechnicalID  ref.ID `track:"public"`

	ProjectID     ref.ID `track:"public"`
	CustomerID    ref.ID `track:"public"`
	ContractID    ref.ID `track:"public"`
	OpportunityID ref.ID `track:"public"`

	Number string `track:"public"`
	Name   string `track:"public"`
	Origin string `track:"public"` // user, contract or import

	State           State        `track:"public"`
	Rubric          Rubric       `track:"-"` // as it was when the handover began
	BegunOn         workday.Date `track:"public"`
	SubmittedAt     time.Time    `track:"public"`
	Score           int64        `track:"public"` // tenths, as last worked out by submitting, scoring or signing
	ScoredAt        time.Time    `track:"public"`
	StatementAt     time.Time    `track:"public"`
	StatementBy     ref.ID       `track:"public"`
	SignedAt        time.Time    `track:"public"`
	Package         string       `track:"-"` // frozen by the third signature
	PackageHash     string       `track:"public"`
	TransitionFrom  workday.Date `track:"public"`
	TransitionUntil workday.Date `track:"public"`
	AcceptedOn      workday.Date `track:"public"`
}

// Subject implements db.Record.
func (h *Handover) Subject() db.Subject {
	return db.Subject{Ref: ref.To(Kind, h.ID), Label: h.Number + " " + h.Name, Entity: h.EntityID, Version: h.Version}
}

// Scope implements authz.Scoped.
func (h *Handover) Scope() authz.Scope {
	return authz.Scope{Owner: h.OwnerID, Department: h.DepartmentID, Entity: h.EntityID}
}

func (h *Handover) move(to State) error {
	if !slices.Contains(moves[h.State], to) {
		return ErrState.With("state", string(h.State))
	}
	h.State = to
	return nil
}

// signer returns who signs for a role.
func (h *Handover) signer(r Role) ref.ID {
	switch r {
	case Sales:
		return h.OwnerID
	case ProjectManager:
		return h.ManagerID
	case Technical:
		return h.TechnicalID
	}
	return ref.Nil
}

// roleOf returns the role in which a person signs, or "".
func (h *Handover) roleOf(person ref.ID) Role {
	for _, r := range Roles() {
		if !person.IsZero() && h.signer(r) == person {
			return r
		}
	}
	return ""
}

// staffed answers [ErrPeople] unless three different people are named.
func (h *Handover) staffed() error {
	if h.ManagerID.IsZero() || h.TechnicalID.IsZero() || h.ManagerID == h.TechnicalID || h.OwnerID == h.ManagerID || h.OwnerID == h.TechnicalID {
		return ErrPeople
	}
	return nil
}

// submit hands the evidence to the project manager.
func (h *Handover) submit(s Score, at time.Time) error {
	if err := h.staffed(); err != nil {
		return err
	}
	h.SubmittedAt, h.Score = at, s.Tenths
	return h.move(Handed)
}

// judge takes a score: 6.0 goes to signing, less goes back.
func (h *Handover) judge(s Score, at time.Time) error {
	if h.State == Handed {
		if err := h.move(Scoring); err != nil {
			return err
		}
	}
	h.Score, h.ScoredAt = s.Tenths, at
	switch {
	case !s.Passed():
		return h.move(Rework)
	case h.State == Signing:
		return nil // judged again, and it still passes
	}
	return h.move(Signing)
}

// edited takes the new score of content that changed while it was being signed.
func (h *Handover) edited(s Score) error {
	if h.State != Signing {
		return nil
	}
	h.Score = s.Tenths
	if s.Passed() {
		return nil
	}
	return h.move(Rework)
}

// freeze ends signing with the content that all three have signed.
func (h *Handover) freeze(p Package, at time.Time) error {
	h.SignedAt, h.Package, h.PackageHash, h.Score = at, string(p.Bytes), p.Hash, p.Score
	return h.move(Complete)
}

// Length of the transition, in days.
const (
	transitionLeast = 7
	transitionMost  = 14
)

// begin starts the transition: site survey, introduction of people.
func (h *Handover) begin(until, today workday.Date) error {
	if days := until.Sub(today); until.IsZero() || days < transitionLeast || days > transitionMost {
		return fault.ErrInvalid.At("until", "not_allowed")
	}
	h.TransitionFrom, h.TransitionUntil = today, until
	return h.move(Transition)
}

// accept ends the transition, after a week at least.
func (h *Handover) accept(today workday.Date) error {
	if today.Sub(h.TransitionFrom) < transitionLeast {
		return ErrEarly.With("from", h.TransitionFrom.AddDays(transitionLeast).String())
	}
	h.AcceptedOn = today
	return h.move(Done)
}

// Priorities and answers of expectations.
var (
	Priorities = []string{"must", "should", "could"}
	Answers    = []string{"", "accepted", "deferred", "declined"}
)

// MaxExpectations bounds a statement.
const MaxExpectations = 200

// Expectation is one thing that the customer expects, and what we answered.
type Expectation struct {
	ID         ref.ID `json:"id"`
	Text       string `json:"text"`
	Priority   string `json:"priority"`
	Standard   string `json:"standard"` // how it is measured
	InContract bool   `json:"in_contract"`
	Answer     string `json:"answer"`
	Note       string `json:"note"`
}

// beyond reports whether we agreed to what the contract does not hold: it needs
// a change request.
func (e *Expectation) beyond() bool { return !e.InContract && e.Answer == "accepted" }

func checkExpectations(all []Expectation) error {
	var c fault.Checks
	c.Check(len(all) <= MaxExpectations, "expectations", "too_long")
	seen := map[ref.ID]bool{}
	for i := range all {
		e := &all[i]
		e.Text = strings.TrimSpace(e.Text)
		c.Check(e.Text != "", "expectations.text", "required")
		c.Check(slices.Contains(Priorities, e.Priority), "expectations.priority", "not_allowed")
		c.Check(slices.Contains(Answers, e.Answer), "expectations.answer", "not_allowed")
		c.Check(!seen[e.ID], "expectations.id", "not_unique")
		if e.ID.IsZero() {
			e.ID = ref.New()
		}
		seen[e.ID] = true
	}
	return c.Err()
}

// state signs the expectation statement.
func (h *Handover) state(all []Expectation, by ref.ID, at time.Time) error {
	if !h.StatementAt.IsZero() {
		return ErrStated
	}
	if len(all) == 0 || slices.ContainsFunc(all, func(e Expectation) bool { return e.Answer == "" }) {
		return ErrStatement
	}
	h.StatementAt, h.StatementBy = at, by
	return nil
}

// from returns the rule that a handover stands in one of the states.
func from(states ...State) func(*Handover, *authz.Actor) error {
	return func(h *Handover, _ *authz.Actor) error {
		if !slices.Contains(states, h.State) {
			return ErrState.With("state", string(h.State))
		}
		return nil
	}
}

func signing(h *Handover, by *authz.Actor) error {
	if err := from(Signing)(h, by); err != nil {
		return err
	}
	if h.roleOf(by.ID) == "" {
		return ErrNotSigner
	}
	return nil
}

func scoring(states ...State) func(*Handover, *authz.Actor) error {
	return func(h *Handover, by *authz.Actor) error {
		if err := from(states...)(h, by); err != nil {
			return err
		}
		if by.ID == h.OwnerID {
			return ErrOwnWork
		}
		return nil
	}
}

// Verbs on a handover.
var (
	actUpdate     = authz.Action[*Handover]{Verb: "update", Permission: PermPrepare, When: from(Draft, Rework, Signing)}
	actState      = authz.Action[*Handover]{Verb: "sign-statement", Permission: PermPrepare, When: from(Draft, Rework, Signing)}
	actSubmit     = authz.Action[*Handover]{Verb: "submit", Permission: PermPrepare, When: from(Draft, Rework)}
	actReview     = authz.Action[*Handover]{Verb: "review", Permission: PermScore, When: scoring(Handed)}
	actScore      = authz.Action[*Handover]{Verb: "score", Permission: PermScore, When: scoring(Handed, Scoring, Signing)}
	actSign       = authz.Action[*Handover]{Verb: "sign", Permission: PermSign, When: signing}
	actWithdraw   = authz.Action[*Handover]{Verb: "withdraw-signature", Permission: PermSign, When: signing}
	actTransition = authz.Action[*Handover]{Verb: "transition", Permission: PermAccept, When: from(Complete)}
	actAccept     = authz.Action[*Handover]{Verb: "accept", Permission: PermAccept, When: from(Transition)}

	actions = []authz.Action[*Handover]{actUpdate, actState, actSubmit, actReview, actScore, actSign, actWithdraw, actTransition, actAccept}
)
