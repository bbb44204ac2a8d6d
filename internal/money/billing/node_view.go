package billing

import (
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
)

// NodeView is a payment node in a list. What the caller may not see is null and
// named in Masked.
type NodeView struct {
	ID           ref.ID       `json:"id"`
	Version      int64        `json:"version"`
	CreatedAt    time.Time    `json:"created_at"`
	UpdatedAt    time.Time    `json:"updated_at"`
	Contract     Named        `json:"contract" doc:"By its title."`
	Number       string       `json:"contract_number"`
	Customer     Named        `json:"customer"`
	Project      *Named       `json:"project"`
	Owner        Named        `json:"owner"`
	Entity       Named        `json:"entity"`
	DepartmentID ref.ID       `json:"department_id"`
	ParentID     ref.ID       `json:"parent_id" doc:"Of a valued month: the progress payment that it was taken from."`
	Position     int64        `json:"position"`
	Kind         string       `json:"kind" enum:"advance,progress,milestone,delivery,completion,settlement,retention"`
	Name         string       `json:"name"`
	Trigger      string       `json:"trigger" enum:"signed,start,monthly,milestone,delivered,completed,settled,defects_end,date,valued"`
	Milestone    string       `json:"milestone"`
	Ratio        *money.Rate  `json:"ratio"`
	TermDays     int64        `json:"term_days"`
	DayBasis     string       `json:"day_basis" enum:"calendar,next_workday,workdays"`
	State        NodeState    `json:"state" enum:"planned,triggered,applied,approved_by_owner,due,partially_received,received,disputed,cancelled,rescheduled"`
	Amount       *money.Money `json:"amount"`
	Invoiced     *money.Money `json:"invoiced"`
	Received     *money.Money `json:"received"`
	Waived       *money.Money `json:"waived"`
	Open         *money.Money `json:"open" doc:"Still to be paid."`
	TriggeredOn  workday.Date `json:"triggered_on"`
	DueOn        workday.Date `json:"due_on" doc:"None before it was triggered."`
	ExpectedOn   workday.Date `json:"expected_on" doc:"When a planned payment is expected to be due."`
	AppliedOn    workday.Date `json:"applied_on"`
	ApprovedOn   workday.Date `json:"approved_on"`
	ReceivedOn   workday.Date `json:"received_on"`
	Overdue      bool         `json:"overdue"`
	OverdueDays  int64        `json:"overdue_days"`
	Bucket       string       `json:"bucket" doc:"Of ageing; empty for what is not owed."`
	NextStep     string       `json:"next_step" enum:"trigger,value,invoice,apply,approve,wait,collect,resolve,none" doc:"What would bring the money nearer."`
	Note         string       `json:"note"`
	EvidenceID   ref.ID       `json:"evidence_id"`
	Period       string       `json:"period" doc:"The month that was valued."`
	Actions      []string     `json:"actions" nullable:"false"`
	Masked       []string     `json:"masked" nullable:"false"`
}

// NodePage is a payment node's own page.
type NodePage struct {
	NodeView
	Invoices []Bill     `json:"invoices" nullable:"false"`
	Months   []NodeView `json:"months" nullable:"false" doc:"The months that were valued out of it."`
}

func nodeView(a *authz.Actor, n *Node, today workday.Date, actions []string) NodeView {
	priced := seesPrice(a)
	v := NodeView{ID: n.ID, Version: n.Version, CreatedAt: n.CreatedAt, UpdatedAt: n.UpdatedAt, Contract: Named{n.ContractID, n.Title}, Number: n.Contract, Customer: Named{n.CustomerID, n.Customer}, Owner: Named{n.OwnerID, n.Owner},
		Entity: Named{n.EntityID, n.Entity}, DepartmentID: n.DepartmentID, ParentID: n.ParentID, Position: n.Position, Kind: n.Kind, Name: n.Name, Trigger: n.Trigger, Milestone: n.Milestone, TermDays: n.TermDays, DayBasis: n.Basis,
		State: n.State, Amount: yuan(priced, n.Amount), Invoiced: yuan(priced, n.Invoiced), Received: yuan(priced, n.Received), Waived: yuan(priced, n.Waived), Open: yuan(priced, n.Open()),
		TriggeredOn: n.TriggeredOn, DueOn: n.DueOn, ExpectedOn: n.ExpectedOn, AppliedOn: n.AppliedOn, ApprovedOn: n.ApprovedOn, ReceivedOn: n.ReceivedOn, Overdue: n.Overdue(today), OverdueDays: n.OverdueDays(today),
		NextStep: n.nextStep(today), Note: n.Note, EvidenceID: n.EvidenceID, Period: n.Period, Actions: actions, Masked: []string{}}
	if !n.ProjectID.IsZero() {
		v.Project = &Named{n.ProjectID, n.Project}
	}
	if !n.TriggeredOn.IsZero() && n.Open() > 0 {
		v.Bucket = BucketOf(v.OverdueDays)
	}
	if !priced {
		v.Masked = append(v.Masked, "ratio", "amount", "invoiced", "received", "waived", "open")
	} else {
		v.Ratio = &n.Ratio
	}
	return v
}

// nextStep is what would bring the money of a node nearer.
func (n *Node) nextStep(today workday.Date) string {
	switch {
	case n.State == NodeCancelled || n.Open() == 0:
		return "none"
	case n.State == NodePlanned && n.Trigger == "monthly":
		return "value"
	case n.State == NodePlanned:
		return "trigger"
	case n.State == NodeDisputed:
		return "resolve"
	case n.Overdue(today):
		return "collect"
	case n.Invoiced < n.Amount:
		return "invoice"
	case n.AppliedOn.IsZero():
		return "apply"
	case n.ApprovedOn.IsZero():
		return "approve"
	}
	return "wait"
}
