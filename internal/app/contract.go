package app

import (
	"gongqiao/internal/base/approval"
	"gongqiao/internal/base/numbering"
	"gongqiao/internal/base/org"
	"gongqiao/internal/base/task"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/pipeline"
	"gongqiao/internal/sell/quote"
)

// What module contract asks of its neighbours, in its own words.

type contractNumbers struct{}

func (contractNumbers) NextTx(tx *db.Tx, entity ref.ID, kind string) (string, error) {
	return numbering.NextOf(tx, numbering.Contract, kind, entity)
}

type contractOpportunities struct{ pipeline *pipeline.Service }

func (o contractOpportunities) ScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	return o.pipeline.ScopeTx(tx, id, pipeline.PermRead)
}

type contractQuotes struct{ quotes *quote.Service }

// AcceptedTx hands out what a customer accepted; it stays the accepted one until
// the contract is there.
func (q contractQuotes) AcceptedTx(tx *db.Tx, id ref.ID) (contract.Accepted, error) {
	if err := q.quotes.HoldTx(tx, id); err != nil {
		return contract.Accepted{}, err
	}
	a, err := q.quotes.ForContractTx(tx, id)
	if err != nil {
		return contract.Accepted{}, err
	}
	out := contract.Accepted{Revision: a.Revision, Hash: a.Hash, Title: a.Title, Customer: a.Customer, Opportunity: a.Opportunity, Owner: a.Owner, Terms: a.Terms, Margin: a.Margin}
	for _, g := range a.Taxes {
		rate := money.Rate(g.Rate)
		out.TaxLines = append(out.TaxLines, contract.TaxLine{Name: rate.Percent(), Rate: rate, Net: g.Net, Tax: g.VAT})
	}
	return out, nil
}

type contractTasks struct {
	*task.Service
	org *org.Service
}

// reviewers says which role makes a part of the review.
var reviewers = map[contract.Part]string{contract.Legal: "commercial", contract.Finance: "finance", contract.Technical: "technical"}

// ReviewTx gives a review to whoever holds its role nearest to the contract's
// department; without one it waits in the list of those who may make it.
func (c contractTasks) ReviewTx(tx *db.Tx, t contract.ReviewTask) error {
	holder, err := c.org.HolderTx(tx, reviewers[t.Part], t.Scope.Department)
	if err != nil || holder.IsZero() || holder == t.By {
		return err
	}
	_, err = c.CreateTx(tx, task.Made{Key: t.Key, On: t.On, Scope: t.Scope, Kind: task.Review, Title: "合同会签", Code: "task.contract_review." + string(t.Part), Assignee: holder, DueAt: t.DueAt, Fixed: true})
	return err
}

// signingMarks are when who waits for a signature is reminded, in hours before the
// time is up.
var signingMarks = []task.Offset{{Hours: 7 * 24}, {Hours: 3 * 24}, {Hours: 24}}

// SigningTx lets whoever handed a contract out see to its signature. When it stays
// out too long, the salesperson hears of it, or his manager when he handed it out.
func (c contractTasks) SigningTx(tx *db.Tx, t contract.SigningTask) error {
	if t.By.IsZero() {
		return nil
	}
	superior := t.Scope.Owner
	if superior == t.By {
		var err error
		if superior, err = c.org.HolderTx(tx, "sales_manager", t.Scope.Department); err != nil {
			return err
		}
	}
	_, err := c.CreateTx(tx, task.Made{Key: t.Key, On: t.On, Scope: t.Scope, Kind: task.Todo, Title: "催办合同签署：" + t.On.Label, Code: "task.contract_signing", Params: map[string]any{"contract": t.On.Label},
		Assignee: t.By, DueAt: t.DueAt, Reminders: signingMarks, EscalateTo: superior, Fixed: true})
	return err
}

// wireContract carries decisions to contracts, and a contract in force to the
// opportunity and the customer.
func (a *App) wireContract() {
	db.React(a.DB, "contract", func(tx *db.Tx, e approval.Approved) error {
		return a.Contracts.OnApprovedTx(tx, contract.Decision{Ref: e.Ref, Hash: e.Hash, By: e.By})
	})
	db.React(a.DB, "contract", func(tx *db.Tx, e approval.Rejected) error {
		return a.Contracts.OnRejectedTx(tx, contract.Decision{Ref: e.Ref, Hash: e.Hash, By: e.By, Comment: e.Comment})
	})
	db.React(a.DB, "contract", func(tx *db.Tx, e approval.Withdrawn) error {
		return a.Contracts.OnWithdrawnTx(tx, contract.Decision{Ref: e.Ref, Hash: e.Hash, By: e.By})
	})
	db.React(a.DB, "pipeline", func(tx *db.Tx, e contract.InForce) error {
		return a.Pipeline.OnContractInForceTx(tx, pipeline.ContractInForce{Opportunity: e.Opportunity, Contract: e.ID})
	})
	db.React(a.DB, "customer", func(tx *db.Tx, e contract.InForce) error { return a.Customers.ActivateTx(tx, e.Customer) })
}
