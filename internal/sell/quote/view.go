package quote

import (
	"time"

	"gongqiao/internal/kernel/contactform"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/sell/terms"
)

// Named is a record shown by its name.
type Named struct {
	ID   ref.ID `json:"id"`
	Name string `json:"name"`
}

// Row is a quote in the list. What the caller may not see is null and named in
// Masked.
type Row struct {
	ID          ref.ID       `json:"id"`
	Version     int64        `json:"version"`
	CreatedAt   time.Time    `json:"created_at"`
	UpdatedAt   time.Time    `json:"updated_at"`
	Number      string       `json:"number"`
	Revision    int64        `json:"revision" doc:"1 for the first; shown as V1."`
	Newest      bool         `json:"newest"`
	Title       string       `json:"title"`
	State       State        `json:"state" enum:"draft,reviewing,confirmed,approving,approved,sent,accepted,rejected,expired,superseded,withdrawn"`
	Opportunity Named        `json:"opportunity"`
	Customer    Named        `json:"customer"`
	Owner       Named        `json:"owner"`
	Entity      Named        `json:"entity"`
	Basis       Basis        `json:"basis" enum:"excl_tax,incl_tax"`
	Lines       int64        `json:"lines"`
	Amount      *money.Money `json:"amount" doc:"Including tax."`
	Margin      *money.Rate  `json:"margin" doc:"Null also while finance has not estimated the cost of this content."`
	ValidUntil  workday.Date `json:"valid_until" doc:"The last day; null before it was sent."`
	Masked      []string     `json:"masked" nullable:"false"`
	Actions     []string     `json:"actions" nullable:"false"`
}

// View is a quote's page without its lines.
type View struct {
	Row
	TaxRate      money.Rate      `json:"tax_rate" doc:"Of new lines."`
	ValidityDays int64           `json:"validity_days"`
	Standard     string          `json:"standard"`
	Note         string          `json:"note"`
	Terms        terms.Terms     `json:"terms"`
	Findings     []terms.Finding `json:"findings" nullable:"false" doc:"What the payment terms break today."`
	Totals       *TotalsView     `json:"totals"`
	Hash         string          `json:"hash" doc:"SHA-256 of the submitted content; empty in a draft."`
	SubmittedAt  *time.Time      `json:"submitted_at"`
	ConfirmedAt  *time.Time      `json:"confirmed_at"`
	ApprovedAt   *time.Time      `json:"approved_at"`
	SentAt       *time.Time      `json:"sent_at"`
	ClosedAt     *time.Time      `json:"closed_at"`
	Channel      string          `json:"channel"`
	Recipient    string          `json:"recipient"`
	PaperID      ref.ID          `json:"paper_id" doc:"Document that was sent."`
	EvidenceID   ref.ID          `json:"evidence_id"`
	Reason       string          `json:"reason"`
	Technical    PartView        `json:"technical"`
	Finance      PartView        `json:"finance"`
	Reviews      []ReviewView    `json:"reviews" nullable:"false"`
	Estimate     *EstimateView   `json:"estimate"`
	LeastMargin  *money.Rate     `json:"least_margin" doc:"That of the floor price; for those who see cost."`
}

// TotalsView are the sums of a bill. Those of parts are with or without tax as
// the basis says.
type TotalsView struct {
	Measured    money.Money `json:"measured"`
	Measures    money.Money `json:"measures"`
	Other       money.Money `json:"other"`
	Statutory   money.Money `json:"statutory"`
	Provisional money.Money `json:"provisional"`
	Net         money.Money `json:"net"`
	VAT         money.Money `json:"vat"`
	Gross       money.Money `json:"gross"`
}

// PartView is how far one of the two reviews has come.
type PartView struct {
	Status string `json:"status" enum:"none,pending,passed,refused"`
	By     *Named `json:"by"`
}

// ReviewView is what one reviewer said.
type ReviewView struct {
	Part     Part      `json:"part" enum:"technical,finance"`
	Passed   bool      `json:"passed"`
	Counts   bool      `json:"counts" doc:"It is about the present content and was not voided by an edit."`
	Note     string    `json:"note"`
	Findings Findings  `json:"findings"`
	Reviewer Named     `json:"reviewer"`
	At       time.Time `json:"at"`
	Hash     string    `json:"hash"`
}

// EstimateView is what finance worked out; only for those who see cost.
type EstimateView struct {
	Costs   CostsView   `json:"costs"`
	Cost    money.Money `json:"cost"`
	Margin  money.Rate  `json:"margin" doc:"(net − cost) ÷ net."`
	Floor   money.Money `json:"floor" doc:"Lowest price without tax that keeps the least margin."`
	Current bool        `json:"current" doc:"False when the content changed since: cost and margin are zero, the parts are the old ones."`
}

// CostsView are costs by category.
type CostsView struct {
	Labour      money.Money `json:"labour"`
	Material    money.Money `json:"material"`
	Machinery   money.Money `json:"machinery"`
	Subcontract money.Money `json:"subcontract"`
	Measures    money.Money `json:"measures"`
	Indirect    money.Money `json:"indirect"`
	Finance     money.Money `json:"finance"`
	Risk        money.Money `json:"risk"`
	Surcharges  money.Money `json:"tax_surcharges"`
}

func row(a *authz.Actor, n *named) Row {
	q := &n.Quote
	r := Row{ID: q.ID, Version: q.Version, CreatedAt: q.CreatedAt, UpdatedAt: q.UpdatedAt, Number: q.Number, Revision: q.Revision, Newest: q.Newest, Title: q.Title, State: q.State,
		Opportunity: Named{q.OpportunityID, n.Opportunity}, Customer: Named{q.CustomerID, n.Customer}, Owner: Named{q.OwnerID, n.names.Owner}, Entity: Named{q.EntityID, n.Entity},
		Basis: q.Basis, Lines: q.Lines, ValidUntil: q.ValidUntil, Masked: []string{}}
	if a.Sees(authz.Price) {
		r.Amount = some(q.Gross)
	} else {
		r.Masked = append(r.Masked, "amount")
	}
	switch {
	case !a.Sees(authz.Cost):
		r.Masked = append(r.Masked, "margin")
	case !q.EstimatedAt.IsZero():
		r.Margin = &q.Margin
	}
	r.Actions = authz.Actions(a, "", q.Scope(), q, actions)
	return r
}

func some(fen int64) *money.Money { m := money.CNY(fen); return &m }

func when(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func view(a *authz.Actor, n *named, reviews []Review, found []terms.Finding, acts []string, p Policy) (View, error) {
	q := &n.Quote
	v := View{Row: row(a, n), TaxRate: q.TaxRate, ValidityDays: q.ValidityDays, Standard: q.Standard, Note: q.Note, Terms: q.Terms, Findings: found, Hash: q.Hash,
		SubmittedAt: when(q.SubmittedAt), ConfirmedAt: when(q.ConfirmedAt), ApprovedAt: when(q.ApprovedAt), SentAt: when(q.SentAt), ClosedAt: when(q.ClosedAt),
		Channel: q.Channel, Recipient: q.Recipient, PaperID: q.PaperID, EvidenceID: q.EvidenceID, Reason: q.Reason,
		Technical: partView(q, reviews, Technical), Finance: partView(q, reviews, Finance), Reviews: []ReviewView{}}
	v.Actions = acts
	for i := range reviews {
		r := &reviews[i]
		v.Reviews = append(v.Reviews, ReviewView{r.Part, r.Passed, r.counts(q.Hash), r.Note, r.Findings, Named{r.ReviewerID, r.Reviewer}, r.ReviewedAt, r.Hash})
	}
	if a.Sees(authz.Price) {
		v.Totals = totalsView(q.Totals)
	} else {
		v.Masked = append(v.Masked, "totals")
	}
	if !a.Sees(authz.Contact) && q.Channel == "email" {
		v.Recipient = contactform.MaskEmail(q.Recipient)
		v.Masked = append(v.Masked, "recipient")
	}
	return v, v.estimate(a, q, p)
}

// estimate shows cost to those who see it.
func (v *View) estimate(a *authz.Actor, q *Quote, p Policy) error {
	if !a.Sees(authz.Cost) {
		v.Masked = append(v.Masked, "estimate", "least_margin")
		return nil
	}
	v.LeastMargin = &p.MinMargin
	if q.Costs == (Costs{}) {
		return nil
	}
	floor, err := q.floor(p.MinMargin)
	c := q.Costs
	v.Estimate = &EstimateView{CostsView{money.CNY(c.Labour), money.CNY(c.Material), money.CNY(c.Machinery), money.CNY(c.Subcontract), money.CNY(c.Measures), money.CNY(c.Indirect),
		money.CNY(c.Finance), money.CNY(c.Risk), money.CNY(c.Surcharges)}, money.CNY(q.Cost), q.Margin, floor, !q.EstimatedAt.IsZero()}
	return err
}

func totalsView(t Totals) *TotalsView {
	return &TotalsView{money.CNY(t.Measured), money.CNY(t.Measures), money.CNY(t.Other), money.CNY(t.Statutory), money.CNY(t.Provisional), money.CNY(t.Net), money.CNY(t.VAT), money.CNY(t.Gross)}
}

// partView says how far a part has come: its last review, unless an edit has
// voided it.
func partView(q *Quote, reviews []Review, p Part) PartView {
	v := PartView{Status: "none"}
	if q.State == StateReviewing {
		v.Status = "pending"
	}
	for i := range reviews {
		r := &reviews[i]
		switch {
		case r.Part != p || !r.VoidedAt.IsZero():
		case r.counts(q.Hash):
			v = PartView{"passed", &Named{r.ReviewerID, r.Reviewer}}
		case !r.Passed && q.State == StateDraft:
			v = PartView{"refused", &Named{r.ReviewerID, r.Reviewer}}
		}
	}
	return v
}
