package service

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// ComplaintKind names complaints in references.
const ComplaintKind ref.Kind = "complaint"

// Rights over complaints.
const (
	PermComplaintRead   authz.Permission = "complaint:read"
	PermComplaintWrite  authz.Permission = "complaint:write"
	PermComplaintClose  authz.Permission = "complaint:close"
	PermComplaintReopen authz.Permission = "complaint:reopen" // one that was closed
)

// ComplaintState is how far a complaint has come.
type ComplaintState string

// States of a complaint (reference 2.16).
const (
	ComplaintOpen          ComplaintState = "open"
	ComplaintAccepted      ComplaintState = "accepted"
	ComplaintInvestigating ComplaintState = "investigating"
	ComplaintResolving     ComplaintState = "resolving"
	ComplaintAwaiting      ComplaintState = "awaiting_customer"
	ComplaintClosed        ComplaintState = "closed"
	ComplaintReopened      ComplaintState = "reopened"
)

// ComplaintStates lists the states in order.
var ComplaintStates = []string{"open", "accepted", "investigating", "resolving", "awaiting_customer", "closed", "reopened"}

// complaintMoves is the transition table of [ComplaintState]. A customer who is
// not satisfied, and one who comes back, begin another round.
var complaintMoves = map[ComplaintState][]ComplaintState{
	ComplaintOpen:          {ComplaintAccepted},
	ComplaintAccepted:      {ComplaintInvestigating},
	ComplaintInvestigating: {ComplaintResolving},
	ComplaintResolving:     {ComplaintAwaiting},
	ComplaintAwaiting:      {ComplaintClosed, ComplaintReopened},
	ComplaintClosed:        {ComplaintReopened},
	ComplaintReopened:      {ComplaintInvestigating},
}

// Errors of complaints.
var (
	ErrComplaintNotFound = fault.New(fault.NotFound, "complaint.not_found", "no such complaint")
	ErrComplaintState    = fault.New(fault.Conflict, "complaint.state", "the complaint does not stand where this can be done")
	ErrComplaintTaken    = fault.New(fault.Conflict, "complaint.id_taken", "another record has this id")
	ErrComplaintPlanned  = fault.New(fault.Conflict, "complaint.planned", "the complaint has an improvement plan already")
	ErrComplaintReopen   = fault.New(fault.Forbidden, "complaint.reopen_needs_manager", "one that was closed is reopened by a manager")
	ErrHandlerUnknown    = fault.New(fault.Invalid, "complaint.handler_unknown", "the person does not exist or is not active")
)

// MaxWords bounds what is written of a complaint, in characters.
const MaxWords = 4000

// Complaint is what a customer minds, until he says that it is right again.
type Complaint struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	EntityID     ref.ID `track:"public"`
	DepartmentID ref.ID `track:"public"`
	OwnerID      ref.ID `track:"public"`
	CustomerID   ref.ID `track:"public"`
	ProjectID    ref.ID `track:"public"`
	ContactID    ref.ID `track:"public"`
	SurveyID     ref.ID `track:"public"`
	PlanID       ref.ID `track:"public"`
	HandlerID    ref.ID `track:"public"` // who answers the customer

	Key      string         `track:"-"` // what it comes from, so that it opens once
	Source   string         `track:"public"`
	Severity string         `track:"public"`
	Title    string         `track:"public"`
	Words    string         `track:"public"` // the customer's
	State    ComplaintState `track:"public"`
	Round    int64          `track:"public"` // how often it was opened, from 1
	Turn     int64          `track:"-"`      // counts rounds and handlers: each has tasks of his own

	RespondBy   time.Time `track:"public"`
	ResolveBy   time.Time `track:"public"`
	RespondedAt time.Time `track:"public"`
	AnsweredAt  time.Time `track:"public"` // when the customer was last told that it is done
	ClosedAt    time.Time `track:"public"`
	Reply       string    `track:"public"` // what he was told first
	Cause       string    `track:"public"`
	Remedy      string    `track:"public"`
	Outcome     string    `track:"public"` // what he said to it, or why it was reopened
}

// Subject implements db.Record.
func (c *Complaint) Subject() db.Subject {
	return db.Subject{Ref: ref.To(ComplaintKind, c.ID), Label: c.Title, Entity: c.EntityID, Version: c.Version}
}

// Scope implements authz.Scoped.
func (c *Complaint) Scope() authz.Scope {
	return authz.Scope{Owner: c.OwnerID, Department: c.DepartmentID, Entity: c.EntityID}
}

// begin sets the clocks of a new complaint; one of unknown severity is taken as
// serious.
func (c *Complaint) begin(now time.Time, p *Policy) {
	if !slices.Contains(Severities, c.Severity) {
		c.Severity = complained
	}
	c.State, c.Round = ComplaintOpen, 1
	c.run(now, p)
}

// run starts the clocks of a round.
func (c *Complaint) run(now time.Time, p *Policy) {
	c.RespondBy, c.ResolveBy = now.Add(p.Respond.of(c.Severity)), now.Add(p.Resolve.of(c.Severity))
}

func (c *Complaint) move(to ComplaintState) error {
	if !slices.Contains(complaintMoves[c.State], to) {
		return ErrComplaintState.With("state", string(c.State))
	}
	c.State = to
	return nil
}

// said writes one of the texts of a complaint, which a step asks for.
func said(to *string, text, path string) error {
	text = strings.TrimSpace(text)
	var checks fault.Checks
	checks.Check(text != "", path, "required")
	checks.Check(utf8.RuneCountInString(text) <= MaxWords, path, "too_long")
	*to = text
	return checks.Err()
}

// accept notes the first answer to the customer. Who accepts may judge the
// severity anew; the clocks run from the beginning all the same.
func (c *Complaint) accept(severity, reply string, now time.Time, p *Policy) error {
	if severity != "" && severity != c.Severity {
		c.Severity = severity
		c.run(c.CreatedAt, p)
	}
	c.RespondedAt = now
	if err := said(&c.Reply, reply, "reply"); err != nil {
		return err
	}
	return c.move(ComplaintAccepted)
}

// answer tells the customer that it is right again.
func (c *Complaint) answer(remedy string, now time.Time) error {
	c.AnsweredAt = now
	if err := said(&c.Remedy, remedy, "text"); err != nil {
		return err
	}
	return c.move(ComplaintAwaiting)
}

// end closes a complaint with what the customer says to it.
func (c *Complaint) end(outcome string, now time.Time) error {
	c.ClosedAt = now
	if err := said(&c.Outcome, outcome, "text"); err != nil {
		return err
	}
	return c.move(ComplaintClosed)
}

// reopen begins another round, with the clocks of its severity.
func (c *Complaint) reopen(reason string, now time.Time, p *Policy) error {
	c.ClosedAt, c.AnsweredAt = time.Time{}, time.Time{}
	c.Round++
	c.Turn++
	c.run(now, p)
	if err := said(&c.Outcome, reason, "text"); err != nil {
		return err
	}
	return c.move(ComplaintReopened)
}

// late reports which clock ran out: the first answer or the remedy.
func (c *Complaint) late(now time.Time) (answer, remedy bool) {
	first := c.RespondedAt
	if first.IsZero() {
		first = now
	}
	done := c.AnsweredAt
	if done.IsZero() {
		done = now
	}
	return c.Round == 1 && first.After(c.RespondBy), done.After(c.ResolveBy)
}

func complaintIn(states ...ComplaintState) func(*Complaint, *authz.Actor) error {
	return func(c *Complaint, _ *authz.Actor) error {
		if !slices.Contains(states, c.State) {
			return ErrComplaintState.With("state", string(c.State))
		}
		return nil
	}
}

// reopenable lets whoever works on a complaint take the customer's no, and a
// manager open again what was closed.
func reopenable(c *Complaint, by *authz.Actor) error {
	if err := complaintIn(ComplaintAwaiting, ComplaintClosed)(c, by); err != nil {
		return err
	}
	if c.State == ComplaintClosed && !by.Covers(PermComplaintReopen, c.Scope()) {
		return ErrComplaintReopen
	}
	return nil
}

func unplanned(c *Complaint, by *authz.Actor) error {
	if !c.PlanID.IsZero() {
		return ErrComplaintPlanned
	}
	return complaintIn(ComplaintAccepted, ComplaintInvestigating, ComplaintResolving, ComplaintAwaiting, ComplaintReopened)(c, by)
}

// Verbs on a complaint.
var (
	living = complaintIn(ComplaintOpen, ComplaintAccepted, ComplaintInvestigating, ComplaintResolving, ComplaintAwaiting, ComplaintReopened)

	actAssign      = authz.Action[*Complaint]{Verb: "assign", Permission: PermComplaintWrite, When: living}
	actAccept      = authz.Action[*Complaint]{Verb: "accept", Permission: PermComplaintWrite, When: complaintIn(ComplaintOpen)}
	actInvestigate = authz.Action[*Complaint]{Verb: "investigate", Permission: PermComplaintWrite, When: complaintIn(ComplaintAccepted, ComplaintReopened)}
	actResolve     = authz.Action[*Complaint]{Verb: "resolve", Permission: PermComplaintWrite, When: complaintIn(ComplaintInvestigating)}
	actAnswer      = authz.Action[*Complaint]{Verb: "answer", Permission: PermComplaintWrite, When: complaintIn(ComplaintResolving)}
	actImprove     = authz.Action[*Complaint]{Verb: "improve", Permission: PermComplaintWrite, When: unplanned}
	actEnd         = authz.Action[*Complaint]{Verb: "close", Permission: PermComplaintClose, When: complaintIn(ComplaintAwaiting)}
	actReopen      = authz.Action[*Complaint]{Verb: "reopen", Permission: PermComplaintWrite, When: reopenable}

	complaintActions = []authz.Action[*Complaint]{actAssign, actAccept, actInvestigate, actResolve, actAnswer, actImprove, actEnd, actReopen}
)

// ComplaintFact is what every event of a complaint tells.
type ComplaintFact struct {
	ID       ref.ID         `json:"id"`
	Title    string         `json:"title"`
	Entity   ref.ID         `json:"entity_id"`
	Dept     ref.ID         `json:"department_id"`
	Owner    ref.ID         `json:"owner_id"`
	Handler  ref.ID         `json:"handler_id"`
	Customer ref.ID         `json:"customer_id"`
	Project  ref.ID         `json:"project_id"`
	State    ComplaintState `json:"state"`
	Severity string         `json:"severity"`
}

func (c *Complaint) fact() ComplaintFact {
	return ComplaintFact{c.ID, c.Title, c.EntityID, c.DepartmentID, c.OwnerID, c.HandlerID, c.CustomerID, c.ProjectID, c.State, c.Severity}
}

// Version implements db.Event.
func (ComplaintFact) Version() int { return 1 }

// ComplaintMade says that a customer complained.
type ComplaintMade struct {
	ComplaintFact
	People []ref.ID `json:"people"` // who hears of it beside its handler
}

// Topic implements db.Event.
func (ComplaintMade) Topic() string { return "complaint.made" }

// ComplaintChanged says that a complaint stands elsewhere now.
type ComplaintChanged struct {
	ComplaintFact
	From ComplaintState `json:"from"`
}

// Topic implements db.Event.
func (ComplaintChanged) Topic() string { return "complaint.changed" }
