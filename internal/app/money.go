package app

import (
	"context"

	"gongqiao/internal/base/numbering"
	"gongqiao/internal/base/setting"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/money/collection"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/read/search"
	"gongqiao/internal/sell/contract"
)

// What the modules of money ask of their neighbours, in their own words.

type billingContracts struct{ contracts *contract.Service }

// AgreementTx translates a contract that binds.
func (c billingContracts) AgreementTx(tx *db.Tx, id ref.ID) (billing.Agreement, error) {
	f, err := c.contracts.InForceTx(tx, id)
	return agreement(f), err
}

// ProgressTx returns what was agreed about progress and late payments.
func (c billingContracts) ProgressTx(tx *db.Tx, id ref.ID) (r billing.Rates, err error) {
	f, err := c.contracts.InForceTx(tx, id)
	if p := f.Terms.ProgressRatio; p != nil {
		r.Progress = int64(*p)
	}
	if l := f.Terms.LateDaily; l != nil {
		r.LateDaily = int64(*l)
	}
	return r, err
}

// RestsTx reports whether a contract is suspended.
func (c billingContracts) RestsTx(tx *db.Tx, id ref.ID) (bool, error) {
	return c.contracts.RestsTx(tx, id)
}

func (c billingContracts) ScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	return c.contracts.ScopeTx(tx, id)
}

func agreement(f contract.Facts) billing.Agreement {
	a := billing.Agreement{Contract: f.ID, Number: f.Number, Customer: f.Customer, Owner: f.Owner, Entity: f.Entity, Dept: f.Dept, SignedOn: f.SignedOn, StartOn: f.StartOn, FinishOn: finishOf(f), Price: f.Price.Gross.Amount}
	if m := f.Terms.DefectsMonths; m != nil {
		a.Defects = *m
	}
	for _, n := range f.Nodes {
		a.Payments = append(a.Payments, billing.Payment{ID: n.ID, Position: n.Position, Kind: string(n.Kind), Name: nameOf(n), Trigger: n.Trigger, Milestone: n.Milestone, On: n.On, Ratio: n.Ratio, TermDays: n.TermDays})
	}
	return a
}

// nameOf is what people call a payment to which the contract gave no name.
func nameOf(n contract.Node) string {
	if n.Name != "" {
		return n.Name
	}
	return map[string]string{"advance": "预付款", "progress": "进度款", "milestone": "节点款", "delivery": "到货款", "completion": "竣工款", "settlement": "结算款", "retention": "质保金"}[string(n.Kind)]
}

// ledger answers contracts from the payment nodes, which are built after them.
type ledger struct{ app *App }

// StandingTx tells what became of a contract's payments.
func (l ledger) StandingTx(tx *db.Tx, id ref.ID) (contract.Standing, error) {
	s, err := l.app.Billing.StandingTx(tx, id)
	out := contract.Standing{Invoiced: s.Invoiced, Received: s.Received, Waived: s.Waived, Nodes: map[ref.ID]contract.NodeStanding{}}
	for id, n := range s.Nodes {
		out.Nodes[id] = contract.NodeStanding{State: string(n.State), Amount: n.Amount, DueOn: n.DueOn, Invoiced: n.Invoiced, Received: n.Received, Open: n.Open, Overdue: n.Overdue}
	}
	return out, err
}

// RetainedTx tells a project whether the customer still holds retention money.
func (l ledger) RetainedTx(tx *db.Tx, id ref.ID) (bool, error) {
	return l.app.Billing.RetainedTx(tx, id)
}

// CollectionTx tells a project what of its money is overdue.
func (l ledger) CollectionTx(tx *db.Tx, id ref.ID) (project.Collection, error) {
	days, known, err := l.app.Billing.OverdueTx(tx, id)
	return project.Collection{Known: known, OverdueDays: days}, err
}

// buildMoney builds what follows from contracts in money.
func (a *App) buildMoney(d *db.DB, p people) {
	a.Billing = billing.New(d, setting.Follow(a.Settings, billing.Usual, (*billing.Policy).Rules), billing.Neighbours{People: p, Contracts: billingContracts{a.Contracts}, Documents: a.Documents, Numbers: series(numbering.Invoice), Calendar: a.Settings.Calendar})
	a.buildCollection(d, p)
}

// buildCollection builds what collects the money; module customer holds quotes.
func (a *App) buildCollection(d *db.DB, p people) {
	a.Collect = collection.New(d, setting.Follow(a.Settings, collection.Defaults, (*collection.Policy).Rules), collection.Neighbours{People: p, Contracts: billingContracts{a.Contracts}, Billing: a.Billing, Customers: a.Customers, Documents: a.Documents, Receipts: series(numbering.Receipt), Orders: series(numbering.Collection)})
}

// wireMoney carries what was signed, confirmed, accepted and settled to the
// payments that wait for it.
func (a *App) wireMoney(r *records) {
	r.add(billing.NodeKind, a.Billing.NodeScopeTx)
	r.add(billing.InvoiceKind, a.Billing.InvoiceScopeTx)
	r.add(collection.ReceiptKind, a.Collect.ReceiptScopeTx)
	r.add(collection.OrderKind, a.Collect.ScopeTx)
	db.React(a.DB, "collection", func(tx *db.Tx, e billing.PaymentOverdue) error {
		return a.Collect.OnOverdueTx(tx, collection.Overdue{Node: e.ID, Contract: e.Contract})
	})
	db.React(a.DB, "billing", func(tx *db.Tx, e contract.InForce) error { return a.Billing.OnInForceTx(tx, agreement(e.Facts)) })
	db.React(a.DB, "billing", func(tx *db.Tx, e contract.Amended) error { return a.Billing.OnAmendedTx(tx, agreement(e.Facts)) })
	db.React(a.DB, "billing", func(tx *db.Tx, e contract.Completed) error {
		months := int64(0)
		if e.DefectsMonths != nil {
			months = *e.DefectsMonths
		}
		return a.Billing.OnCompletedTx(tx, e.ID, e.AcceptedOn, months)
	})
	db.React(a.DB, "billing", func(tx *db.Tx, e contract.Settled) error {
		return a.Billing.OnSettledTx(tx, e.ID, e.FinalPrice.Amount, e.Retained.Amount, e.SettledOn)
	})
	db.React(a.DB, "billing", func(tx *db.Tx, e contract.Terminated) error { return a.Billing.OnTerminatedTx(tx, e.ID) })
	db.React(a.DB, "billing", func(tx *db.Tx, e contract.Resumed) error { return a.Billing.OnResumedTx(tx, e.ID) })
	db.React(a.DB, "billing", func(tx *db.Tx, e project.Created) error { return a.Billing.OnProjectTx(tx, e.Contract, e.ID) })
	db.React(a.DB, "billing", func(tx *db.Tx, e project.Contracted) error { return a.Billing.OnProjectTx(tx, e.Contract, e.ID) })
	db.React(a.DB, "billing", func(tx *db.Tx, e project.MilestoneConfirmed) error {
		return a.Billing.OnMilestoneTx(tx, billing.MilestoneDone{Contract: e.Project.Contract, Key: e.Key, Name: e.Name, On: e.ConfirmedOn})
	})
	db.React(a.DB, "billing", func(tx *db.Tx, e project.StateChanged) error {
		if e.State != project.Executing || e.Contract.IsZero() {
			return nil
		}
		return a.Billing.OnStartedTx(tx, e.Contract, e.CommencedOn)
	})
}

func (a *App) findReceipts(ctx context.Context, q string, limit int) ([]search.Hit, error) {
	found, err := a.Collect.FindReceipts(ctx, q, limit)
	if err != nil {
		return nil, err
	}
	hits := make([]search.Hit, len(found))
	for i, r := range found {
		hits[i] = search.Hit{Kind: collection.ReceiptKind, ID: r.ID, Title: r.Number, Subtitle: r.PayerName}
	}
	return hits, nil
}

func (a *App) findInvoices(ctx context.Context, q string, limit int) ([]search.Hit, error) {
	found, err := a.Billing.FindInvoices(ctx, q, limit)
	if err != nil {
		return nil, err
	}
	hits := make([]search.Hit, len(found))
	for i, r := range found {
		title := r.Number
		if r.FiscalNumber != "" {
			title = r.FiscalNumber
		}
		hits[i] = search.Hit{Kind: billing.InvoiceKind, ID: r.ID, Title: title, Subtitle: r.BuyerName}
	}
	return hits, nil
}
