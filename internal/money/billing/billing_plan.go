package billing

import (
	"slices"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
)

// Payment is a payment as the contract agrees on it.
type Payment struct {
	ID        ref.ID
	Position  int64
	Kind      string // advance, progress, milestone, delivery, completion, settlement, retention
	Name      string
	Trigger   string // signed, start, monthly, milestone, delivered, completed, settled, defects_end, date
	Milestone string
	On        workday.Date
	Ratio     money.Rate
	TermDays  int64
}

// Agreement is what a contract in force tells: whose it is, and its payments.
type Agreement struct {
	Contract ref.ID
	Number   string
	Customer ref.ID
	Owner    ref.ID
	Entity   ref.ID
	Dept     ref.ID
	SignedOn workday.Date
	StartOn  workday.Date
	FinishOn workday.Date
	Defects  int64 // months of the defects liability period
	Price    int64 // fen, tax included
	Payments []Payment
}

// plan is the nodes of one contract while they are worked out anew.
type plan struct {
	agreed Agreement
	nodes  []Node
	policy *Policy
}

// replan brings the nodes in line with the agreement. What was triggered or
// invoiced keeps its amount; the rest carries the difference, in the proportion
// of the ratios. The nodes that are not cancelled sum to the price. Errors:
// [ErrOverpaid].
func (p *plan) replan() error {
	p.adopt()
	targets, err := p.targets()
	if err != nil {
		return err
	}
	var kept int64
	free, weights := []*Node{}, []int64{}
	for i := range p.nodes {
		n := &p.nodes[i]
		switch {
		case n.State == NodeCancelled:
		case n.free():
			free = append(free, n)
			weights = append(weights, max(targets[n.ID]-p.taken(n.ID), 0))
		default:
			kept += n.Amount
		}
	}
	return p.spread(free, weights, p.agreed.Price-kept)
}

// free reports whether the amount may still change with the contract.
func (n *Node) free() bool { return n.State == NodePlanned && n.Invoiced == 0 }

// adopt adds and updates nodes as the agreement has them; planned ones that it
// has no more are cancelled.
func (p *plan) adopt() {
	for _, want := range p.agreed.Payments {
		i := slices.IndexFunc(p.nodes, func(n Node) bool { return n.ID == want.ID })
		if i < 0 {
			p.nodes = append(p.nodes, p.made(want))
			continue
		}
		if n := &p.nodes[i]; n.State == NodePlanned {
			n.agree(want)
			n.ExpectedOn = p.agreed.expects(n)
		}
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		agreed := slices.ContainsFunc(p.agreed.Payments, func(w Payment) bool { return w.ID == n.ID })
		if !agreed && n.free() && n.ParentID.IsZero() {
			n.State, n.Amount = NodeCancelled, 0
		}
	}
}

func (n *Node) agree(w Payment) {
	n.Position, n.Kind, n.Name, n.Trigger, n.Milestone, n.Ratio, n.TermDays = w.Position, w.Kind, w.Name, w.Trigger, w.Milestone, w.Ratio, w.TermDays
	if !w.On.IsZero() {
		n.FixedOn = w.On
	}
}

func (p *plan) made(w Payment) Node {
	a := &p.agreed
	n := Node{ID: w.ID, EntityID: a.Entity, DepartmentID: a.Dept, OwnerID: a.Owner, ContractID: a.Contract, CustomerID: a.Customer, Contract: a.Number, Basis: Calendar, State: NodePlanned, Reminded: never}
	n.agree(w)
	n.ExpectedOn = a.expects(&n)
	if began := max(a.SignedOn, a.StartOn); !began.IsZero() {
		n.AskedOn = p.policy.lastValuation(began.AddDays(-1)) // before the works begin, nothing is asked
	}
	return n
}

// expects guesses when a planned payment will be due; none when nobody knows.
func (a *Agreement) expects(n *Node) workday.Date {
	on := n.FixedOn
	if on.IsZero() {
		switch n.Trigger {
		case "signed":
			on = a.SignedOn
		case "start":
			on = a.StartOn
		case "completed", "settled":
			on = a.FinishOn
		case "defects_end":
			on = a.FinishOn
			if !on.IsZero() {
				on = on.AddMonths(int(a.Defects))
			}
		}
	}
	if on.IsZero() {
		return 0
	}
	return on.AddDays(int(n.TermDays))
}

// targets splits the price over the agreed payments, as the contract does.
func (p *plan) targets() (map[ref.ID]int64, error) {
	out := map[ref.ID]int64{}
	if len(p.agreed.Payments) == 0 {
		return out, nil
	}
	weights := make([]int64, len(p.agreed.Payments))
	for i, w := range p.agreed.Payments {
		weights[i] = int64(w.Ratio)
	}
	parts, err := money.Share(money.CNY(p.agreed.Price), weights)
	if err != nil {
		return nil, err
	}
	for i, w := range p.agreed.Payments {
		out[w.ID] = parts[i].Amount
	}
	return out, nil
}

// taken is what valued months took out of a progress node.
func (p *plan) taken(parent ref.ID) (fen int64) {
	for i := range p.nodes {
		if p.nodes[i].ParentID == parent && p.nodes[i].State != NodeCancelled {
			fen += p.nodes[i].Amount
		}
	}
	return fen
}

// spread gives the rest to the free nodes. Where there is too little, kept nodes
// give back what nobody paid or invoiced, the last first; where nobody can take
// it, an adjustment does.
func (p *plan) spread(free []*Node, weights []int64, rest int64) error {
	var sum int64
	for i, n := range free {
		n.Amount, sum = 0, sum+weights[i]
	}
	switch {
	case rest < 0:
		return p.reduce(-rest)
	case rest == 0:
		return nil
	case sum == 0:
		p.nodes = append(p.nodes, p.adjustment(rest))
		return nil
	}
	parts, err := money.Share(money.CNY(rest), weights)
	if err != nil {
		return err
	}
	for i, n := range free {
		n.Amount = parts[i].Amount
	}
	return nil
}

func (p *plan) reduce(fen int64) error {
	for i := len(p.nodes) - 1; i >= 0 && fen > 0; i-- {
		n := &p.nodes[i]
		if n.State == NodeCancelled {
			continue
		}
		cut := min(fen, n.Amount-max(n.Received+n.Waived, n.Invoiced, 0))
		n.Amount, fen = n.Amount-cut, fen-cut
	}
	if fen > 0 {
		return ErrOverpaid
	}
	return nil
}

// adjustment is a payment that the contract's own list has no place for.
func (p *plan) adjustment(fen int64) Node {
	var last int64
	for _, n := range p.nodes {
		last = max(last, n.Position)
	}
	n := p.made(Payment{ID: ref.New(), Position: last + 1, Kind: "settlement", Name: "调整款", Trigger: "settled"})
	n.Amount = fen
	return n
}

// conclude works the nodes out for an audited price: what is kept back stands on
// the retention, everything that nothing had triggered goes into the settlement
// payment. Errors: [ErrOverpaid].
func (p *plan) conclude(audited, retained int64) error {
	p.agreed.Price = audited
	var kept int64
	var last *Node
	held, weights := []*Node{}, []int64{}
	for i := range p.nodes {
		n := &p.nodes[i]
		switch {
		case n.State == NodeCancelled:
		case !n.free():
			kept += n.Amount
		case n.Kind == "retention":
			held, weights = append(held, n), append(weights, int64(n.Ratio))
		case n.Trigger == "settled" && last == nil:
			last = n
		default:
			n.State, n.Amount = NodeCancelled, 0
		}
	}
	if len(held) == 0 {
		retained = 0
	} else {
		parts, err := money.Share(money.CNY(retained), weights)
		if err != nil {
			return err
		}
		for i, n := range held {
			n.Amount = parts[i].Amount
		}
	}
	if last != nil {
		return p.spread([]*Node{last}, []int64{1}, audited-retained-kept)
	}
	return p.spread(nil, nil, audited-retained-kept)
}

// Valuation is a month of progress: what was done, and what is paid for it.
type Valuation struct {
	Gross     int64 // the agreed share of the work done, fen
	Recovered int64 // taken off for the advance payment, fen
	Net       int64 // payable, fen
}

// Progress is what decides a valuation (reference 3.8): the advance is recovered
// in proportion between two shares of the price.
type Progress struct {
	Price     int64
	Advance   int64
	Ratio     money.Rate // of the work done that is paid as it goes on
	Before    int64      // work valued in earlier months
	Recovered int64      // of the advance, in earlier months
}

// The span of completed work over which an advance is recovered.
const (
	recoverFrom = money.RateOne * 30 / 100
	recoverTo   = money.RateOne * 80 / 100
)

// Value works out a month in which work for an amount was done.
func (p Progress) Value(done int64) (v Valuation, err error) {
	gross, err := money.CNY(done).MulRate(p.Ratio)
	if err != nil {
		return v, err
	}
	target, err := p.recovered(p.Before + done)
	if err != nil {
		return v, err
	}
	v.Gross = gross.Amount
	v.Recovered = min(max(target-p.Recovered, 0), v.Gross)
	v.Net = v.Gross - v.Recovered
	return v, nil
}

// recovered is how much of the advance is to be back once so much is done.
func (p Progress) recovered(done int64) (int64, error) {
	from, err := money.CNY(p.Price).MulRate(recoverFrom)
	if err != nil {
		return 0, err
	}
	to, err := money.CNY(p.Price).MulRate(recoverTo)
	if err != nil {
		return 0, err
	}
	switch {
	case done <= from.Amount || to.Amount == from.Amount:
		return 0, nil
	case done >= to.Amount:
		return p.Advance, nil
	}
	part, err := money.CNY(p.Advance).MulDiv(done-from.Amount, to.Amount-from.Amount)
	return part.Amount, err
}
