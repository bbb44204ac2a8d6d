package service

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// PlanKind names improvement plans in references.
const PlanKind ref.Kind = "improvement_plan"

// PlanState is how far an improvement plan has come.
type PlanState string

// States of a plan (reference 2.16).
const (
	PlanDraft     PlanState = "draft"
	PlanApproved  PlanState = "approved"
	PlanExecuting PlanState = "executing"
	PlanVerifying PlanState = "verifying"
	PlanClosed    PlanState = "closed"
	PlanFailed    PlanState = "failed"
)

// PlanStates lists the states in order.
var PlanStates = []string{"draft", "approved", "executing", "verifying", "closed", "failed"}

// planMoves is the transition table of [PlanState].
var planMoves = map[PlanState][]PlanState{
	PlanDraft:     {PlanApproved},
	PlanApproved:  {PlanExecuting},
	PlanExecuting: {PlanVerifying},
	PlanVerifying: {PlanClosed, PlanFailed},
}

// Where a plan comes from.
const (
	FromSurvey    = "survey"
	FromMilestone = "milestone" // a poor score at the confirmation
	FromComplaint = "complaint" // told to one of us
)

// PlanSources lists them.
var PlanSources = []string{FromSurvey, FromMilestone, FromComplaint}

// Severities lists them, the worst first; [Policy] has their terms.
var Severities = []string{"s1", "s2", "s3", "s4"}

// Severities that follow from an answer.
const (
	complained = "s2"
	unhappy    = "s3"
)

// MaxSteps bounds the steps of a plan.
const MaxSteps = 50

// Errors of improvement plans.
var (
	ErrPlanNotFound   = fault.New(fault.NotFound, "improvement.not_found", "no such improvement plan")
	ErrPlanState      = fault.New(fault.Conflict, "improvement.state", "the plan does not stand where this can be done")
	ErrPlanIncomplete = fault.New(fault.Conflict, "improvement.incomplete", "a plan names the cause, how it is verified, and steps with people and days")
	ErrPlanApproved   = fault.New(fault.Conflict, "improvement.approved", "what was approved does not change; only steps are marked as done")
	ErrStepsOpen      = fault.New(fault.Conflict, "improvement.steps_open", "some steps are not done")
	ErrPlanTaken      = fault.New(fault.Conflict, "improvement.id_taken", "another record has this id")
	ErrPersonUnknown  = fault.New(fault.Invalid, "improvement.person_unknown", "the person does not exist or is not active")
)

// Step is something that somebody does to put things right.
type Step struct {
	Text    string       `json:"text"`
	OwnerID ref.ID       `json:"owner_id"`
	DueOn   workday.Date `json:"due_on"`
	DoneOn  workday.Date `json:"done_on"`
}

// Plan is what we do about a poor answer or a complaint.
type Plan struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	EntityID     ref.ID `track:"public"`
	DepartmentID ref.ID `track:"public"`
	OwnerID      ref.ID `track:"public"`
	CustomerID   ref.ID `track:"public"`
	ProjectID    ref.ID `track:"public"`
	SurveyID     ref.ID `track:"public"`
	ContactID    ref.ID `track:"public"`

	Key       string    `track:"-"` // what it answers, so that it opens once
	Source    string    `track:"public"`
	Severity  string    `track:"public"`
	Title     string    `track:"public"`
	Complaint string    `track:"public"` // in the customer's words
	State     PlanState `track:"public"`
	RootCause string    `track:"public"`
	Metric    string    `track:"public"` // by what we shall see that it is right again
	Steps     []Step    `track:"public"`
	RespondBy time.Time `track:"public"`
	ResolveBy time.Time `track:"public"`
	Outcome   string    `track:"public"`
	ClosedAt  time.Time `track:"public"`
}

// Subject implements db.Record.
func (p *Plan) Subject() db.Subject {
	return db.Subject{Ref: ref.To(PlanKind, p.ID), Label: p.Title, Entity: p.EntityID, Version: p.Version}
}

// Scope implements authz.Scoped.
func (p *Plan) Scope() authz.Scope {
	return authz.Scope{Owner: p.OwnerID, Department: p.DepartmentID, Entity: p.EntityID}
}

// start sets the clocks of a new plan.
func (p *Plan) start(now time.Time, pol *Policy) {
	p.State, p.RespondBy, p.ResolveBy = PlanDraft, now.Add(pol.Respond.of(p.Severity)), now.Add(pol.Resolve.of(p.Severity))
}

func (p *Plan) move(to PlanState) error {
	if !slices.Contains(planMoves[p.State], to) {
		return ErrPlanState.With("state", string(p.State))
	}
	p.State = to
	return nil
}

// PlanWords is what a person may write of a plan.
type PlanWords struct {
	Title, RootCause, Metric string
	Steps                    []Step
}

func (w *PlanWords) check(today workday.Date) error {
	var c fault.Checks
	w.Title, w.RootCause, w.Metric = strings.TrimSpace(w.Title), strings.TrimSpace(w.RootCause), strings.TrimSpace(w.Metric)
	c.Check(w.Title != "", "title", "required")
	c.Check(len(w.Steps) <= MaxSteps, "steps", "too_long")
	for i := range w.Steps {
		s, at := &w.Steps[i], fmt.Sprintf("steps[%d]", i)
		s.Text = strings.TrimSpace(s.Text)
		c.Check(s.Text != "", at+".text", "required")
		c.Check(utf8.RuneCountInString(s.Text) <= 500, at+".text", "too_long")
		c.Check(!s.OwnerID.IsZero(), at+".owner_id", "required")
		c.Check(!s.DueOn.IsZero(), at+".due_on", "required")
		c.Check(s.DoneOn <= today, at+".done_on", "in_future")
	}
	return c.Err()
}

// apply writes the words. Of a plan that was approved only the days change on
// which steps were done.
func (p *Plan) apply(w PlanWords) error {
	if p.State != PlanDraft && !p.keeps(w) {
		return ErrPlanApproved
	}
	p.Title, p.RootCause, p.Metric, p.Steps = w.Title, w.RootCause, w.Metric, w.Steps
	return nil
}

func (p *Plan) keeps(w PlanWords) bool {
	return p.Title == w.Title && p.RootCause == w.RootCause && p.Metric == w.Metric && slices.EqualFunc(p.Steps, w.Steps, func(a, b Step) bool {
		a.DoneOn, b.DoneOn = 0, 0
		return a == b
	})
}

// complete answers what an approver would miss.
func (p *Plan) complete() error {
	if p.RootCause == "" || p.Metric == "" || len(p.Steps) == 0 {
		return ErrPlanIncomplete
	}
	return nil
}

// done answers whether every step was taken.
func (p *Plan) done() error {
	open := 0
	for _, s := range p.Steps {
		if s.DoneOn.IsZero() {
			open++
		}
	}
	if open > 0 {
		return ErrStepsOpen.With("count", open)
	}
	return nil
}

// end closes the plan with what came of it.
func (p *Plan) end(to PlanState, outcome string, now time.Time) error {
	if err := p.move(to); err != nil {
		return err
	}
	p.Outcome, p.ClosedAt = strings.TrimSpace(outcome), now
	if p.Outcome == "" {
		return fault.ErrInvalid.At("outcome", "required")
	}
	return nil
}

func planIn(states ...PlanState) func(*Plan, *authz.Actor) error {
	return func(p *Plan, _ *authz.Actor) error {
		if !slices.Contains(states, p.State) {
			return ErrPlanState.With("state", string(p.State))
		}
		return nil
	}
}

// Verbs on a plan.
var (
	actPlanUpdate = authz.Action[*Plan]{Verb: "update", Permission: PermPlanWrite, When: planIn(PlanDraft, PlanApproved, PlanExecuting)}
	actApprove    = authz.Action[*Plan]{Verb: "approve", Permission: PermPlanApprove, When: planIn(PlanDraft)}
	actStart      = authz.Action[*Plan]{Verb: "start", Permission: PermPlanWrite, When: planIn(PlanApproved)}
	actVerify     = authz.Action[*Plan]{Verb: "verify", Permission: PermPlanWrite, When: planIn(PlanExecuting)}
	actClose      = authz.Action[*Plan]{Verb: "close", Permission: PermPlanApprove, When: planIn(PlanVerifying)}
	actFail       = authz.Action[*Plan]{Verb: "fail", Permission: PermPlanApprove, When: planIn(PlanVerifying)}

	planActions = []authz.Action[*Plan]{actPlanUpdate, actApprove, actStart, actVerify, actClose, actFail}
)

// PlanFact is what every event of a plan tells.
type PlanFact struct {
	ID       ref.ID    `json:"id"`
	Title    string    `json:"title"`
	Entity   ref.ID    `json:"entity_id"`
	Dept     ref.ID    `json:"department_id"`
	Owner    ref.ID    `json:"owner_id"`
	Customer ref.ID    `json:"customer_id"`
	Project  ref.ID    `json:"project_id"`
	State    PlanState `json:"state"`
	Severity string    `json:"severity"`
}

func (p *Plan) fact() PlanFact {
	return PlanFact{p.ID, p.Title, p.EntityID, p.DepartmentID, p.OwnerID, p.CustomerID, p.ProjectID, p.State, p.Severity}
}

// Version implements db.Event.
func (PlanFact) Version() int { return 1 }

// PlanOpened says that something must be put right with a customer.
type PlanOpened struct{ PlanFact }

// Topic implements db.Event.
func (PlanOpened) Topic() string { return "improvement.opened" }

// PlanChanged says that an improvement plan stands elsewhere now.
type PlanChanged struct {
	PlanFact
	From PlanState `json:"from"`
}

// Topic implements db.Event.
func (PlanChanged) Topic() string { return "improvement.changed" }
