package inbox

import (
	"encoding/json"
	"slices"

	"gongqiao/internal/kernel/ref"
)

// Keys of what notices say about money.
const (
	PaymentTriggered  = "notice.payment_node.triggered"
	PaymentDueSoon    = "notice.payment_node.due_soon"
	PaymentOverdue    = "notice.payment_node.overdue"
	InvoiceWanted     = "notice.payment_node.invoice_wanted"
	InvoiceSubmitted  = "notice.invoice.submitted"
	InvoiceIssued     = "notice.invoice.issued"
	InvoiceUnpaid     = "notice.invoice.unpaid"
	ReceiptConfirmed  = "notice.receipt.confirmed"
	OrderEscalated    = "notice.collection_order.escalated"
	PromiseBroken     = "notice.collection_order.promise_broken"
	LimitationWarning = "notice.collection_order.limitation"
	ContractExpiring  = "notice.contract.expiring"
)

// concerned tells the people whom an event names in some of its fields, each of
// them once. What the sentence may mention is public.
func concerned(kind ref.Kind, key string, fields ...string) func([]byte) ([]Draft, error) {
	return func(payload []byte) ([]Draft, error) {
		var e struct {
			ID    ref.ID `json:"id"`
			Label string `json:"label"`
		}
		var all map[string]any
		if err := json.Unmarshal(payload, &e); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(payload, &all); err != nil {
			return nil, err
		}
		params := map[string]any{}
		for _, name := range []string{"name", "number", "due_on", "days", "level", "on"} {
			if v, ok := all[name]; ok && v != nil {
				params[name] = v
			}
		}
		drafts := []Draft{}
		for _, f := range fields {
			text, _ := all[f].(string)
			person, err := ref.Parse(text)
			if err != nil || person.IsZero() || slices.ContainsFunc(drafts, func(d Draft) bool { return d.Person == person }) {
				continue // nobody holds that part
			}
			drafts = append(drafts, Draft{Person: person, Key: key, Params: params, Ref: ref.To(kind, e.ID), Label: e.Label})
		}
		return drafts, nil
	}
}
