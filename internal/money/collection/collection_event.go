package collection

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
)

// ReceiptConfirmed says that money counts. The amount is left out: who may see it
// reads it.
type ReceiptConfirmed struct {
	ID       ref.ID       `json:"id"`
	Number   string       `json:"number"`
	Label    string       `json:"label"`
	Kind     string       `json:"kind"`
	Contract ref.ID       `json:"contract_id"`
	Customer ref.ID       `json:"customer_id"`
	Entity   ref.ID       `json:"entity_id"`
	Owner    ref.ID       `json:"owner_id"`
	On       workday.Date `json:"on"`
}

// Topic implements db.Event.
func (ReceiptConfirmed) Topic() string { return "receipt.confirmed" }

// Version implements db.Event.
func (ReceiptConfirmed) Version() int { return 1 }

// OrderFact is what every event of an order tells.
type OrderFact struct {
	ID       ref.ID       `json:"id"`
	Number   string       `json:"number"`
	Label    string       `json:"label"`
	State    OrderState   `json:"state"`
	Level    int64        `json:"level"`
	Customer ref.ID       `json:"customer_id"`
	Contract ref.ID       `json:"contract_id"`
	Project  ref.ID       `json:"project_id"`
	Entity   ref.ID       `json:"entity_id"`
	Dept     ref.ID       `json:"department_id"`
	Owner    ref.ID       `json:"owner_id"`
	Assignee ref.ID       `json:"assignee_id"`
	Finance  ref.ID       `json:"finance_id"`
	On       workday.Date `json:"on"`
}

func (o *Order) fact(finance ref.ID, on workday.Date) OrderFact {
	return OrderFact{o.ID, o.Number, o.Number + " " + o.Customer, o.State, o.Level, o.CustomerID, o.ContractID, o.ProjectID, o.EntityID, o.DepartmentID, o.OwnerID, o.AssigneeID, finance, on}
}

// Version implements db.Event.
func (OrderFact) Version() int { return 1 }

// OrderOpened says that something is overdue for the first time.
type OrderOpened struct{ OrderFact }

// Topic implements db.Event.
func (OrderOpened) Topic() string { return "collection_order.opened" }

// OrderEscalated says that an order rose to a higher level, and to whom that goes.
type OrderEscalated struct {
	OrderFact
	EscalateTo ref.ID `json:"escalate_to"`
}

// Topic implements db.Event.
func (OrderEscalated) Topic() string { return "collection_order.escalated" }

// PromiseBroken says that a day came on which a customer had said he would pay.
type PromiseBroken struct{ OrderFact }

// Topic implements db.Event.
func (PromiseBroken) Topic() string { return "collection_order.promise_broken" }

// LimitationNear says that a claim lapses in half a year.
type LimitationNear struct{ OrderFact }

// Topic implements db.Event.
func (LimitationNear) Topic() string { return "collection_order.limitation" }

// OrderClosed says that an order came to its end.
type OrderClosed struct{ OrderFact }

// Topic implements db.Event.
func (OrderClosed) Topic() string { return "collection_order.closed" }
