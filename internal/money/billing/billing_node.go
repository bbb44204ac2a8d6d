package billing

import (
	"slices"
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// NodeState is where a payment stands (reference 2.6).
type NodeState string

// States of nodes.
const (
	NodePlanned     NodeState = "planned"
	NodeTriggered   NodeState = "triggered"
	NodeApplied     NodeState = "applied"
	NodeApproved    NodeState = "approved_by_owner"
	NodeDue         NodeState = "due" // the due date has come
	NodePartly      NodeState = "partially_received"
	NodeReceived    NodeState = "received"
	NodeDisputed    NodeState = "disputed"
	NodeCancelled   NodeState = "cancelled"
	NodeRescheduled NodeState = "rescheduled"
)

// Closed sets of nodes.
var (
	NodeStates = []string{"planned", "triggered", "applied", "approved_by_owner", "due", "partially_received", "received", "disputed", "cancelled", "rescheduled"}
	Bases      = []string{Calendar, NextWorkday, Workdays}

	owed = []NodeState{NodeTriggered, NodeApplied, NodeApproved, NodeDue, NodePartly, NodeRescheduled}
)

// How the days of a term count.
const (
	Calendar    = "calendar"
	NextWorkday = "next_workday" // calendar days; a day off moves to the next working day
	Workdays    = "workdays"
)

// nodeMoves is the transition table. A booking that is taken back leads back to
// where the node stood.
var nodeMoves = map[NodeState][]NodeState{
	NodePlanned:     {NodeTriggered, NodeCancelled},
	NodeTriggered:   {NodeApplied, NodeDue, NodePartly, NodeReceived, NodeDisputed, NodeRescheduled, NodeCancelled},
	NodeApplied:     {NodeApproved, NodeDue, NodePartly, NodeReceived, NodeDisputed, NodeRescheduled, NodeCancelled},
	NodeApproved:    {NodeDue, NodePartly, NodeReceived, NodeDisputed, NodeRescheduled, NodeCancelled},
	NodeRescheduled: {NodeApplied, NodeDue, NodePartly, NodeReceived, NodeDisputed, NodeCancelled},
	NodeDue:         {NodeApplied, NodeApproved, NodePartly, NodeReceived, NodeDisputed, NodeRescheduled, NodeCancelled},
	NodePartly:      {NodeTriggered, NodeApplied, NodeApproved, NodeDue, NodeRescheduled, NodeReceived, NodeDisputed},
	NodeReceived:    {NodeTriggered, NodeApplied, NodeApproved, NodeDue, NodeRescheduled, NodePartly},
	NodeDisputed:    {NodeTriggered, NodeApplied, NodeApproved, NodeDue, NodeRescheduled, NodePartly, NodeReceived},
}

// Node is one payment of a contract in force. Its id is that of the contract's
// payment; what the product adds (a valued month, an adjustment) has its own.
type Node struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	EntityID     ref.ID `track:"public"`
	DepartmentID ref.ID `track:"public"`
	OwnerID      ref.ID `track:"public"` // the responsible salesperson
	ContractID   ref.ID `track:"public"`
	CustomerID   ref.ID `track:"public"`
	ProjectID    ref.ID `track:"public"`
	ParentID     ref.ID `track:"public"` // of a valued month: the progress node it was taken from

	Position  int64        `track:"-"`
	Kind      string       `track:"public"`
	Name      string       `track:"public"`
	Trigger   string       `track:"public"`
	Milestone string       `track:"public"`
	FixedOn   workday.Date `track:"public"` // the day that triggers it, once known
	Ratio     money.Rate   `track:"price"`
	TermDays  int64        `track:"public"`
	Basis     string       `track:"public"`

	Amount   int64 `track:"price"` // fen, tax included
	Invoiced int64 `track:"price"` // issued, red ones taken off
	Received int64 `track:"price"` // allocated from receipts
	Waived   int64 `track:"price"` // written off

	State       NodeState    `track:"public"`
	TriggeredOn workday.Date `track:"public"`
	DueOn       workday.Date `track:"public"`
	ExpectedOn  workday.Date `track:"public"` // when a planned one is expected to be due
	AppliedOn   workday.Date `track:"public"`
	ApprovedOn  workday.Date `track:"public"`
	MovedOn     workday.Date `track:"public"` // the day on which another due date was agreed
	ReceivedOn  workday.Date `track:"public"` // of the last receipt
	EvidenceID  ref.ID       `track:"public"`
	Note        string       `track:"public"`

	Period    string `track:"public"` // the month that was valued: 2026-10
	Valued    int64  `track:"price"`  // work done in it, fen
	Recovered int64  `track:"price"`  // of the advance payment, fen

	Reminded    int64 `track:"-"` // days before the due date of the last reminder
	OverdueTold bool  `track:"-"`

	AskedOn workday.Date `track:"-"` // of a monthly payment: the last day on which a valuation was asked for

	Contract  string `track:"-"` // number, for labels
	Title     string `track:"-"` // of the contract
	Customer  string `track:"-"`
	Owner     string `track:"-"`
	Entity    string `track:"-"`
	Project   string `track:"-"`
	ManagerID ref.ID `track:"-"` // of the project
}

// Subject implements db.Record.
func (n *Node) Subject() db.Subject {
	return db.Subject{Ref: ref.To(NodeKind, n.ID), Label: n.Contract + " " + n.Name, Entity: n.EntityID, Version: n.Version}
}

// Scope implements authz.Scoped.
func (n *Node) Scope() authz.Scope {
	return authz.Scope{Owner: n.OwnerID, Department: n.DepartmentID, Entity: n.EntityID}
}

// Open is what is still to be paid, whether it is due or not.
func (n *Node) Open() int64 {
	if n.State == NodeCancelled {
		return 0
	}
	return n.Amount - n.Received - n.Waived
}

// Overdue reports whether the due date has passed and something is open.
func (n *Node) Overdue(today workday.Date) bool {
	return n.OverdueDays(today) > 0
}

// OverdueDays counts the days since the due date; 0 when nothing is overdue.
func (n *Node) OverdueDays(today workday.Date) int64 {
	if n.DueOn.IsZero() || today <= n.DueOn || n.Open() <= 0 || n.State == NodePlanned {
		return 0
	}
	return int64(today.Sub(n.DueOn))
}

func (n *Node) move(to NodeState) error {
	if n.State == to {
		return nil
	}
	if !slices.Contains(nodeMoves[n.State], to) {
		return ErrNodeState.With("state", string(n.State))
	}
	n.State = to
	return nil
}

// DueDate returns when something is due that was triggered on a day.
func DueDate(on workday.Date, days int64, basis string, c *workday.Calendar) workday.Date {
	switch basis {
	case Workdays:
		return c.AddWorkdays(on, int(days))
	case NextWorkday:
		return c.NextWorkday(on.AddDays(int(days)))
	}
	return on.AddDays(int(days))
}

// trigger makes the payment something that is owed.
func (n *Node) trigger(on, today workday.Date, c *workday.Calendar) error {
	if err := n.move(NodeTriggered); err != nil {
		return err
	}
	n.TriggeredOn, n.DueOn = on, DueDate(on, n.TermDays, n.Basis, c)
	n.Reminded = passedMark(int64(n.DueOn.Sub(today)))
	n.OverdueTold = false
	return n.settle(today)
}

// settle brings the state in line with what was received and with the day.
func (n *Node) settle(today workday.Date) error {
	if n.State == NodePlanned || n.State == NodeCancelled || n.State == NodeDisputed && n.Open() > 0 {
		return nil
	}
	return n.move(n.standing(today))
}

// standing is where the facts put a node that is owed.
func (n *Node) standing(today workday.Date) NodeState {
	switch {
	case n.Open() == 0:
		return NodeReceived
	case n.Received+n.Waived > 0:
		return NodePartly
	case n.DueOn <= today:
		return NodeDue
	case !n.ApprovedOn.IsZero():
		return NodeApproved
	case !n.AppliedOn.IsZero():
		return NodeApplied
	case !n.MovedOn.IsZero():
		return NodeRescheduled
	}
	return NodeTriggered
}

// receive books money on the node, or takes a booking back when below zero.
func (n *Node) receive(fen int64, on, today workday.Date) error {
	switch {
	case n.State == NodePlanned || n.State == NodeCancelled:
		return ErrNodeState.With("state", string(n.State))
	case fen > n.Open() || n.Received+fen < 0:
		return ErrNodeOpen
	}
	n.Received += fen
	if fen > 0 {
		n.ReceivedOn = max(n.ReceivedOn, on)
	}
	if n.Received == 0 {
		n.ReceivedOn = 0
	}
	if fen < 0 {
		n.OverdueTold = false // what is open again is told again
	}
	return n.settle(today)
}

// waive writes part of the node off.
func (n *Node) waive(fen int64, today workday.Date) error {
	switch {
	case n.State == NodePlanned || n.State == NodeCancelled:
		return ErrNodeState.With("state", string(n.State))
	case fen > n.Open() || n.Waived+fen < 0:
		return ErrNodeOpen
	}
	n.Waived += fen
	if n.State == NodeDisputed {
		n.State = n.standing(today)
	}
	return n.settle(today)
}

// Marks are the days before the due date on which people are reminded.
var Marks = []int64{15, 7, 3, 0}

// never is beyond every mark.
const never = 99

// passedMark is the last mark that lies behind when so many days are left.
func passedMark(left int64) int64 {
	passed := int64(never)
	for _, m := range Marks {
		if left <= m {
			passed = m
		}
	}
	return passed
}

// remind reports whether a reminder is due today, and notes it.
func (n *Node) remind(today workday.Date) bool {
	left := int64(n.DueOn.Sub(today))
	mark := passedMark(left)
	if left < 0 || mark >= n.Reminded {
		return false
	}
	n.Reminded = mark
	return true
}

func in(states ...NodeState) func(*Node, *authz.Actor) error {
	return func(n *Node, _ *authz.Actor) error {
		if !slices.Contains(states, n.State) {
			return ErrNodeState.With("state", string(n.State))
		}
		return nil
	}
}

type nodeAction = authz.Action[*Node]

// Verbs on a node.
var (
	actTrigger    = nodeAction{Verb: "trigger", Permission: PermNodeTrigger, When: in(NodePlanned)}
	actValue      = nodeAction{Verb: "value", Permission: PermNodeApply, When: monthly}
	actApply      = nodeAction{Verb: "apply", Permission: PermNodeApply, When: unapplied}
	actApprove    = nodeAction{Verb: "approve", Permission: PermNodeApply, When: in(NodeApplied)}
	actReschedule = nodeAction{Verb: "reschedule", Permission: PermNodeAdjust, When: in(NodeTriggered, NodeApplied, NodeApproved, NodeDue, NodeRescheduled)}
	actDispute    = nodeAction{Verb: "dispute", Permission: PermNodeAdjust, When: in(owed...)}
	actResolve    = nodeAction{Verb: "resolve", Permission: PermNodeAdjust, When: in(NodeDisputed)}
	actUpdate     = nodeAction{Verb: "update", Permission: PermNodeAdjust, When: in(NodePlanned)}

	nodeActions = []nodeAction{actTrigger, actValue, actApply, actApprove, actReschedule, actDispute, actResolve, actUpdate}
)

func monthly(n *Node, a *authz.Actor) error {
	if n.Trigger != "monthly" {
		return ErrNotMonthly
	}
	return in(NodePlanned)(n, a)
}

// unapplied lets a payment be asked for once.
func unapplied(n *Node, a *authz.Actor) error {
	if !n.AppliedOn.IsZero() {
		return ErrNodeState.With("state", string(n.State))
	}
	return in(NodeTriggered, NodeRescheduled, NodeDue)(n, a)
}

// What a day has to tell about a node.
type telling int

const (
	tellNothing telling = iota
	tellSoon
	tellOverdue
	tellValuation
)

// comes reports whether the day that a planned node waits for has come.
func (n *Node) comes(today workday.Date) bool {
	return !n.FixedOn.IsZero() && n.FixedOn <= today && (n.Trigger == "date" || n.Trigger == "defects_end")
}

// lastValuation is the last day, up to a day, on which the work of a month was to
// be valued.
func (p *Policy) lastValuation(upTo workday.Date) workday.Date {
	first := upTo.FirstOfMonth()
	if upTo.Day() < p.ValuationDay {
		first = first.AddMonths(-1)
	}
	return first.AddDays(p.ValuationDay - 1)
}

// asks reports whether the work of a month is to be valued, and notes that it was
// asked for: once a month, also where the day of it changed meanwhile.
func (n *Node) asks(today workday.Date, p *Policy) bool {
	on := p.lastValuation(today)
	if n.Trigger != "monthly" || n.Open() <= 0 || n.AskedOn >= on.FirstOfMonth() {
		return false
	}
	n.AskedOn = on
	return true
}

// tick does to the node what the day does. Each run tells one thing at most: a
// node that was found late is told as overdue.
func (n *Node) tick(today workday.Date, c *workday.Calendar, p *Policy) (telling, error) {
	if n.State == NodePlanned {
		switch {
		case n.comes(today):
			return tellNothing, n.trigger(n.FixedOn, today, c)
		case n.asks(today, p):
			return tellValuation, nil
		}
		return tellNothing, nil
	}
	if err := n.settle(today); err != nil {
		return tellNothing, err
	}
	switch {
	case n.Open() <= 0 || n.DueOn.IsZero() || n.State == NodeCancelled:
		return tellNothing, nil
	case n.Overdue(today) && !n.OverdueTold:
		n.OverdueTold = true
		return tellOverdue, nil
	case n.State != NodeDisputed && n.remind(today):
		return tellSoon, nil
	}
	return tellNothing, nil
}
