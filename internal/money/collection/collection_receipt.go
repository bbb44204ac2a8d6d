package collection

import (
	"slices"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// ReceiptState is where a receipt stands (reference 2.8).
type ReceiptState string

// States of receipts.
const (
	Registered ReceiptState = "registered"
	Claimed    ReceiptState = "claimed"
	Confirmed  ReceiptState = "confirmed"
	Partly     ReceiptState = "partially_allocated"
	Allocated  ReceiptState = "allocated"
	Reversed   ReceiptState = "reversed" // bounced, or meant for somebody else
	Refunded   ReceiptState = "refunded"
)

// Closed sets of receipts.
var (
	ReceiptStates = []string{"registered", "claimed", "confirmed", "partially_allocated", "allocated", "reversed", "refunded"}
	ReceiptKinds  = []string{Transfer, BankBill, CommercialBill, Cash, Offset, InKind, BondReturn}
)

// Kinds of receipts.
const (
	Transfer       = "bank_transfer"
	BankBill       = "bank_acceptance"
	CommercialBill = "commercial_bill"
	Cash           = "cash"
	Offset         = "offset"
	InKind         = "payment_in_kind"
	BondReturn     = "bond_return" // no income
)

var receiptMoves = map[ReceiptState][]ReceiptState{
	Registered: {Claimed, Reversed},
	Claimed:    {Registered, Confirmed, Reversed},
	Confirmed:  {Partly, Allocated, Reversed, Refunded},
	Partly:     {Confirmed, Allocated, Reversed},
	Allocated:  {Confirmed, Partly, Reversed},
}

// Receipt is money that came in.
type Receipt struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	EntityID     ref.ID `track:"public"` // who received it
	DepartmentID ref.ID `track:"public"`
	OwnerID      ref.ID `track:"public"` // of the contract; none before it was claimed
	CustomerID   ref.ID `track:"public"`
	ContractID   ref.ID `track:"public"`

	Number       string       `track:"public"`
	Kind         string       `track:"public"`
	State        ReceiptState `track:"public"`
	Amount       int64        `track:"price"` // fen
	Allocated    int64        `track:"price"` // to payment nodes
	Billed       int64        `track:"price"` // to invoices
	ReceivedOn   workday.Date `track:"public"`
	MaturesOn    workday.Date `track:"public"` // of a bill
	CashOn       workday.Date `track:"public"` // from when on it counts as cash; none for what never does
	PayerName    string       `track:"public"`
	PayerAccount string       `track:"contact"`
	BankRef      string       `track:"public"`
	Memo         string       `track:"public"`
	ThirdParty   bool         `track:"public"` // the payer is not the party to the contract
	LetterID     ref.ID       `track:"public"`
	ProofID      ref.ID       `track:"public"`
	ClaimedBy    ref.ID       `track:"public"`
	ClaimedAt    time.Time    `track:"public"`
	ConfirmedBy  ref.ID       `track:"public"`
	ConfirmedOn  workday.Date `track:"public"`
	Reason       string       `track:"public"`

	Customer, Contract, Title, Owner, Entity, Claimant string `track:"-"` // for display
}

// Subject implements db.Record.
func (r *Receipt) Subject() db.Subject {
	return db.Subject{Ref: ref.To(ReceiptKind, r.ID), Label: r.Number, Entity: r.EntityID, Version: r.Version}
}

// Scope implements authz.Scoped.
func (r *Receipt) Scope() authz.Scope {
	return authz.Scope{Owner: r.OwnerID, Department: r.DepartmentID, Entity: r.EntityID}
}

// Unapplied is what of the receipt was not allocated to payments.
func (r *Receipt) Unapplied() int64 { return r.Amount - r.Allocated }

// Money is what a person writes of money that came in.
type Money struct {
	Kind         string
	Amount       int64
	ReceivedOn   workday.Date
	MaturesOn    workday.Date
	PayerName    string
	PayerAccount string
	BankRef      string
	Memo         string
}

func (m *Money) bill() bool { return m.Kind == BankBill || m.Kind == CommercialBill }

// check normalises what was written and answers every broken rule at once.
func (m *Money) check(today workday.Date) error {
	m.PayerName, m.PayerAccount, m.BankRef = strings.TrimSpace(m.PayerName), strings.TrimSpace(m.PayerAccount), strings.TrimSpace(m.BankRef)
	var c fault.Checks
	c.Check(slices.Contains(ReceiptKinds, m.Kind), "kind", "not_allowed")
	c.Check(m.Amount > 0, "amount", "not_positive")
	c.Check(m.Amount <= MaxAmount, "amount", "too_large")
	c.Check(!m.ReceivedOn.IsZero(), "received_on", "required")
	c.Check(m.ReceivedOn <= today, "received_on", "in_future")
	c.Check(m.bill() == !m.MaturesOn.IsZero(), "matures_on", "required_for_bill")
	c.Check(m.MaturesOn.IsZero() || m.MaturesOn >= m.ReceivedOn, "matures_on", "before_start")
	c.Check(m.PayerName != "", "payer_name", "required")
	return c.Err()
}

// apply writes it into the receipt, with the day from which it is cash.
func (r *Receipt) apply(m Money) {
	r.Kind, r.Amount, r.ReceivedOn, r.MaturesOn, r.PayerName, r.PayerAccount, r.BankRef, r.Memo = m.Kind, m.Amount, m.ReceivedOn, m.MaturesOn, m.PayerName, m.PayerAccount, m.BankRef, m.Memo
	switch m.Kind {
	case Transfer, Cash:
		r.CashOn = m.ReceivedOn
	case BankBill, CommercialBill:
		r.CashOn = m.MaturesOn
	}
}

func (r *Receipt) move(to ReceiptState) error {
	if r.State == to {
		return nil
	}
	if !slices.Contains(receiptMoves[r.State], to) {
		return ErrReceiptState.With("state", string(r.State))
	}
	r.State = to
	return nil
}

// confirmable answers what is missing before the money counts.
func (r *Receipt) confirmable() error {
	switch {
	case r.ThirdParty && r.LetterID.IsZero():
		return ErrLetter
	case (r.Kind == InKind || r.Kind == Offset) && r.ProofID.IsZero():
		return ErrProof
	}
	return nil
}

// book adds to one of the legs, or takes back below zero, and moves the state.
func (r *Receipt) book(kind ref.Kind, fen int64) error {
	leg := &r.Allocated
	if kind == invoiceKind {
		leg = &r.Billed
	}
	switch {
	case r.Kind == BondReturn:
		return ErrNotIncome
	case *leg+fen > r.Amount || *leg+fen < 0:
		return ErrOverReceipt
	}
	*leg += fen
	return r.move(r.standing())
}

func (r *Receipt) standing() ReceiptState {
	switch r.Allocated {
	case 0:
		return Confirmed
	case r.Amount:
		return Allocated
	}
	return Partly
}

// What a receipt is allocated to.
const (
	nodeKind    ref.Kind = "payment_node"
	invoiceKind ref.Kind = "invoice"
)

// Allocation is one booking of a receipt.
type Allocation struct {
	ID       ref.ID
	Receipt  ref.ID
	Target   ref.Ref
	Amount   int64        // fen; below zero takes one back
	On       workday.Date // when the money was received
	DueOn    workday.Date // of the node, as it was then
	At       time.Time
	By       ref.ID
	Reverses ref.ID

	Name, Label, Person string // for display
}

// Candidate is something open that a receipt may be for.
type Candidate struct {
	Node     ref.ID
	Contract ref.ID
	Number   string // of the contract
	Customer ref.ID
	Payer    string // name of the customer
	Alias    string // short name of the customer
	DueOn    workday.Date
	Open     int64

	Name string // for display
}

// Suggestion is where a receipt may belong, and why.
type Suggestion struct {
	Rule string // amount_and_contract, amount_and_payer, oldest_first
	Rows []Row
}

// Row is a part of a receipt for one node.
type Row struct {
	Candidate
	Amount int64
}

// Suggest matches a receipt with what is open, best first (reference 2.8): the
// exact amount with the contract's number in the memo, the exact amount from the
// customer himself, the oldest payments of the claimed contract. The candidates
// come oldest first.
func Suggest(r *Receipt, open []Candidate) []Suggestion {
	out := []Suggestion{}
	left := r.Unapplied()
	if left <= 0 || r.Kind == BondReturn {
		return out
	}
	for _, c := range open {
		if c.Open == left && c.Number != "" && strings.Contains(strings.ToUpper(r.Memo), strings.ToUpper(c.Number)) {
			out = append(out, Suggestion{"amount_and_contract", []Row{{c, left}}})
		}
	}
	for _, c := range open {
		if c.Open == left && samePayer(r.PayerName, c.Payer, c.Alias) && !suggested(out, c.Node) {
			out = append(out, Suggestion{"amount_and_payer", []Row{{c, left}}})
		}
	}
	if rows := oldest(r, open); len(rows) > 0 && (len(rows) > 1 || !suggested(out, rows[0].Node)) {
		out = append(out, Suggestion{"oldest_first", rows})
	}
	return out
}

func suggested(all []Suggestion, node ref.ID) bool {
	return slices.ContainsFunc(all, func(s Suggestion) bool { return s.Rows[0].Node == node })
}

// oldest spends a receipt on the payments of its contract, oldest first.
func oldest(r *Receipt, open []Candidate) (rows []Row) {
	left := r.Unapplied()
	for _, c := range open {
		if r.ContractID.IsZero() || c.Contract != r.ContractID || left == 0 {
			continue
		}
		part := min(left, c.Open)
		rows, left = append(rows, Row{c, part}), left-part
	}
	return rows
}

// samePayer reports whether money comes from the party itself.
func samePayer(payer string, names ...string) bool {
	key := func(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }
	return slices.ContainsFunc(names, func(n string) bool { return n != "" && key(n) == key(payer) })
}

func inReceipt(states ...ReceiptState) func(*Receipt, *authz.Actor) error {
	return func(r *Receipt, _ *authz.Actor) error {
		if !slices.Contains(states, r.State) {
			return ErrReceiptState.With("state", string(r.State))
		}
		return nil
	}
}

type receiptAction = authz.Action[*Receipt]

// Verbs on a receipt.
var (
	actClaim      = receiptAction{Verb: "claim", Permission: PermClaim, When: inReceipt(Registered)}
	actUnclaim    = receiptAction{Verb: "unclaim", Permission: PermConfirm, When: inReceipt(Claimed)}
	actConfirm    = receiptAction{Verb: "confirm", Permission: PermConfirm, When: inReceipt(Claimed)}
	actAllocate   = receiptAction{Verb: "allocate", Permission: PermAllocate, When: spendable}
	actUnallocate = receiptAction{Verb: "unallocate", Permission: PermAllocate, When: booked}
	actReverse    = receiptAction{Verb: "reverse", Permission: PermConfirm, When: inReceipt(Registered, Claimed, Confirmed, Partly, Allocated)}
	actRefund     = receiptAction{Verb: "refund", Permission: PermConfirm, When: untouched}

	receiptActions = []receiptAction{actClaim, actUnclaim, actConfirm, actAllocate, actUnallocate, actReverse, actRefund}
)

func spendable(r *Receipt, a *authz.Actor) error {
	if r.Kind == BondReturn {
		return ErrNotIncome
	}
	return inReceipt(Confirmed, Partly, Allocated)(r, a)
}

func booked(r *Receipt, _ *authz.Actor) error {
	if r.Allocated == 0 && r.Billed == 0 || r.State == Reversed {
		return ErrReceiptState.With("state", string(r.State))
	}
	return nil
}

func untouched(r *Receipt, a *authz.Actor) error {
	if r.Allocated != 0 || r.Billed != 0 {
		return ErrAllocated
	}
	return inReceipt(Confirmed)(r, a)
}
