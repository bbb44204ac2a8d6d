package collection

import (
	"time"

	"gongqiao/internal/kernel/contactform"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
)

// ReceiptView is a receipt in a list. What the caller may not see is null and
// named in Masked.
type ReceiptView struct {
	ID           ref.ID       `json:"id"`
	Version      int64        `json:"version"`
	CreatedAt    time.Time    `json:"created_at"`
	UpdatedAt    time.Time    `json:"updated_at"`
	Number       string       `json:"number"`
	Kind         string       `json:"kind" enum:"bank_transfer,bank_acceptance,commercial_bill,cash,offset,payment_in_kind,bond_return"`
	State        ReceiptState `json:"state" enum:"registered,claimed,confirmed,partially_allocated,allocated,reversed,refunded"`
	Amount       *money.Money `json:"amount"`
	Allocated    *money.Money `json:"allocated" doc:"To payment nodes."`
	Billed       *money.Money `json:"billed" doc:"To invoices."`
	Unapplied    *money.Money `json:"unapplied"`
	ReceivedOn   workday.Date `json:"received_on"`
	MaturesOn    workday.Date `json:"matures_on" doc:"Of a bill."`
	CashOn       workday.Date `json:"cash_on" doc:"From when on it counts as cash; none for what never does."`
	PayerName    string       `json:"payer_name"`
	PayerAccount string       `json:"payer_account" doc:"Masked."`
	BankRef      string       `json:"bank_ref"`
	Memo         string       `json:"memo"`
	ThirdParty   bool         `json:"third_party" doc:"The payer is not the party to the contract."`
	LetterID     ref.ID       `json:"letter_id"`
	ProofID      ref.ID       `json:"proof_id"`
	Entity       Named        `json:"entity"`
	DepartmentID ref.ID       `json:"department_id"`
	Owner        *Named       `json:"owner" doc:"Of the contract; null before it was claimed."`
	Customer     *Named       `json:"customer"`
	Contract     *Named       `json:"contract"`
	ContractNo   string       `json:"contract_number"`
	ClaimedBy    *Named       `json:"claimed_by"`
	ClaimedAt    *time.Time   `json:"claimed_at"`
	ConfirmedOn  workday.Date `json:"confirmed_on"`
	Reason       string       `json:"reason"`
	Actions      []string     `json:"actions" nullable:"false"`
	Masked       []string     `json:"masked" nullable:"false"`
}

// ReceiptPage is a receipt's own page.
type ReceiptPage struct {
	ReceiptView
	Allocations []AllocationView `json:"allocations" nullable:"false" doc:"Every booking and its negative, oldest first."`
}

// AllocationView is one booking.
type AllocationView struct {
	ID         ref.ID       `json:"id"`
	TargetKind ref.Kind     `json:"target_kind" enum:"payment_node,invoice"`
	Target     Named        `json:"target"`
	ContractNo string       `json:"contract_number"`
	Amount     *money.Money `json:"amount"`
	On         workday.Date `json:"on"`
	At         time.Time    `json:"at"`
	By         Named        `json:"by"`
	ReversesID ref.ID       `json:"reverses_id"`
}

// SuggestionView is where a receipt may belong.
type SuggestionView struct {
	Rule string    `json:"rule" enum:"amount_and_contract,amount_and_payer,oldest_first"`
	Rows []RowView `json:"rows" nullable:"false"`
}

// RowView is a part of a receipt for one node.
type RowView struct {
	Node       Named        `json:"node"`
	ContractID ref.ID       `json:"contract_id"`
	ContractNo string       `json:"contract_number"`
	Customer   Named        `json:"customer"`
	DueOn      workday.Date `json:"due_on"`
	Open       *money.Money `json:"open"`
	Amount     *money.Money `json:"amount"`
}

func named(id ref.ID, name string) *Named {
	if id.IsZero() {
		return nil
	}
	return &Named{id, name}
}

func receiptView(a *authz.Actor, r *Receipt, actions []string) ReceiptView {
	p := seesPrice(a)
	v := ReceiptView{ID: r.ID, Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Number: r.Number, Kind: r.Kind, State: r.State, Amount: yuan(p, r.Amount), Allocated: yuan(p, r.Allocated), Billed: yuan(p, r.Billed),
		Unapplied: yuan(p, r.Unapplied()), ReceivedOn: r.ReceivedOn, MaturesOn: r.MaturesOn, CashOn: r.CashOn, PayerName: r.PayerName, BankRef: r.BankRef, Memo: r.Memo, ThirdParty: r.ThirdParty, LetterID: r.LetterID, ProofID: r.ProofID,
		Entity: Named{r.EntityID, r.Entity}, DepartmentID: r.DepartmentID, Owner: named(r.OwnerID, r.Owner), Customer: named(r.CustomerID, r.Customer), Contract: named(r.ContractID, r.Title), ContractNo: r.Contract,
		ClaimedBy: named(r.ClaimedBy, r.Claimant), ClaimedAt: instant(r.ClaimedAt), ConfirmedOn: r.ConfirmedOn, Reason: r.Reason, Actions: actions, Masked: []string{}}
	if r.PayerAccount != "" {
		v.PayerAccount = contactform.MaskBankAccount(r.PayerAccount)
		v.Masked = append(v.Masked, "payer_account")
	}
	if !p {
		v.Masked = append(v.Masked, "amount", "allocated", "billed", "unapplied")
	}
	return v
}

func allocationViews(all []Allocation, priced bool) []AllocationView {
	out := make([]AllocationView, len(all))
	for i, a := range all {
		out[i] = AllocationView{a.ID, a.Target.Kind, Named{a.Target.ID, a.Name}, a.Label, yuan(priced, a.Amount), a.On, a.At, Named{a.By, a.Person}, a.Reverses}
	}
	return out
}

func suggestionViews(all []Suggestion, priced bool) []SuggestionView {
	out := make([]SuggestionView, len(all))
	for i, x := range all {
		out[i] = SuggestionView{x.Rule, make([]RowView, len(x.Rows))}
		for n, r := range x.Rows {
			out[i].Rows[n] = RowView{Named{r.Node, r.Name}, r.Contract, r.Number, Named{r.Customer, r.Payer}, r.DueOn, yuan(priced, r.Open), yuan(priced, r.Amount)}
		}
	}
	return out
}
