package project

import (
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

// MilestoneKind names milestones in references.
const MilestoneKind ref.Kind = "milestone"

// Keys that rules look at. Others are free: a contract calls a step "M2" and pays
// by it; "" is a step that nothing refers to.
const (
	FoundationDone       = "foundation_done"
	ToppingOut           = "topping_out"
	CompletionAcceptance = "completion_acceptance"
)

// MaxKey bounds a key, in characters.
const MaxKey = 40

// MilestoneState is how far a milestone has come.
type MilestoneState string

// States of a milestone (reference 2.12).
const (
	Planned              MilestoneState = "planned"
	Reached              MilestoneState = "reached"
	AwaitingCustomer     MilestoneState = "awaiting_customer"
	Confirmed            MilestoneState = "confirmed"
	ConfirmedWithRemarks MilestoneState = "confirmed_with_remarks"
	Rejected             MilestoneState = "rejected"
	Rectifying           MilestoneState = "rectifying"
	DeemedConfirmed      MilestoneState = "deemed_confirmed"
)

// MilestoneStates lists the states in order.
var MilestoneStates = []string{"planned", "reached", "awaiting_customer", "confirmed", "confirmed_with_remarks", "rejected", "rectifying", "deemed_confirmed"}

// steps is the transition table of [MilestoneState]. What was put right is
// reported again before the customer is asked again.
var steps = map[MilestoneState][]MilestoneState{
	Planned:              {Reached},
	Reached:              {AwaitingCustomer},
	AwaitingCustomer:     {Confirmed, ConfirmedWithRemarks, Rejected, DeemedConfirmed},
	ConfirmedWithRemarks: {Rectifying},
	Rejected:             {Rectifying},
	Rectifying:           {Reached},
}

// settled reports whether the milestone stands for good.
func (s MilestoneState) settled() bool { return s == Confirmed || s == DeemedConfirmed }

// Errors of milestones.
var (
	ErrMilestoneNotFound = fault.New(fault.NotFound, "milestone.not_found", "no such milestone")
	ErrMilestoneState    = fault.New(fault.Conflict, "milestone.state", "the milestone does not stand where this can be done")
	ErrMilestoneProject  = fault.New(fault.Conflict, "milestone.project_state", "the project does not stand where this can be done")
	ErrMilestoneKey      = fault.New(fault.Conflict, "milestone.key_taken", "the project has a milestone of this key already")
	ErrProjectUnknown    = fault.New(fault.Invalid, "milestone.project_unknown", "no such project")
	ErrDocumentUnknown   = fault.New(fault.Invalid, "milestone.document_unknown", "no such document on the milestone or its project")
	ErrContactUnknown    = fault.New(fault.Invalid, "milestone.contact_unknown", "no such contact at the customer of the project")
	ErrReminded          = fault.New(fault.Conflict, "milestone.reminded", "the customer was reminded today already")
)

// MaxDocuments bounds the files that are shown with a milestone.
const MaxDocuments = 50

// Milestone is a step of a project that the customer confirms.
type Milestone struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	EntityID     ref.ID `track:"-"` // scope of the project
	DepartmentID ref.ID `track:"-"`
	OwnerID      ref.ID `track:"-"`

	ProjectID  ref.ID         `track:"public"`
	Position   int64          `track:"public"`
	Name       string         `track:"public"`
	Key        string         `track:"public"`
	State      MilestoneState `track:"public"`
	Weight     int64          `track:"public"` // share of the project's progress, against the others'
	PlannedOn  workday.Date   `track:"public"`
	BaselineOn workday.Date   `track:"-"` // the first plan that was written down
	ForecastOn workday.Date   `track:"public"`
	ActualOn   workday.Date   `track:"public"`
	Statement  string         `track:"public"` // our words to the customer
	Documents  []ref.ID       `track:"public"`
	Round      int64          `track:"public"` // how often the customer was asked
	AskedOn    workday.Date   `track:"public"`
	ContactID  ref.ID         `track:"public"` // who was asked last
	Reminded   int64          `track:"-"`      // the last of the timed steps that was taken
	RemindedOn workday.Date   `track:"-"`
	SettledAt  time.Time      `track:"public"`
	Score      int64          `track:"public"` // 1 to 5, of the last answer; 0 when none was given
	Origin     string         `track:"public"` // user, contract or import

	project Project // as far as its milestones need it
}

// Subject implements db.Record.
func (m *Milestone) Subject() db.Subject {
	return db.Subject{Ref: ref.To(MilestoneKind, m.ID), Label: m.Name, Entity: m.EntityID, Version: m.Version}
}

// Scope implements authz.Scoped: the scope of the project.
func (m *Milestone) Scope() authz.Scope {
	return authz.Scope{Owner: m.OwnerID, Department: m.DepartmentID, Entity: m.EntityID}
}

// MilestoneDraft is what a person may write of a milestone.
type MilestoneDraft struct {
	Name, Key             string
	Position, Weight      int64
	PlannedOn, ForecastOn workday.Date // a forecast of none is the plan
	Reason                string       // of another date
}

func (d *MilestoneDraft) check() error {
	var c fault.Checks
	d.Name, d.Key = strings.TrimSpace(d.Name), strings.TrimSpace(d.Key)
	if d.ForecastOn.IsZero() {
		d.ForecastOn = d.PlannedOn
	}
	c.Check(d.Name != "", "name", "required")
	c.Check(utf8.RuneCountInString(d.Key) <= MaxKey, "key", "too_long")
	c.Check(!d.PlannedOn.IsZero(), "planned_on", "required")
	c.Check(d.Weight >= 0, "weight", "negative")
	c.Check(d.Weight <= 1000, "weight", "too_large")
	c.Check(d.Position >= 0 && d.Position <= 1000, "position", "not_allowed")
	return c.Err()
}

func (m *Milestone) apply(d MilestoneDraft) {
	m.Name, m.Key, m.Position, m.Weight, m.PlannedOn, m.ForecastOn = d.Name, d.Key, d.Position, d.Weight, d.PlannedOn, d.ForecastOn
}

func (m *Milestone) move(to MilestoneState) error {
	if !slices.Contains(steps[m.State], to) {
		return ErrMilestoneState.With("state", string(m.State))
	}
	m.State = to
	return nil
}

// Report is what the project manager says of a milestone that was reached.
type Report struct {
	ActualOn  workday.Date
	Statement string
	Documents []ref.ID
}

// reach takes the report; the day lies between the start of the works and today.
func (m *Milestone) reach(r Report, today workday.Date) error {
	var c fault.Checks
	c.Check(!r.ActualOn.IsZero() && r.ActualOn <= today, "actual_on", dateCode(r.ActualOn))
	c.Check(r.ActualOn.IsZero() || r.ActualOn >= m.project.CommencedOn, "actual_on", "before_start")
	c.Check(len(r.Documents) <= MaxDocuments, "documents", "too_long")
	if err := c.Err(); err != nil {
		return err
	}
	m.ActualOn, m.Statement = r.ActualOn, strings.TrimSpace(r.Statement)
	m.Documents = append([]ref.ID{}, r.Documents...)
	return m.move(Reached)
}

// ask begins a round: a contact is asked to confirm. Asking again within a round
// keeps its clock.
func (m *Milestone) ask(contact ref.ID, today workday.Date) error {
	m.ContactID = contact
	if m.State == AwaitingCustomer {
		return nil
	}
	m.Round, m.AskedOn, m.Reminded, m.RemindedOn = m.Round+1, today, 0, 0
	return m.move(AwaitingCustomer)
}

// answer takes the customer's word.
func (m *Milestone) answer(a Answer, at time.Time) error {
	if err := m.move(outcomes[a.Action]); err != nil {
		return err
	}
	m.Score = a.Score
	if m.State.settled() {
		m.SettledAt = at
	}
	return nil
}

// remind notes that the contact is reminded by hand, once a day.
func (m *Milestone) remind(today workday.Date) error {
	if m.RemindedOn == today {
		return ErrReminded
	}
	m.RemindedOn = today
	return nil
}

// Timed is a step that time brings about while the customer is silent.
type Timed struct {
	Number int64 // of the steps in order; a milestone remembers the last
	Call   bool  // the project manager shall call; otherwise a reminder
}

// timed returns the latest step that is due and was not taken, or none.
func (m *Milestone) timed(today workday.Date, p Policy) (t Timed, due bool) {
	if m.State != AwaitingCustomer {
		return t, false
	}
	silent := int64(today.Sub(m.AskedOn))
	for i, day := range append(slices.Clone(p.RemindDays), p.CallDay) {
		if n := int64(i) + 1; silent >= day && n > m.Reminded {
			t, due = Timed{n, i == len(p.RemindDays)}, true
		}
	}
	return t, due
}

// deemed reports whether silence has confirmed: the contract says so and the
// last day of the limit is over.
func (m *Milestone) deemed(today workday.Date, p Policy) bool {
	return m.State == AwaitingCustomer && m.project.DeemedClause && int64(today.Sub(m.AskedOn)) > p.DeemedDays
}

// deem lets silence confirm.
func (m *Milestone) deem(at time.Time) error {
	m.SettledAt = at
	return m.move(DeemedConfirmed)
}

// progress returns the share of the weights that the customer has confirmed, and
// of those that our side reports as reached, in percent, rounded down.
func progress(ms []Milestone) (confirmed, reached int64) {
	var all, stands, done int64
	for _, m := range ms {
		all += m.Weight
		if m.State.settled() {
			stands += m.Weight
		}
		if m.State != Planned {
			done += m.Weight
		}
	}
	if all == 0 {
		return 0, 0
	}
	return stands * 100 / all, done * 100 / all
}

// at returns the rule that a milestone stands in one of the states of a project
// whose works go on.
func at(states ...MilestoneState) func(*Milestone, *authz.Actor) error {
	return func(m *Milestone, _ *authz.Actor) error {
		switch {
		case !slices.Contains(states, m.State):
			return ErrMilestoneState.With("state", string(m.State))
		case m.project.State != Executing && m.project.State != Accepting:
			return ErrMilestoneProject.With("state", string(m.project.State))
		}
		return nil
	}
}

func changeable(m *Milestone, by *authz.Actor) error {
	if m.State != Planned {
		return ErrMilestoneState.With("state", string(m.State))
	}
	if living(&m.project, by) != nil {
		return ErrMilestoneProject.With("state", string(m.project.State))
	}
	return nil
}

// Verbs on a milestone.
var (
	actMilestoneUpdate = authz.Action[*Milestone]{Verb: "update", Permission: PermMilestoneWrite, When: changeable}
	actReach           = authz.Action[*Milestone]{Verb: "reach", Permission: PermMilestoneReach, When: at(Planned, Rectifying)}
	actRectify         = authz.Action[*Milestone]{Verb: "rectify", Permission: PermMilestoneReach, When: at(ConfirmedWithRemarks, Rejected)}
	actLink            = authz.Action[*Milestone]{Verb: "link", Permission: PermMilestoneAsk, When: at(Reached, AwaitingCustomer)}
	actRemind          = authz.Action[*Milestone]{Verb: "remind", Permission: PermMilestoneAsk, When: at(AwaitingCustomer)}
	milestoneActions   = []authz.Action[*Milestone]{actMilestoneUpdate, actReach, actRectify, actLink, actRemind}
)
