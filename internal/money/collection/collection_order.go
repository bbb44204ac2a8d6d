package collection

import (
	"slices"
	"time"

	"gongqiao/internal/base/setting"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// OrderState is where a collection order stands (reference 2.9).
type OrderState string

// States of orders.
const (
	Opened     OrderState = "open"
	Assigned   OrderState = "assigned"
	InProgress OrderState = "in_progress"
	Promised   OrderState = "promised"
	Kept       OrderState = "kept"
	Broken     OrderState = "broken"
	Disputed   OrderState = "disputed" // collecting rests
	Legal      OrderState = "legal"
	ClosedPaid OrderState = "closed_paid"
	ClosedLaw  OrderState = "closed_legal"
	WrittenOff OrderState = "closed_written_off"
)

// OrderStates lists them.
var OrderStates = []string{"open", "assigned", "in_progress", "promised", "kept", "broken", "disputed", "legal", "closed_paid", "closed_legal", "closed_written_off"}

var orderMoves = map[OrderState][]OrderState{
	Opened:     {Assigned, InProgress, Promised, Disputed, Legal, ClosedPaid, WrittenOff},
	Assigned:   {InProgress, Promised, Disputed, Legal, ClosedPaid, WrittenOff},
	InProgress: {Promised, Disputed, Legal, ClosedPaid, WrittenOff},
	Promised:   {Kept, Broken, Disputed, Legal, ClosedPaid, WrittenOff},
	Kept:       {InProgress, Promised, ClosedPaid, Disputed, Legal, WrittenOff},
	Broken:     {InProgress, Promised, Disputed, Legal, ClosedPaid, WrittenOff},
	Disputed:   {Opened, Assigned, InProgress, Promised, Kept, Broken, Legal, ClosedPaid, WrittenOff},
	Legal:      {ClosedLaw, ClosedPaid, WrittenOff},
}

var working = []OrderState{Opened, Assigned, InProgress, Promised, Kept, Broken}

// Rung is one level of the ladder: from so many days overdue on.
type Rung struct {
	Level    int64
	From, To int64 // days overdue, both included; no To means without end
}

// Policy is what a group may set differently.
type Policy struct {
	SecondFrom, ThirdFrom, FourthFrom int64      // days overdue from which a level begins
	LateDaily                         money.Rate // interest a day when the contract is silent
}

// Defaults returns the policy of reference 2.9 and the rate of the SME rules.
func Defaults() Policy { return Policy{SecondFrom: 8, ThirdFrom: 31, FourthFrom: 91, LateDaily: 500} }

// Rules says which of it a group may set.
func (p *Policy) Rules() []setting.Rule {
	return []setting.Rule{
		setting.Value("collection.second_from", setting.Days, &p.SecondFrom, 2, 365, "逾期多少天起进入二级催收", "Collection rises to level 2 from this long overdue on").Below("collection.third_from"),
		setting.Value("collection.third_from", setting.Days, &p.ThirdFrom, 3, 730, "逾期多少天起进入三级催收（暂停新报价）", "Collection rises to level 3 (no new quotes) from this long overdue on").Below("collection.fourth_from"),
		setting.Value("collection.fourth_from", setting.Days, &p.FourthFrom, 4, 1095, "逾期多少天起进入四级催收", "Collection rises to level 4 from this long overdue on"),
		setting.Rate("collection.late_daily", &p.LateDaily, 0, 10, "合同未约定时的逾期日利率", "Interest a day on late payments when the contract is silent"),
	}
}

// Ladder is how far a claim is taken (reference 2.9). Level 0 is the system's
// own reminders before the due date; level 1 begins on the first day overdue.
func (p *Policy) Ladder() []Rung {
	return []Rung{{0, -15, 0}, {1, 1, p.SecondFrom - 1}, {2, p.SecondFrom, p.ThirdFrom - 1}, {3, p.ThirdFrom, p.FourthFrom - 1}, {4, p.FourthFrom, 0}}
}

// topLevel is the last of the ladder.
const topLevel = 4

// HoldLevel is from which on a customer gets no new quotes.
const HoldLevel = 3

// LevelOf returns the level of so many days overdue.
func (p *Policy) LevelOf(days int64) (level int64) {
	for _, r := range p.Ladder()[1:] {
		if days >= r.From {
			level = r.Level
		}
	}
	return level
}

// Terms of law (reference 2.9): Civil Code Art. 188 and 195, and Art. 41 of the
// judicial interpretation on building contracts.
const (
	limitationMonths = 36
	priorityMonths   = 18
	limitationWarn   = 180 // days before the end
)

// Order collects what is overdue under one contract.
type Order struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	EntityID     ref.ID `track:"public"`
	DepartmentID ref.ID `track:"public"`
	OwnerID      ref.ID `track:"public"` // the responsible salesperson
	CustomerID   ref.ID `track:"public"`
	ContractID   ref.ID `track:"public"`
	ProjectID    ref.ID `track:"public"`

	Number         string       `track:"public"`
	State          OrderState   `track:"public"`
	ResumeState    OrderState   `track:"-"` // where a dispute interrupted it
	Level          int64        `track:"public"`
	AssigneeID     ref.ID       `track:"public"` // who collects
	OpenedOn       workday.Date `track:"public"`
	OldestDueOn    workday.Date `track:"public"`
	LimitationOn   workday.Date `track:"public"` // when the claim lapses
	LimitationTold bool         `track:"-"`
	ClosedOn       workday.Date `track:"public"`
	Reason         string       `track:"public"`

	Customer, Contract, Title, Owner, Entity, Assignee, Project, Manager string `track:"-"` // for display
	ManagerID                                                            ref.ID `track:"-"`
	Open                                                                 int64  `track:"-"` // on its nodes
	Nodes                                                                int64  `track:"-"`
}

// Subject implements db.Record.
func (o *Order) Subject() db.Subject {
	return db.Subject{Ref: ref.To(OrderKind, o.ID), Label: o.Number, Entity: o.EntityID, Version: o.Version}
}

// Scope implements authz.Scoped.
func (o *Order) Scope() authz.Scope {
	return authz.Scope{Owner: o.OwnerID, Department: o.DepartmentID, Entity: o.EntityID}
}

// Closed reports whether the order came to its end.
func (o *Order) Closed() bool { return !o.ClosedOn.IsZero() }

// PriorityOn is when the builder's priority ends.
func (o *Order) PriorityOn() workday.Date { return o.OldestDueOn.AddMonths(priorityMonths) }

func (o *Order) move(to OrderState) error {
	if o.State == to {
		return nil
	}
	if !slices.Contains(orderMoves[o.State], to) {
		return ErrState.With("state", string(o.State))
	}
	o.State = to
	return nil
}

// close ends the order.
func (o *Order) close(to OrderState, on workday.Date) error {
	if err := o.move(to); err != nil {
		return err
	}
	o.ClosedOn = on
	return nil
}

// work notes that somebody does something about it.
func (o *Order) work() error {
	if o.State == Legal || o.State == Disputed || o.State == Promised {
		return nil
	}
	return o.move(InProgress)
}

// OverdueDays counts the days since the oldest open due date.
func (o *Order) OverdueDays(today workday.Date) int64 {
	if o.OldestDueOn.IsZero() || today <= o.OldestDueOn {
		return 0
	}
	return int64(today.Sub(o.OldestDueOn))
}

// demand starts the limitation anew.
func (o *Order) demand(on workday.Date) {
	if end := on.AddMonths(limitationMonths); end > o.LimitationOn {
		o.LimitationOn, o.LimitationTold = end, false
	}
}

// Promise is what the customer said that he would pay.
type Promise struct {
	ID        ref.ID
	Order     ref.ID
	PayOn     workday.Date
	Amount    int64 // fen
	Received  int64 // since
	State     string
	Note      string
	Written   bool
	At        time.Time
	By        ref.ID
	DecidedOn workday.Date

	Person string // for display
}

// States of promises.
const (
	PromiseOpen   = "open"
	PromiseKept   = "kept"
	PromiseBroke  = "broken"
	PromiseVoided = "replaced" // by a newer one
)

// Step is something that was done about an order.
type Step struct {
	ID       ref.ID
	Order    ref.ID
	At       time.Time
	By       ref.ID
	Kind     string
	Level    int64
	On       workday.Date
	Written  bool // a written demand: the limitation starts anew
	Document ref.ID
	Note     string

	Person string // for display
}

// StepKinds are what people do, the first ones, and what the product notes.
var StepKinds = []string{"call", "statement", "letter", "visit", "meeting", "lawyer_letter", "other", "opened", "joined", "escalated", "promised", "kept", "broken", "disputed", "resumed", "legal", "assigned", "written_off", "closed"}

// peopleSteps is how many of them people log.
const peopleSteps = 7

// Interest is what a late payment costs at an agreed rate a day, in millionths,
// for the days after the due date (reference 3.9).
func Interest(open int64, days int64, daily money.Rate) (int64, error) {
	m, err := money.CNY(open).MulDiv(int64(daily)*days, money.RateOne)
	return m.Amount, err
}

// Paid is a payment or what is still open, for the behaviour of a customer.
type Paid struct {
	Amount int64
	DueOn  workday.Date
	PaidOn workday.Date // today for what is open
}

// Behaviour is how a customer pays (reference 3.11).
type Behaviour struct {
	Items     int64
	LateItems int64
	DaysLate  money.Quantity // weighted by amount, in ten-thousandths of a day
}

// Behave works the behaviour out; a payment before its due date is 0 days late.
func Behave(items []Paid) (b Behaviour, err error) {
	var total int64
	weighted := money.CNY(0)
	for _, p := range items {
		days := max(int64(p.PaidOn.Sub(p.DueOn)), 0)
		b.Items++
		if days > 0 {
			b.LateItems++
		}
		total += p.Amount
		x, err := money.CNY(p.Amount).MulDiv(days, 1)
		if err != nil {
			return b, err
		}
		if weighted, err = weighted.Add(x); err != nil {
			return b, err
		}
	}
	if total <= 0 {
		return b, nil
	}
	m, err := weighted.MulDiv(money.QuantityOne, total)
	b.DaysLate = money.Quantity(m.Amount)
	return b, err
}

func inOrder(states ...OrderState) func(*Order, *authz.Actor) error {
	return func(o *Order, _ *authz.Actor) error {
		if !slices.Contains(states, o.State) {
			return ErrState.With("state", string(o.State))
		}
		return nil
	}
}

type orderAction = authz.Action[*Order]

var active = append(slices.Clone(working), Disputed, Legal)

// Verbs on an order.
var (
	actAssign   = orderAction{Verb: "assign", Permission: PermAssign, When: inOrder(active...)}
	actStep     = orderAction{Verb: "step", Permission: PermAct, When: inOrder(active...)}
	actPromise  = orderAction{Verb: "promise", Permission: PermAct, When: inOrder(working...)}
	actDispute  = orderAction{Verb: "dispute", Permission: PermAct, When: inOrder(working...)}
	actResume   = orderAction{Verb: "resume", Permission: PermAct, When: inOrder(Disputed)}
	actEscalate = orderAction{Verb: "escalate", Permission: PermEscalate, When: inOrder(active...)}
	actLegal    = orderAction{Verb: "legal", Permission: PermLegal, When: inOrder(append(slices.Clone(working), Disputed)...)}
	actCloseLaw = orderAction{Verb: "close-legal", Permission: PermLegal, When: inOrder(Legal)}
	actWriteOff = orderAction{Verb: "write-off", Permission: PermWriteOff, When: inOrder(active...)}

	orderActions = []orderAction{actAssign, actStep, actPromise, actDispute, actResume, actEscalate, actLegal, actCloseLaw, actWriteOff}
)
