package collection

import (
	"context"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/httpapi"
)

// ByID is the input of what concerns one record. It is exported because the
// mapper of requests sees no embedded type that is not.
type ByID struct {
	ID ref.ID `path:"id"`
}

type (
	oneReceipt struct {
		ETag string `header:"ETag"`
		Body ReceiptPage
	}
	manyReceipts struct{ Body page.Page[ReceiptView] }
	whyBody      struct {
		ByID
		Body struct {
			Reason string `json:"reason" minLength:"2" maxLength:"500"`
		}
	}
)

var whyExample = map[string]any{"reason": "银行通知退票"}

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	registerReceipts(a, s)
	registerReceiptVerbs(a, s)
	registerBookings(a, s)
	registerOrders(a, s)
	registerOrderVerbs(a, s)
	registerOrderPapers(a, s)
	registerReports(a, s)
}

func (s *Service) receiptAgain(ctx context.Context, id ref.ID) (*oneReceipt, error) {
	return s.receiptDone(ctx, id, nil)
}

// receiptDone answers the receipt as it is after a use case.
func (s *Service) receiptDone(ctx context.Context, id ref.ID, err error) (*oneReceipt, error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Receipt(ctx, id)
	if err != nil {
		return nil, err
	}
	return &oneReceipt{httpapi.ETag(v.Version), v}, nil
}

// onReceipt describes a verb on one receipt; all of them leave a new version.
func (s *Service) onReceipt(verb, summary string, p authz.Permission, sample any, errs ...*fault.Error) httpapi.Operation {
	return httpapi.Operation{ID: "receipt-" + verb, Method: http.MethodPost, Path: "/receipts/{id}/" + verb, Summary: summary, Permission: p, Visible: s.ReceiptVisible, Versioned: true,
		Example: sample, Errors: append([]*fault.Error{ErrReceiptNotFound, ErrReceiptState}, errs...)}
}

// MoneyInput is what a person writes of money that came in.
type MoneyInput struct {
	Kind         string       `json:"kind" enum:"bank_transfer,bank_acceptance,commercial_bill,cash,offset,payment_in_kind,bond_return"`
	Amount       money.Money  `json:"amount"`
	ReceivedOn   workday.Date `json:"received_on"`
	MaturesOn    workday.Date `json:"matures_on,omitempty" doc:"Of a bill, and only of one."`
	PayerName    string       `json:"payer_name" minLength:"1" maxLength:"200"`
	PayerAccount string       `json:"payer_account,omitempty" maxLength:"40"`
	BankRef      string       `json:"bank_ref,omitempty" maxLength:"80" doc:"Of the bank's statement; no receipt of the company has it twice."`
	Memo         string       `json:"memo,omitempty" maxLength:"500"`
}

func registerReceipts(a *httpapi.API, s *Service) {
	for _, l := range []struct {
		op   httpapi.Operation
		list *db.List
		run  func(context.Context, *db.Query) (db.Page[ReceiptView], error)
	}{
		{httpapi.Operation{ID: "receipt-list", Method: http.MethodGet, Path: "/receipts", Summary: "List receipts", Permission: PermReceiptRead, List: &receiptList}, &receiptList, s.Receipts},
		{httpapi.Operation{ID: "receipt-unclaimed", Method: http.MethodGet, Path: "/receipts/unclaimed", Summary: "List money of which nobody said what it is for", Permission: PermClaim, List: &unclaimedList}, &unclaimedList, s.Unclaimed},
	} {
		httpapi.Register(a, l.op, func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*manyReceipts, error) {
			q, err := in.Parse(l.list)
			if err != nil {
				return nil, err
			}
			p, err := l.run(ctx, q)
			return &manyReceipts{p}, err
		})
	}
	read := httpapi.Operation{ID: "receipt-get", Method: http.MethodGet, Path: "/receipts/{id}", Summary: "Read a receipt with its bookings", Permission: PermReceiptRead, Errors: []*fault.Error{ErrReceiptNotFound}}
	httpapi.Register(a, read, func(ctx context.Context, in *ByID) (*oneReceipt, error) { return s.receiptAgain(ctx, in.ID) })
	example := map[string]any{"kind": Transfer, "amount": money.CNY(2_615_000_00), "received_on": "2026-11-18", "payer_name": "锦麓置业有限公司", "payer_account": "110907654321098765", "bank_ref": "EB20261118-0042", "memo": "HL-2025-BD-0007 进度款"}
	httpapi.Once(a, httpapi.Operation{ID: "receipt-register", Method: http.MethodPost, Path: "/receipts", Summary: "Register money that came in", Permission: PermRegister, Status: http.StatusCreated, Example: example, Errors: []*fault.Error{ErrEntity, ErrBankRef, ErrIDInUse}},
		func(ctx context.Context, in *struct {
			Body struct {
				ID       ref.ID `json:"id,omitempty" doc:"Made by the caller, so that a repeated request means the same receipt."`
				EntityID ref.ID `json:"entity_id,omitempty" doc:"Who received it; the caller's own company when missing."`
				MoneyInput
			}
		}) (*oneReceipt, error) {
			b := in.Body
			if err := renminbi("amount", b.Amount); err != nil {
				return nil, err
			}
			id, err := s.Register(ctx, b.ID, b.EntityID, Money{b.Kind, b.Amount.Amount, b.ReceivedOn, b.MaturesOn, b.PayerName, b.PayerAccount, b.BankRef, b.Memo})
			return s.receiptDone(ctx, id, err)
		}, s.receiptAgain)
}

// renminbi refuses other currencies.
func renminbi(path string, m money.Money) error {
	var c fault.Checks
	c.Check(m.Currency == money.RMB, path+".currency", "not_allowed")
	return c.Err()
}

func registerReceiptVerbs(a *httpapi.API, s *Service) {
	httpapi.Once(a, s.onReceipt("claim", "Say which contract money is for", PermClaim, map[string]any{"contract_id": ref.Derived("demo", "contract-津滨110kV海河变电站新建工程")}, ErrContract),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				ContractID ref.ID `json:"contract_id"`
			}
		}) (*oneReceipt, error) {
			return s.receiptDone(ctx, in.ID, s.Claim(ctx, in.ID, httpapi.Version(ctx), in.Body.ContractID))
		}, s.receiptAgain)
	httpapi.Once(a, s.onReceipt("confirm", "Confirm that the money is there", PermConfirm, map[string]any{}, ErrLetter, ErrProof, ErrReceiptDocument),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				LetterID ref.ID `json:"letter_id,omitempty" doc:"Of a payer who is not the party: his letter, on the receipt."`
				ProofID  ref.ID `json:"proof_id,omitempty" doc:"Of the transfer, for payment in kind and offsets, on the receipt."`
			}
		}) (*oneReceipt, error) {
			return s.receiptDone(ctx, in.ID, s.Confirm(ctx, in.ID, httpapi.Version(ctx), Papers{in.Body.LetterID, in.Body.ProofID}))
		}, s.receiptAgain)
	for _, v := range []struct {
		op  httpapi.Operation
		run func(context.Context, ref.ID, int64, string) error
	}{
		{s.onReceipt("unclaim", "Make unknown money again of a receipt that was claimed wrongly", PermConfirm, whyExample), s.Unclaim},
		{s.onReceipt("reverse", "Say that the money is not there after all; its bookings are taken back", PermConfirm, whyExample), s.Reverse},
		{s.onReceipt("refund", "Say that a receipt was paid back", PermConfirm, whyExample, ErrAllocated), s.Refund},
	} {
		httpapi.Once(a, v.op, func(ctx context.Context, in *whyBody) (*oneReceipt, error) {
			return s.receiptDone(ctx, in.ID, v.run(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, s.receiptAgain)
	}
}

// SpendingInput is a part of a receipt for one payment or one invoice.
type SpendingInput struct {
	NodeID    ref.ID      `json:"node_id,omitempty"`
	InvoiceID ref.ID      `json:"invoice_id,omitempty" doc:"In the place of node_id."`
	Amount    money.Money `json:"amount"`
}

func (in SpendingInput) spending() (Spending, error) {
	if (in.NodeID.IsZero()) == (in.InvoiceID.IsZero()) {
		return Spending{}, fault.ErrInvalid.At("node_id", "required")
	}
	x := Spending{ref.To(nodeKind, in.NodeID), in.Amount.Amount}
	if in.NodeID.IsZero() {
		x.Target = ref.To(invoiceKind, in.InvoiceID)
	}
	return x, renminbi("amount", in.Amount)
}

func registerBookings(a *httpapi.API, s *Service) {
	sample := map[string]any{"allocations": []any{map[string]any{"node_id": ref.Derived("payment", ref.Derived("demo", "contract-津滨110kV海河变电站新建工程").String()+"/3"), "amount": money.CNY(1_000_00)}}}
	httpapi.Once(a, s.onReceipt("allocate", "Book a receipt on payments and invoices", PermAllocate, sample, ErrOverReceipt, ErrTarget, ErrNotIncome),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Allocations []SpendingInput `json:"allocations" nullable:"false" minItems:"1" maxItems:"100"`
			}
		}) (*oneReceipt, error) {
			all := make([]Spending, len(in.Body.Allocations))
			for i, x := range in.Body.Allocations {
				var err error
				if all[i], err = x.spending(); err != nil {
					return nil, err
				}
			}
			return s.receiptDone(ctx, in.ID, s.Allocate(ctx, in.ID, httpapi.Version(ctx), all))
		}, s.receiptAgain)
	httpapi.Once(a, s.onReceipt("unallocate", "Take bookings of a receipt back, by their negatives", PermAllocate, whyExample, ErrTarget),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				AllocationIDs []ref.ID `json:"allocation_ids,omitempty" maxItems:"100" doc:"All when missing."`
				Reason        string   `json:"reason" minLength:"2" maxLength:"500"`
			}
		}) (*oneReceipt, error) {
			return s.receiptDone(ctx, in.ID, s.Unallocate(ctx, in.ID, httpapi.Version(ctx), in.Body.AllocationIDs, in.Body.Reason))
		}, s.receiptAgain)
	type found struct {
		Body struct {
			Suggestions []SuggestionView `json:"suggestions" nullable:"false"`
		}
	}
	httpapi.Register(a, httpapi.Operation{ID: "receipt-suggestions", Method: http.MethodGet, Path: "/receipts/{id}/suggestions", Summary: "Suggest where a receipt belongs, best first", Permission: PermReceiptRead, Errors: []*fault.Error{ErrReceiptNotFound}},
		func(ctx context.Context, in *ByID) (*found, error) {
			out := &found{}
			var err error
			out.Body.Suggestions, err = s.Suggestions(ctx, in.ID)
			return out, err
		})
}

// dayOf reads a day of a query; none for nothing.
func dayOf(text string) (workday.Date, error) {
	if text == "" {
		return 0, nil
	}
	return workday.Parse(text)
}

func registerReports(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "collection-summary", Method: http.MethodGet, Path: "/collection/summary", Summary: "Add up what came in and what was due in a span of days", Permission: PermReceiptRead},
		func(ctx context.Context, in *struct {
			From string `query:"from" format:"date" doc:"The first of this month when missing."`
			To   string `query:"to" format:"date" doc:"The end of its month when missing."`
		}) (*struct{ Body SummaryView }, error) {
			from, err := dayOf(in.From)
			if err != nil {
				return nil, err
			}
			to, err := dayOf(in.To)
			if err != nil {
				return nil, err
			}
			v, err := s.Summary(ctx, from, to)
			return &struct{ Body SummaryView }{v}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "collection-behaviour", Method: http.MethodGet, Path: "/collection/behaviour", Summary: "Tell how a customer pays", Permission: PermRead, Query: map[string]any{"customer_id": ref.Derived("demo", "org-7")}},
		func(ctx context.Context, in *struct {
			CustomerID ref.ID `query:"customer_id" required:"true"`
		}) (*struct{ Body BehaviourView }, error) {
			v, err := s.Behaviour(ctx, in.CustomerID)
			return &struct{ Body BehaviourView }{v}, err
		})
}
