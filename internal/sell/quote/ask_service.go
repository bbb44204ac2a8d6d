package quote

import (
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/pipeline"
	"gongqiao/internal/sell/terms"
)

// Agreed is an offer that other modules draw from: what was offered, exactly.
type Agreed struct {
	ID          ref.ID
	Root        ref.ID
	Number      string
	Revision    int64
	Title       string
	Opportunity ref.ID
	Customer    ref.ID
	Owner       ref.ID
	State       State
	Hash        string
	LinesHash   string
	Basis       Basis
	Terms       terms.Terms
	Sums        Sums
	Taxes       []TaxGroup  // sum to the net and the VAT
	Margin      *money.Rate // nil while nobody knows it
	Evidence    ref.ID
	AcceptedAt  time.Time // zero unless it was accepted
	Lines       []Line
}

// HoldTx keeps others from changing a quote until the transaction ends, for who
// draws from it. Errors: [ErrNotFound].
func (s *Service) HoldTx(tx *db.Tx, id ref.ID) error { return hold(tx, id) }

// ApprovedTx reports whether an offer for an opportunity may go out, or has gone
// out and still stands, and since when. It checks no right.
func (s *Service) ApprovedTx(tx *db.Tx, opportunity ref.ID) (ok bool, at time.Time, err error) {
	all, err := ofOpportunity(tx, opportunity)
	for i := range all {
		if n := &all[i]; n.State.cleared() && at.Before(n.ApprovedAt) {
			ok, at = true, n.ApprovedAt
		}
	}
	return ok, at, err
}

// AcceptedTx returns the offer that the customer accepted for an opportunity.
// It checks no right. Errors: [ErrNotFound] while he accepted none.
func (s *Service) AcceptedTx(tx *db.Tx, opportunity ref.ID) (Agreed, error) {
	all, err := ofOpportunity(tx, opportunity)
	if err != nil {
		return Agreed{}, err
	}
	for i := range all {
		if all[i].State == StateAccepted {
			return agreed(tx, &all[i].Quote)
		}
	}
	return Agreed{}, ErrNotFound
}

// VersionTx returns one revision with its lines, in whatever state. It checks no
// right. Errors: [ErrNotFound].
func (s *Service) VersionTx(tx *db.Tx, id ref.ID) (Agreed, error) {
	n, err := load(tx, id)
	if err != nil {
		return Agreed{}, err
	}
	return agreed(tx, &n.Quote)
}

// ForContractTx returns a quote that the actor may read and that was accepted.
// Errors: [ErrNotFound] for any other.
func (s *Service) ForContractTx(tx *db.Tx, id ref.ID) (Agreed, error) {
	n, err := get(tx, id)
	switch {
	case err != nil:
		return Agreed{}, err
	case n.State != StateAccepted:
		return Agreed{}, ErrNotFound
	}
	return agreed(tx, &n.Quote)
}

func agreed(tx *db.Tx, q *Quote) (Agreed, error) {
	b, err := billOf(tx, q)
	if err != nil {
		return Agreed{}, err
	}
	_, groups, err := b.price()
	if err != nil {
		return Agreed{}, err
	}
	a := Agreed{ID: q.ID, Root: q.RootID, Number: q.Number, Revision: q.Revision, Title: q.Title, Opportunity: q.OpportunityID, Customer: q.CustomerID, Owner: q.OwnerID, State: q.State,
		Hash: q.Hash, LinesHash: b.LinesHash(), Basis: q.Basis, Terms: q.Terms, Sums: q.Totals.sums(), Taxes: groups, Evidence: q.EvidenceID, Lines: b.Lines}
	if !q.EstimatedAt.IsZero() {
		a.Margin = &q.Margin
	}
	if q.State == StateAccepted {
		a.AcceptedAt = q.ClosedAt
	}
	return a, nil
}

// StandingTx implements pipeline.Quotes: how far the offers of an opportunity
// have come, and whose turn it is. Reviewers and approvers are told by their
// tasks; here the owner stands for them.
func (s *Service) StandingTx(tx *db.Tx, opportunity ref.ID) (pipeline.QuoteStanding, error) {
	var st pipeline.QuoteStanding
	offers, err := courses(tx, opportunity)
	for _, c := range offers {
		if c.State == StateAccepted {
			st.AcceptedAt, st.Accepted, st.Amount = c.ClosedAt, c.ID, c.Gross
		}
		if c.State.cleared() && st.ApprovedAt.Before(c.ApprovedAt) {
			st.ApprovedAt = c.ApprovedAt
		}
		if !c.State.answered() && st.Waiting.ID.IsZero() {
			st.Waiting, st.Since = pipeline.Person{ID: c.OwnerID, Name: c.Owner}, c.UpdatedAt
		}
	}
	return st, err
}
