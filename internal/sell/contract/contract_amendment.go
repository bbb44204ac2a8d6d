package contract

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/terms"
)

// Errors of amendments.
var (
	ErrAmendmentNotFound = fault.New(fault.NotFound, "amendment.not_found", "no such amendment")
	ErrAmendmentState    = fault.New(fault.Conflict, "amendment.state", "the amendment's state does not allow this")
	ErrAmendmentBase     = fault.New(fault.Conflict, "amendment.base_changed", "another amendment came into force since; submit this one again")
	ErrAmendmentPrice    = fault.New(fault.Invalid, "amendment.price", "the contract's price and its tax lines stay above zero")
	ErrAmendmentPeriod   = fault.New(fault.Invalid, "amendment.period", "the works cannot end before they start")
)

// AmendmentState is where an amendment stands.
type AmendmentState string

// States of amendments.
const (
	AmendmentDraft     AmendmentState = "draft"
	AmendmentApproving AmendmentState = "approving"
	AmendmentApproved  AmendmentState = "approved"
	AmendmentSigned    AmendmentState = "signed" // in force
	AmendmentRejected  AmendmentState = "rejected"
	AmendmentVoided    AmendmentState = "voided"
)

var amendmentMoves = map[AmendmentState][]AmendmentState{
	AmendmentDraft:     {AmendmentApproving, AmendmentVoided},
	AmendmentApproving: {AmendmentApproved, AmendmentRejected, AmendmentDraft, AmendmentVoided},
	AmendmentApproved:  {AmendmentSigned, AmendmentDraft, AmendmentVoided},
	AmendmentRejected:  {AmendmentDraft, AmendmentVoided},
}

// Amendment changes a contract in force once both sides have signed it.
type Amendment struct {
	ID         ref.ID    `track:"-"`
	Version    int64     `track:"-"`
	CreatedAt  time.Time `track:"-"`
	UpdatedAt  time.Time `track:"-"`
	ContractID ref.ID    `track:"public"`
	EntityID   ref.ID    `track:"-"` // of the contract

	Number   int64        `track:"public"` // 1 for the first of the contract
	Title    string       `track:"public"`
	Note     string       `track:"public"`
	Delta    int64        `track:"price"` // fen, tax included; may be below zero
	TaxLines []TaxLine    `track:"price"` // of the delta
	Days     int64        `track:"public"`
	Terms    *terms.Terms `track:"public"` // nil keeps what was agreed
	Payments []Payment    `track:"price"`  // none keeps the ratios
	Clauses  []Clause     `track:"public"`

	State       AmendmentState `track:"public"`
	Base        int64          `track:"public"` // amendments in force when it was submitted
	Hash        string         `track:"public"`
	SubmittedBy ref.ID         `track:"public"`
	ScanID      ref.ID         `track:"public"`
	ScanSHA256  string         `track:"public"`
	SignedOn    workday.Date   `track:"public"`
	PriceAfter  int64          `track:"price"` // of the contract, once signed
	Reason      string         `track:"public"`

	Waivers []Waiver `track:"public"`
}

// Subject implements db.Record.
func (a *Amendment) Subject() db.Subject {
	return db.Subject{Ref: ref.To(AmendmentKind, a.ID), Label: a.Title, Entity: a.EntityID, Version: a.Version}
}

func (a *Amendment) move(to AmendmentState) error {
	if !slices.Contains(amendmentMoves[a.State], to) {
		return ErrAmendmentState.With("state", string(a.State))
	}
	a.State = to
	return nil
}

// AmendmentInput is what a person may write of an amendment.
type AmendmentInput struct {
	Title    string
	Note     string
	Delta    int64
	TaxLines []TaxLine
	Days     int64
	Terms    *terms.Terms
	Payments []Payment
	Clauses  []Clause
}

// check normalises the input and answers every broken rule at once.
func (d *AmendmentInput) check() error {
	d.Title = strings.TrimSpace(d.Title)
	var c fault.Checks
	c.Check(d.Title != "", "title", "required")
	c.Check(d.Delta >= -MaxAmount && d.Delta <= MaxAmount, "price_change", "too_large")
	c.Check(d.Days >= -maxDays && d.Days <= maxDays, "duration_change", "too_large")
	c.Check(d.Delta != 0 || d.Days != 0 || d.Terms != nil || len(d.Clauses) > 0, "clauses", "required")
	var total int64
	for i, l := range d.TaxLines {
		at := fmt.Sprintf("tax_lines[%d].", i)
		c.Check(l.Rate >= 0 && l.Rate < money.RateOne, at+"rate", "not_allowed")
		c.Check(l.Gross() >= -MaxAmount && l.Gross() <= MaxAmount, at+"amount", "too_large")
		total += min(max(l.Gross(), -MaxAmount), MaxAmount)
	}
	c.Check(total == d.Delta, "tax_lines", "does_not_add_up")
	checkPayments(&c, d.Payments)
	if err := c.Err(); err != nil || d.Terms == nil {
		return err
	}
	return d.Terms.Validate("terms")
}

func (a *Amendment) apply(d AmendmentInput) {
	a.Title, a.Note, a.Delta, a.Days = d.Title, d.Note, d.Delta, d.Days
	a.TaxLines, a.Clauses, a.Terms = append([]TaxLine{}, d.TaxLines...), append([]Clause{}, d.Clauses...), nil
	a.Payments = []Payment{}
	if d.Terms != nil {
		t := bare(*d.Terms)
		a.Terms, a.Payments = &t, identified(ref.Nil, d.Payments)
	}
}

// after returns the contract as the amendment makes it; c stays as it is.
// Errors: [ErrAmendmentPrice], [ErrAmendmentPeriod].
func (a *Amendment) after(c *Contract) (Contract, error) {
	n := *c
	n.CurrentPrice += a.Delta
	n.TaxLines = merged(c.TaxLines, a.TaxLines)
	below := slices.ContainsFunc(n.TaxLines, func(l TaxLine) bool { return l.Gross() < 0 })
	if n.CurrentPrice <= 0 || n.CurrentPrice > MaxAmount || below {
		return n, ErrAmendmentPrice
	}
	if n.Days += a.Days; n.Days < 0 {
		return n, ErrAmendmentPeriod
	}
	if !n.FinishOn.IsZero() {
		n.FinishOn = n.FinishOn.AddDays(int(a.Days))
	}
	if !n.StartOn.IsZero() && !n.FinishOn.IsZero() && n.FinishOn < n.StartOn {
		return n, ErrAmendmentPeriod
	}
	if a.Terms != nil {
		n.Terms = *a.Terms
	}
	if len(a.Payments) > 0 {
		n.Payments = a.Payments
	}
	n.Amended++
	return n, n.split()
}

// ready answers why the amendment cannot go on: the terms that it leads to.
func (a *Amendment) ready(after *Contract, payer string, today workday.Date) error {
	if err := complete(after.Payments, after.CurrentPrice); err != nil {
		return err
	}
	return waived(a.inspect(after, payer, today))
}

// inspect looks at the terms that the amendment leads to.
func (a *Amendment) inspect(after *Contract, payer string, today workday.Date) []Finding {
	signed := *after
	if signed.SignedOn = a.SignedOn; signed.SignedOn.IsZero() {
		signed.SignedOn = today
	}
	return signed.inspect(payer, today, a.Waivers...)
}

// pair is an amendment with its contract.
type pair struct {
	*Amendment
	c *Contract
}

func amendable(states ...AmendmentState) func(pair, *authz.Actor) error {
	return func(p pair, by *authz.Actor) error {
		if err := actAmend.When(p.c, by); err != nil {
			return err
		}
		if !slices.Contains(states, p.State) {
			return ErrAmendmentState.With("state", string(p.State))
		}
		return nil
	}
}

type amendmentAction = authz.Action[pair]

// Verbs on an amendment.
var (
	amendUpdate  = amendmentAction{Verb: "update", Permission: PermAmend, When: amendable(AmendmentDraft, AmendmentRejected)}
	amendWaive   = amendmentAction{Verb: "waive", Permission: PermWaive, When: amendable(AmendmentDraft, AmendmentRejected)}
	amendSubmit  = amendmentAction{Verb: "submit", Permission: PermAmend, When: amendable(AmendmentDraft)}
	amendRecall  = amendmentAction{Verb: "recall", Permission: PermAmend, When: amendable(AmendmentApproved)}
	amendSign    = amendmentAction{Verb: "sign", Permission: PermSign, When: amendable(AmendmentApproved)}
	amendVoid    = amendmentAction{Verb: "void", Permission: PermAmend, When: notSigned}
	amendActions = []amendmentAction{amendUpdate, amendWaive, amendSubmit, amendRecall, amendSign, amendVoid}
)

// notSigned: an amendment that leads nowhere is struck out also when its
// contract has ended.
func notSigned(p pair, _ *authz.Actor) error {
	if p.State == AmendmentSigned || p.State == AmendmentVoided {
		return ErrAmendmentState.With("state", string(p.State))
	}
	return nil
}

// pendingChange is what amendments on their way would add to the price.
func pendingChange(all []Amendment) (fen int64) {
	for _, a := range all {
		if a.State == AmendmentApproving || a.State == AmendmentApproved {
			fen += a.Delta
		}
	}
	return fen
}
