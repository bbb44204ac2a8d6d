package project

import (
	"slices"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/text"
)

// Kind names projects in references.
const Kind ref.Kind = "project"

// Rights this module checks.
const (
	PermRead    authz.Permission = "project:read"
	PermCreate  authz.Permission = "project:create"
	PermUpdate  authz.Permission = "project:update"
	PermAdvance authz.Permission = "project:advance" // from ready to closed
	PermRevise  authz.Permission = "project:revise"  // report another budget or completion
	PermManage  authz.Permission = "project:manage"  // name its people; suspend, resume and cancel it
	PermWaive   authz.Permission = "project:waive"   // let it start without a signed handover

	PermMilestoneRead  authz.Permission = "milestone:read"
	PermMilestoneWrite authz.Permission = "milestone:write"
	PermMilestoneReach authz.Permission = "milestone:reach" // report it, and rectify it
	PermMilestoneAsk   authz.Permission = "milestone:ask"   // send the customer a link
)

// Permissions lists what this module checks, for the catalogue of roles.
func Permissions() []authz.Permission {
	return []authz.Permission{PermRead, PermCreate, PermUpdate, PermAdvance, PermRevise, PermManage, PermWaive,
		PermMilestoneRead, PermMilestoneWrite, PermMilestoneReach, PermMilestoneAsk}
}

// State is where a project stands.
type State string

// States (reference 2.11).
const (
	Initiating State = "initiating"
	Planning   State = "planning"
	Ready      State = "ready"
	Executing  State = "executing"
	Accepting  State = "accepting"
	Warranty   State = "warranty"
	Closed     State = "closed"
	Suspended  State = "suspended"
	Cancelled  State = "cancelled"
)

// States lists the states in order.
var States = []string{"initiating", "planning", "ready", "executing", "accepting", "warranty", "closed", "suspended", "cancelled"}

// moves is the transition table of [State]. A suspended project goes back only
// to where it stood.
var moves = map[State][]State{
	Initiating: {Planning, Cancelled},
	Planning:   {Ready, Suspended, Cancelled},
	Ready:      {Executing, Suspended, Cancelled},
	Executing:  {Accepting, Suspended, Cancelled},
	Accepting:  {Warranty, Suspended},
	Warranty:   {Closed},
	Suspended:  {Planning, Ready, Executing, Accepting, Cancelled},
}

// MaxAmount bounds an amount, in fen: the sum of a million such stays exact.
const MaxAmount = 9_000_000_000_000

// Errors a caller can act on.
var (
	ErrNotFound        = fault.New(fault.NotFound, "project.not_found", "no such project")
	ErrState           = fault.New(fault.Conflict, "project.state", "the project does not stand where this can be done")
	ErrNotReady        = fault.New(fault.Conflict, "project.not_ready", "the start of the project still asks for something")
	ErrMilestonesOpen  = fault.New(fault.Conflict, "project.milestones_open", "milestones of the works still wait for the customer")
	ErrAcceptanceOpen  = fault.New(fault.Conflict, "project.acceptance_open", "the completion acceptance is not confirmed")
	ErrWarrantyRuns    = fault.New(fault.Conflict, "project.warranty_runs", "the warranty has not ended yet")
	ErrRetained        = fault.New(fault.Conflict, "project.retention_held", "the customer still holds retention money")
	ErrWaived          = fault.New(fault.Conflict, "project.waived", "the handover was waived already")
	ErrSameManager     = fault.New(fault.Conflict, "project.same_manager", "the person manages the project already")
	ErrContractAmount  = fault.New(fault.Conflict, "project.contract_amount", "the contract decides about the amount")
	ErrNothingRevised  = fault.New(fault.Invalid, "project.nothing_revised", "a revision changes the budget, the cost or the completion")
	ErrContractRests   = fault.New(fault.Conflict, "project.contract_rests", "the contract is suspended or was terminated; the works go on with it")
	ErrIDInUse         = fault.New(fault.Conflict, "project.id_taken", "another record has this id, or the opportunity has its project")
	ErrCustomerUnknown = fault.New(fault.Invalid, "project.customer_unknown", "no such customer")
	ErrDealUnknown     = fault.New(fault.Invalid, "project.opportunity_unknown", "no such opportunity")
	ErrPersonUnknown   = fault.New(fault.Invalid, "project.person_unknown", "the person does not exist or is not active")
)

// Project is something that we build for a customer.
type Project struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	EntityID      ref.ID `track:"public"`
	DepartmentID  ref.ID `track:"public"`
	OwnerID       ref.ID `track:"public"` // the project manager; none while nobody was named
	CustomerID    ref.ID `track:"public"`
	ContractID    ref.ID `track:"public"` // none between award and contract
	OpportunityID ref.ID `track:"public"`

	Number string `track:"public"`
	Name   string `track:"public"`
	Type   string `track:"public"`
	Note   string `track:"public"`
	Origin string `track:"public"` // user, contract or import

	State       State `track:"public"`
	ResumeState State `track:"public"` // where a suspended project stood

	ContractHold Hold `track:"public"`

	Amount       int64 `track:"price"` // fen, tax included
	Budget       int64 `track:"cost"`  // fen, of the latest revision
	ForecastCost int64 `track:"cost"`  // fen at completion, of the latest revision; 0 when it is not known

	PlannedStart    workday.Date `track:"public"`
	PlannedFinish   workday.Date `track:"public"`
	BaselineFinish  workday.Date `track:"public"` // what was promised when the project became ready
	ForecastFinish  workday.Date `track:"public"` // of the latest revision
	CommencedOn     workday.Date `track:"public"` // of the commencement order
	CompletedOn     workday.Date `track:"public"` // of the completion acceptance
	WarrantyUntil   workday.Date `track:"public"`
	RetrospectiveOn workday.Date `track:"public"`
	ClosedOn        workday.Date `track:"public"`

	DeemedClause bool      `track:"public"` // the contract takes the customer's silence for consent
	WaivedAt     time.Time `track:"public"`
	WaivedBy     ref.ID    `track:"public"`
	WaiveReason  string    `track:"public"`

	Progress int64  `track:"-"` // percent of the weights that the customer confirmed
	Lights   Lights `track:"-"` // as last worked out
}

// Subject implements db.Record.
func (p *Project) Subject() db.Subject {
	return db.Subject{Ref: ref.To(Kind, p.ID), Label: p.label(), Entity: p.EntityID, Version: p.Version}
}

func (p *Project) label() string { return p.Number + " " + p.Name }

// Scope implements authz.Scoped.
func (p *Project) Scope() authz.Scope {
	return authz.Scope{Owner: p.OwnerID, Department: p.DepartmentID, Entity: p.EntityID}
}

// Draft is what a person may write of a project.
type Draft struct {
	Name, Type, Note            string
	Amount                      *int64 // fen; nil keeps it
	PlannedStart, PlannedFinish workday.Date
}

func (d *Draft) check() error {
	var c fault.Checks
	d.Name = strings.TrimSpace(d.Name)
	c.Check(d.Name != "", "name", "required")
	c.Check(d.Amount == nil || *d.Amount >= 0, "amount", "negative")
	c.Check(d.Amount == nil || *d.Amount <= MaxAmount, "amount", "too_large")
	c.Check(d.PlannedStart.IsZero() || d.PlannedFinish.IsZero() || d.PlannedFinish >= d.PlannedStart, "planned_finish", "before_start")
	return c.Err()
}

// apply writes the draft into the project.
func (p *Project) apply(d Draft) error {
	if d.Amount != nil && *d.Amount != p.Amount {
		if !p.ContractID.IsZero() {
			return ErrContractAmount
		}
		p.Amount = *d.Amount
	}
	p.Name, p.Type, p.Note = d.Name, d.Type, d.Note
	p.PlannedStart, p.PlannedFinish = d.PlannedStart, d.PlannedFinish
	return nil
}

func (p *Project) nameKey() string { return text.SortKey(p.Name) }

// move changes the state along the table.
func (p *Project) move(to State) error {
	if !slices.Contains(moves[p.State], to) || p.State == Suspended && to != Cancelled && to != p.ResumeState {
		return ErrState.With("state", string(p.State))
	}
	p.State = to
	return nil
}

// appoint names the project manager; with him planning begins.
func (p *Project) appoint(person ref.ID) error {
	if person == p.OwnerID {
		return ErrSameManager
	}
	p.OwnerID = person
	if p.State == Initiating {
		return p.move(Planning)
	}
	return nil
}

// waive lets the project start without a signed handover.
func (p *Project) waive(by ref.ID, at time.Time, reason string) {
	p.WaivedAt, p.WaivedBy, p.WaiveReason = at, by, reason
}

// ready takes what is forecast now as the baseline, when the plan gave none.
func (p *Project) ready(g Gate) error {
	if missing := g.Missing(); len(missing) > 0 {
		return ErrNotReady.With("count", len(missing)).With("missing", missing)
	}
	if p.BaselineFinish.IsZero() {
		p.BaselineFinish = p.PlannedFinish
	}
	return p.move(Ready)
}

// start begins the works on the day that the commencement order names.
func (p *Project) start(on, today workday.Date) error {
	if on.IsZero() || on > today {
		return fault.ErrInvalid.At("commenced_on", dateCode(on))
	}
	p.CommencedOn = on
	return p.move(Executing)
}

// accept asks for acceptance once the customer has confirmed the works.
func (p *Project) accept(ms []Milestone) error {
	works, open := 0, []string{}
	for _, m := range ms {
		if m.Key == CompletionAcceptance {
			continue
		}
		works++
		if !m.State.settled() {
			open = append(open, m.Name)
		}
	}
	if works == 0 || len(open) > 0 {
		return ErrMilestonesOpen.With("count", len(open)).With("open", open)
	}
	return p.move(Accepting)
}

// complete records the completion acceptance; the warranty runs from it.
func (p *Project) complete(on, until, today workday.Date, ms []Milestone) error {
	var c fault.Checks
	c.Check(!on.IsZero() && on <= today, "completed_on", dateCode(on))
	c.Check(on.IsZero() || on >= p.CommencedOn, "completed_on", "before_start")
	c.Check(until > on, "warranty_until", "before_start")
	if err := c.Err(); err != nil {
		return err
	}
	for _, m := range ms {
		if m.Key == CompletionAcceptance && !m.State.settled() {
			return ErrAcceptanceOpen
		}
	}
	p.CompletedOn, p.WarrantyUntil = on, until
	return p.move(Warranty)
}

// close ends the project after its warranty, once the retention was released, and
// the retrospective with sales.
func (p *Project) close(retrospective, today workday.Date, retained bool) error {
	var c fault.Checks
	c.Check(!retrospective.IsZero() && retrospective <= today, "retrospective_on", dateCode(retrospective))
	c.Check(retrospective.IsZero() || retrospective >= p.CompletedOn, "retrospective_on", "before_start")
	if err := c.Err(); err != nil {
		return err
	}
	if today <= p.WarrantyUntil {
		return ErrWarrantyRuns.With("until", p.WarrantyUntil.String())
	}
	if retained {
		return ErrRetained
	}
	p.RetrospectiveOn, p.ClosedOn = retrospective, today
	return p.move(Closed)
}

// dateCode says what is wrong with a date that must not be missing nor ahead.
func dateCode(d workday.Date) string {
	if d.IsZero() {
		return "required"
	}
	return "in_future"
}

func (p *Project) suspend() error {
	was := p.State
	if err := p.move(Suspended); err != nil {
		return err
	}
	p.ResumeState = was
	return nil
}

func (p *Project) resume() error {
	if err := p.move(p.ResumeState); err != nil {
		return err
	}
	p.ResumeState = ""
	return nil
}

// Hold is what a contract that rests, or ended before its works, does to its
// project.
type Hold string

// Holds. A project that is held cannot be resumed or made ready.
const (
	HoldNone   Hold = ""
	HoldHalted Hold = "halted" // it brought the project to rest, and resumes it
	HoldWaits  Hold = "waits"  // the project rested already, or works had not begun or were over
)

// halt brings the project to rest because its contract does.
func (p *Project) halt() {
	if p.ContractHold != HoldNone {
		return
	}
	p.ContractHold = HoldWaits
	if p.suspend() == nil {
		p.ContractHold = HoldHalted
	}
}

// release takes up again what the contract had brought to rest.
func (p *Project) release() error {
	was := p.ContractHold
	p.ContractHold = HoldNone
	if was != HoldHalted || p.State != Suspended {
		return nil
	}
	return p.resume()
}

// resumable is a suspended project whose contract does not hold it.
func resumable(p *Project, by *authz.Actor) error {
	if p.State == Suspended && p.ContractHold != HoldNone {
		return ErrContractRests
	}
	return from(Suspended)(p, by)
}

// OnTime reports whether the works were accepted by the day of the baseline;
// nil while they are not, or nothing was promised (requirement PRJ-17).
func (p *Project) OnTime() *bool {
	if p.CompletedOn.IsZero() || p.BaselineFinish.IsZero() {
		return nil
	}
	in := p.CompletedOn <= p.BaselineFinish
	return &in
}

// living is the rule of what may happen until a project ends.
func living(p *Project, _ *authz.Actor) error {
	if p.State == Closed || p.State == Cancelled {
		return ErrState.With("state", string(p.State))
	}
	return nil
}

// from returns the rule that a project stands in one of the states.
func from(states ...State) func(*Project, *authz.Actor) error {
	return func(p *Project, _ *authz.Actor) error {
		if !slices.Contains(states, p.State) {
			return ErrState.With("state", string(p.State))
		}
		return nil
	}
}

// Verbs on a project.
var (
	actUpdate  = authz.Action[*Project]{Verb: "update", Permission: PermUpdate, When: living}
	actRevise  = authz.Action[*Project]{Verb: "revise", Permission: PermRevise, When: living}
	actAppoint = authz.Action[*Project]{Verb: "appoint", Permission: PermManage, When: living}
	actRep     = authz.Action[*Project]{Verb: "sales-rep", Permission: PermManage, When: living}
	actReady   = authz.Action[*Project]{Verb: "ready", Permission: PermAdvance, When: from(Planning)}
	actStart   = authz.Action[*Project]{Verb: "start", Permission: PermAdvance, When: from(Ready)}
	actAccept  = authz.Action[*Project]{Verb: "accept", Permission: PermAdvance, When: from(Executing)}
	actFinish  = authz.Action[*Project]{Verb: "complete", Permission: PermAdvance, When: from(Accepting)}
	actClose   = authz.Action[*Project]{Verb: "close", Permission: PermAdvance, When: from(Warranty)}
	actSuspend = authz.Action[*Project]{Verb: "suspend", Permission: PermManage, When: from(Planning, Ready, Executing, Accepting)}
	actResume  = authz.Action[*Project]{Verb: "resume", Permission: PermManage, When: resumable}
	actCancel  = authz.Action[*Project]{Verb: "cancel", Permission: PermManage, When: from(Initiating, Planning, Ready, Executing, Suspended)}
	actWaive   = authz.Action[*Project]{Verb: "waive", Permission: PermWaive, When: func(p *Project, by *authz.Actor) error {
		if !p.WaivedAt.IsZero() {
			return ErrWaived
		}
		return from(Initiating, Planning)(p, by)
	}}
	actAddMilestone = authz.Action[*Project]{Verb: "add_milestone", Permission: PermMilestoneWrite, When: from(Initiating, Planning, Ready, Executing)}

	actions = []authz.Action[*Project]{actUpdate, actRevise, actAppoint, actRep, actWaive, actReady, actStart, actAccept, actFinish, actClose, actSuspend, actResume, actCancel, actAddMilestone}
)

// Codes of what a project needs before it is ready.
const (
	NeedContract = "contract_in_force"
	NeedHandover = "handover_signed"
	NeedFinish   = "planned_finish"
)

// PassingScore is the least score of a handover, in tenths of a point.
const PassingScore = 60

// Criterion is one thing that the start of a project asks for.
type Criterion struct {
	Code  string `json:"code" enum:"contract_in_force,handover_signed,planned_finish"`
	Met   bool   `json:"met"`
	Score *int64 `json:"score,omitempty" doc:"Of the handover, in tenths of a point."`
}

// Gate is what stands between planning and ready.
type Gate []Criterion

// Missing returns the criteria that are not met, in order.
func (g Gate) Missing() []Criterion {
	missing := slices.DeleteFunc(slices.Clone(g), func(c Criterion) bool { return c.Met })
	return append([]Criterion{}, missing...)
}

// gate judges what the neighbours know. Score is in tenths of a point.
func (p *Project) gate(inForce, signed bool, score int64) Gate {
	handover := Criterion{Code: NeedHandover, Met: signed && score >= PassingScore || !p.WaivedAt.IsZero()}
	if score > 0 || signed {
		handover.Score = &score
	}
	return Gate{{Code: NeedContract, Met: inForce && p.ContractHold == HoldNone}, handover, {Code: NeedFinish, Met: !p.PlannedFinish.IsZero()}}
}
