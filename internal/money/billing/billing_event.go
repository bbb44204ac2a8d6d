package billing

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
)

// NodeFact is what every event of a node tells. Amounts are left out: who may
// see them reads them.
type NodeFact struct {
	ID       ref.ID       `json:"id"`
	Name     string       `json:"name"`
	Kind     string       `json:"kind"`
	Label    string       `json:"label"`
	Contract ref.ID       `json:"contract_id"`
	Number   string       `json:"contract_number"`
	Customer ref.ID       `json:"customer_id"`
	Project  ref.ID       `json:"project_id"`
	Entity   ref.ID       `json:"entity_id"`
	Dept     ref.ID       `json:"department_id"`
	Owner    ref.ID       `json:"owner_id"`   // the responsible salesperson
	Finance  ref.ID       `json:"finance_id"` // who keeps the books nearest to it
	Manager  ref.ID       `json:"manager_id"` // of the project
	DueOn    workday.Date `json:"due_on"`
}

func (n *Node) fact(finance ref.ID) NodeFact {
	return NodeFact{n.ID, n.Name, n.Kind, n.Subject().Label, n.ContractID, n.Contract, n.CustomerID, n.ProjectID, n.EntityID, n.DepartmentID, n.OwnerID, finance, n.ManagerID, n.DueOn}
}

// Version implements db.Event.
func (NodeFact) Version() int { return 1 }

// PaymentTriggered says that a payment is owed from now on.
type PaymentTriggered struct{ NodeFact }

// Topic implements db.Event.
func (PaymentTriggered) Topic() string { return "payment_node.triggered" }

// PaymentDueSoon says that a payment is due in some days, or today.
type PaymentDueSoon struct {
	NodeFact
	Days int64 `json:"days"`
}

// Topic implements db.Event.
func (PaymentDueSoon) Topic() string { return "payment_node.due_soon" }

// ValuationDue says that the work of a month is to be valued.
type ValuationDue struct {
	NodeFact
	Period string       `json:"period"` // 2026-11
	On     workday.Date `json:"on"`
}

// Topic implements db.Event.
func (ValuationDue) Topic() string { return "payment_node.valuation_due" }

// MonthValued says that the work of a month was valued.
type MonthValued struct {
	NodeFact
	Period string `json:"period"`
}

// Topic implements db.Event.
func (MonthValued) Topic() string { return "payment_node.month_valued" }

// ValuationOver says that nothing is left of a payment that was valued by the month:
// all was, or the contract ended.
type ValuationOver struct{ NodeFact }

// Topic implements db.Event.
func (ValuationOver) Topic() string { return "payment_node.valuation_over" }

// PaymentOverdue says that the due date has passed without the money: once for each
// due date.
type PaymentOverdue struct{ NodeFact }

// Topic implements db.Event.
func (PaymentOverdue) Topic() string { return "payment_node.overdue" }

// InvoiceWanted says that a payment is owed that was not fully invoiced.
type InvoiceWanted struct{ NodeFact }

// Topic implements db.Event.
func (InvoiceWanted) Topic() string { return "payment_node.invoice_wanted" }

// InvoiceFact is what every event of an invoice tells.
type InvoiceFact struct {
	ID       ref.ID       `json:"id"`
	Number   string       `json:"number"`
	Label    string       `json:"label"`
	Red      bool         `json:"red"`
	Contract ref.ID       `json:"contract_id"`
	Customer ref.ID       `json:"customer_id"`
	Entity   ref.ID       `json:"entity_id"`
	Dept     ref.ID       `json:"department_id"`
	Owner    ref.ID       `json:"owner_id"`
	Asked    ref.ID       `json:"requested_by_id"`
	Approver ref.ID       `json:"approver_id"`
	Finance  ref.ID       `json:"finance_id"`
	IssuedOn workday.Date `json:"issued_on"`
}

func (i *Invoice) fact(approver, finance ref.ID) InvoiceFact {
	return InvoiceFact{i.ID, i.Number, i.Subject().Label, i.Red, i.ContractID, i.CustomerID, i.EntityID, i.DepartmentID, i.OwnerID, i.RequestedBy, approver, finance, i.IssuedOn}
}

// Version implements db.Event.
func (InvoiceFact) Version() int { return 1 }

// InvoiceSubmitted says that an invoice waits for its approver.
type InvoiceSubmitted struct{ InvoiceFact }

// Topic implements db.Event.
func (InvoiceSubmitted) Topic() string { return "invoice.submitted" }

// InvoiceIssued says that an invoice, or a red one, has its fiscal number.
type InvoiceIssued struct{ InvoiceFact }

// Topic implements db.Event.
func (InvoiceIssued) Topic() string { return "invoice.issued" }

// InvoiceUnpaid says that an invoice was issued thirty days ago and is not paid.
type InvoiceUnpaid struct{ InvoiceFact }

// Topic implements db.Event.
func (InvoiceUnpaid) Topic() string { return "invoice.unpaid" }
