package quote

import (
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
)

// LineView is a line of a bill. Without sight of prices the rate, the ratio and
// the amount are null.
type LineView struct {
	ID       ref.ID          `json:"id"`
	Section  string          `json:"section"`
	Category Category        `json:"category" enum:"measured,measures,other,statutory,provisional"`
	Code     string          `json:"code"`
	Item     string          `json:"item" doc:"First nine digits of the code, fixed by the standard."`
	Sequence string          `json:"sequence" doc:"Last three digits, given by the author of the bill."`
	Name     string          `json:"name"`
	Features string          `json:"features"`
	Unit     string          `json:"unit"`
	Quantity money.Quantity  `json:"quantity" example:"1240"`
	UnitRate *money.UnitRate `json:"unit_rate" example:"742"`
	Base     Base            `json:"base" enum:"measured,measured_and_measures," doc:"What a share is worked out of; empty for quantity × unit rate."`
	Ratio    *money.Rate     `json:"ratio"`
	TaxRate  money.Rate      `json:"tax_rate" example:"0.09"`
	Note     string          `json:"note"`
	Amount   *money.Money    `json:"amount"`
}

// BillView is a quote's bill.
type BillView struct {
	QuoteID  ref.ID        `json:"quote_id"`
	Version  int64         `json:"version" doc:"Of the quote; edits want it."`
	Basis    Basis         `json:"basis" enum:"excl_tax,incl_tax"`
	Lines    []LineView    `json:"lines" nullable:"false"`
	Sections []SectionView `json:"sections" nullable:"false"`
	Taxes    []TaxView     `json:"taxes" nullable:"false"`
	Totals   *TotalsView   `json:"totals"`
	Masked   []string      `json:"masked" nullable:"false"`
}

// SectionView is what the lines of a section sum to.
type SectionView struct {
	Category Category     `json:"category"`
	Title    string       `json:"title"`
	Lines    int64        `json:"lines"`
	Amount   *money.Money `json:"amount"`
}

// TaxView is what the lines of one tax rate sum to.
type TaxView struct {
	Rate money.Rate  `json:"rate"`
	Net  money.Money `json:"net"`
	VAT  money.Money `json:"vat"`
}

// TouchedView is what an edit of cells left.
type TouchedView struct {
	QuoteID ref.ID      `json:"quote_id"`
	Version int64       `json:"version"`
	Changed []LineView  `json:"changed" nullable:"false" doc:"Lines that are different now, shares of others included."`
	Removed []ref.ID    `json:"removed" nullable:"false"`
	Lines   int64       `json:"lines"`
	Totals  *TotalsView `json:"totals"`
}

// DiffView is how a quote differs from another revision.
type DiffView struct {
	Quote   RevisionView `json:"quote"`
	Against RevisionView `json:"against"`
	Added   []LineView   `json:"added" nullable:"false"`
	Removed []LineView   `json:"removed" nullable:"false"`
	Changed []ChangeView `json:"changed" nullable:"false"`
	Same    int          `json:"same" doc:"Lines without a difference."`
	Delta   *money.Money `json:"delta" doc:"Difference of the totals including tax."`
}

// RevisionView names a revision and its total.
type RevisionView struct {
	ID       ref.ID       `json:"id"`
	Revision int64        `json:"revision"`
	State    State        `json:"state"`
	Amount   *money.Money `json:"amount"`
}

// ChangeView is a line that stands differently in two revisions.
type ChangeView struct {
	Before LineView     `json:"before"`
	After  LineView     `json:"after"`
	Fields []string     `json:"fields" nullable:"false"`
	Delta  *money.Money `json:"delta" doc:"Difference of the amounts."`
}

func lineView(l *Line, priced bool) LineView {
	item, sequence, _ := SplitCode(l.Code)
	v := LineView{ID: l.ID, Section: l.Section, Category: l.Category, Code: l.Code, Item: item, Sequence: sequence, Name: l.Name, Features: l.Features, Unit: l.Unit,
		Quantity: l.Quantity, Base: l.Base, TaxRate: l.TaxRate, Note: l.Note}
	if priced {
		v.UnitRate, v.Ratio, v.Amount = &l.UnitRate, &l.Ratio, some(l.Amount)
	}
	return v
}

func lineViews(lines []Line, priced bool) []LineView {
	views := make([]LineView, len(lines))
	for i := range lines {
		views[i] = lineView(&lines[i], priced)
	}
	return views
}

func billView(a *authz.Actor, q *Quote, b *Bill, groups []TaxGroup) BillView {
	priced := a.Sees(authz.Price)
	v := BillView{QuoteID: q.ID, Version: q.Version, Basis: q.Basis, Lines: lineViews(b.Lines, priced), Sections: []SectionView{}, Taxes: []TaxView{}, Masked: []string{}}
	for _, s := range b.sections() {
		x := SectionView{s.Category, s.Title, s.Lines, nil}
		if priced {
			x.Amount = some(s.Amount)
		}
		v.Sections = append(v.Sections, x)
	}
	if !priced {
		v.Masked = []string{"unit_rate", "ratio", "amount", "totals", "taxes"}
		return v
	}
	v.Totals = totalsView(q.Totals)
	for _, g := range groups {
		v.Taxes = append(v.Taxes, TaxView{money.Rate(g.Rate), money.CNY(g.Net), money.CNY(g.VAT)})
	}
	return v
}

func touchedView(a *authz.Actor, t Touched) TouchedView {
	v := TouchedView{QuoteID: t.Quote.ID, Version: t.Quote.Version, Changed: lineViews(t.Changed, a.Sees(authz.Price)), Removed: t.Removed, Lines: t.Quote.Lines}
	if a.Sees(authz.Price) {
		v.Totals = totalsView(t.Quote.Totals)
	}
	return v
}

func diffView(a *authz.Actor, old, q *Quote, d Difference) DiffView {
	priced := a.Sees(authz.Price)
	v := DiffView{Quote: RevisionView{ID: q.ID, Revision: q.Revision, State: q.State}, Against: RevisionView{ID: old.ID, Revision: old.Revision, State: old.State},
		Added: lineViews(d.Added, priced), Removed: lineViews(d.Removed, priced), Changed: []ChangeView{}, Same: d.Same}
	for i := range d.Changed {
		c := &d.Changed[i]
		x := ChangeView{Before: lineView(&c.Old, priced), After: lineView(&c.New, priced), Fields: c.Fields}
		if priced {
			x.Delta = some(c.New.Amount - c.Old.Amount)
		}
		v.Changed = append(v.Changed, x)
	}
	if priced {
		v.Quote.Amount, v.Against.Amount, v.Delta = some(q.Gross), some(old.Gross), some(q.Gross-old.Gross)
	}
	return v
}
