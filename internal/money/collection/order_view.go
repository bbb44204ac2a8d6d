package collection

import (
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/platform/authz"
)

// OrderRow is a collection order in the list.
type OrderRow struct {
	ID           ref.ID       `json:"id"`
	Version      int64        `json:"version"`
	CreatedAt    time.Time    `json:"created_at"`
	UpdatedAt    time.Time    `json:"updated_at"`
	Number       string       `json:"number"`
	State        OrderState   `json:"state" enum:"open,assigned,in_progress,promised,kept,broken,disputed,legal,closed_paid,closed_legal,closed_written_off"`
	Level        int64        `json:"level" doc:"1 to 4."`
	Customer     Named        `json:"customer"`
	Contract     Named        `json:"contract"`
	ContractNo   string       `json:"contract_number"`
	Project      *Named       `json:"project"`
	Owner        Named        `json:"owner" doc:"The responsible salesperson."`
	Assignee     Named        `json:"assignee" doc:"Who collects."`
	Entity       Named        `json:"entity"`
	DepartmentID ref.ID       `json:"department_id"`
	Nodes        int64        `json:"nodes" doc:"Payments that were merged into it."`
	Open         *money.Money `json:"open"`
	OverdueDays  int64        `json:"overdue_days" doc:"Of the oldest open payment."`
	OpenedOn     workday.Date `json:"opened_on"`
	OldestDueOn  workday.Date `json:"oldest_due_on"`
	LimitationOn workday.Date `json:"limitation_on" doc:"When the claim lapses."`
	PriorityOn   workday.Date `json:"priority_on" doc:"When the builder's priority ends."`
	ClosedOn     workday.Date `json:"closed_on"`
	Reason       string       `json:"reason"`
	Actions      []string     `json:"actions" nullable:"false"`
	Masked       []string     `json:"masked" nullable:"false"`
}

// OrderView is a collection order's own page.
type OrderView struct {
	OrderRow
	Manager     *Named         `json:"manager" doc:"Of the project; watches."`
	Finance     *Named         `json:"finance" doc:"Who keeps the books; watches."`
	LateDaily   money.Rate     `json:"late_daily" doc:"Interest on late payments, a day."`
	Interest    *money.Money   `json:"interest" doc:"Until today."`
	DaysLate    money.Quantity `json:"avg_days_late" doc:"How late the customer pays, weighted by amount."`
	NextLevelIn *int64         `json:"next_level_in" doc:"Days until the next level; null at the last."`
	Ladder      []RungView     `json:"ladder" nullable:"false"`
	Payments    []PaymentView  `json:"payments" nullable:"false"`
	Promises    []PromiseView  `json:"promises" nullable:"false"`
	Steps       []StepView     `json:"steps" nullable:"false"`
}

// RungView is one level of the ladder.
type RungView struct {
	Level   int64        `json:"level"`
	From    int64        `json:"from_days" doc:"Days overdue; below zero before the due date."`
	To      *int64       `json:"to_days"`
	State   string       `json:"state" enum:"done,current,ahead"`
	EntryOn workday.Date `json:"entry_on" doc:"When the days reach it."`
}

// PaymentView is an overdue payment of an order.
type PaymentView struct {
	Node        Named             `json:"node"`
	State       billing.NodeState `json:"state"`
	DueOn       workday.Date      `json:"due_on"`
	OverdueDays int64             `json:"overdue_days"`
	Amount      *money.Money      `json:"amount"`
	Open        *money.Money      `json:"open"`
}

// PromiseView is what the customer said that he would pay.
type PromiseView struct {
	ID        ref.ID       `json:"id"`
	PayOn     workday.Date `json:"pay_on"`
	Amount    *money.Money `json:"amount"`
	Received  *money.Money `json:"received"`
	State     string       `json:"state" enum:"open,kept,broken,replaced"`
	Written   bool         `json:"written"`
	Note      string       `json:"note"`
	At        time.Time    `json:"at"`
	By        Named        `json:"by"`
	DecidedOn workday.Date `json:"decided_on"`
}

// StepView is something that was done about an order.
type StepView struct {
	ID         ref.ID       `json:"id"`
	Kind       string       `json:"kind" enum:"call,statement,letter,visit,meeting,lawyer_letter,other,opened,joined,escalated,promised,kept,broken,disputed,resumed,legal,assigned,written_off,closed"`
	Level      int64        `json:"level"`
	On         workday.Date `json:"on"`
	Written    bool         `json:"written" doc:"The limitation started anew."`
	DocumentID ref.ID       `json:"document_id"`
	Note       string       `json:"note"`
	At         time.Time    `json:"at"`
	By         Named        `json:"by"`
}

func orderRow(a *authz.Actor, o *Order, today workday.Date, actions []string) OrderRow {
	p := seesPrice(a)
	v := OrderRow{ID: o.ID, Version: o.Version, CreatedAt: o.CreatedAt, UpdatedAt: o.UpdatedAt, Number: o.Number, State: o.State, Level: o.Level, Customer: Named{o.CustomerID, o.Customer}, Contract: Named{o.ContractID, o.Title}, ContractNo: o.Contract,
		Project: named(o.ProjectID, o.Project), Owner: Named{o.OwnerID, o.Owner}, Assignee: Named{o.AssigneeID, o.Assignee}, Entity: Named{o.EntityID, o.Entity}, DepartmentID: o.DepartmentID, Nodes: o.Nodes, Open: yuan(p, o.Open),
		OpenedOn: o.OpenedOn, OldestDueOn: o.OldestDueOn, LimitationOn: o.LimitationOn, PriorityOn: o.PriorityOn(), ClosedOn: o.ClosedOn, Reason: o.Reason, Actions: actions, Masked: []string{}}
	if !o.Closed() {
		v.OverdueDays = o.OverdueDays(today)
	}
	if !p {
		v.Masked = append(v.Masked, "open")
	}
	return v
}

// dossier is everything that an order's page shows.
type dossier struct {
	*Order
	actions   []string
	today     workday.Date
	nodes     []billing.Node
	promises  []Promise
	steps     []Step
	finance   Named
	daily     money.Rate
	interest  int64
	behaviour Behaviour
	rungs     []Rung
}

func (p *dossier) view(a *authz.Actor) OrderView {
	priced := seesPrice(a)
	v := OrderView{OrderRow: orderRow(a, p.Order, p.today, p.actions), Manager: named(p.ManagerID, p.Manager), Finance: named(p.finance.ID, p.finance.Name), LateDaily: p.daily, Interest: yuan(priced, p.interest), DaysLate: p.behaviour.DaysLate,
		Ladder: p.ladder(), Payments: []PaymentView{}, Promises: []PromiseView{}, Steps: []StepView{}}
	if next := p.Level + 1; next <= topLevel && !p.Closed() {
		days := max(p.rungs[next].From-p.OverdueDays(p.today), 0)
		v.NextLevelIn = &days
	}
	if !priced {
		v.Masked = append(v.Masked, "interest", "payments", "promises")
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		v.Payments = append(v.Payments, PaymentView{Named{n.ID, n.Name}, n.State, n.DueOn, n.OverdueDays(p.today), yuan(priced, n.Amount), yuan(priced, n.Open())})
	}
	for _, x := range p.promises {
		v.Promises = append(v.Promises, PromiseView{x.ID, x.PayOn, yuan(priced, x.Amount), yuan(priced, x.Received), x.State, x.Written, x.Note, x.At, Named{x.By, x.Person}, x.DecidedOn})
	}
	for _, x := range p.steps {
		v.Steps = append(v.Steps, StepView{x.ID, x.Kind, x.Level, x.On, x.Written, x.Document, x.Note, x.At, Named{x.By, x.Person}})
	}
	return v
}

func (p *dossier) ladder() []RungView {
	out := make([]RungView, len(p.rungs))
	for i, r := range p.rungs {
		out[i] = RungView{Level: r.Level, From: r.From, State: "ahead", EntryOn: p.OldestDueOn.AddDays(int(r.From))}
		if r.To > 0 {
			out[i].To = &r.To
		}
		switch {
		case r.Level < p.Level:
			out[i].State = "done"
		case r.Level == p.Level:
			out[i].State = "current"
		}
	}
	return out
}
