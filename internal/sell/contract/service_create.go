package contract

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/orgcode"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/terms"
)

// Fresh is a contract to be created, of one's own or out of an accepted quote.
type Fresh struct {
	ID      ref.ID // made by the caller, or zero
	Owner   ref.ID // the caller, or the quote's owner, when zero
	QuoteID ref.ID
	Terms   *terms.Terms // nil takes those of the quote, payments included
	Draft
}

// Create adds a draft and gives it its number. It needs [PermCreate]; for
// another owner than the caller it must reach that person. Errors:
// [ErrCustomer], [ErrNoUSCC], [ErrOwner], [ErrOpportunity], [ErrQuote],
// [ErrQuoteUsed], [ErrQuoted], [ErrIDInUse].
func (s *Service) Create(ctx context.Context, f Fresh) (ref.ID, error) {
	if f.ID.IsZero() {
		f.ID = ref.New()
	}
	return f.ID, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Actor.Require(PermCreate); err != nil {
			return err
		}
		c, f := Contract{ID: f.ID, State: StateDraft, Origin: "user", Custom: "{}"}, f
		if f.Terms != nil {
			f.Draft.Terms = *f.Terms
		}
		if !f.QuoteID.IsZero() {
			if err := s.draw(tx, &c, &f); err != nil {
				return err
			}
		}
		if err := s.place(tx, &c, f.Owner); err != nil {
			return err
		}
		if err := s.write(tx, &c, f.Draft); err != nil {
			return err
		}
		var err error
		if c.Number, err = s.Numbers.NextTx(tx, c.EntityID, c.Type); err != nil {
			return err
		}
		if err := insert(tx, &c); err != nil {
			return err
		}
		return tx.Audit("contract.create", nil, &c)
	})
}

// draw fills what the body left out with what the customer accepted.
func (s *Service) draw(tx *db.Tx, c *Contract, f *Fresh) error {
	q, err := s.Quotes.AcceptedTx(tx, f.QuoteID)
	if err != nil {
		return orElse(err, ErrQuote.At("quote_id", "unknown"))
	}
	if used, err := quoteUsed(tx, f.QuoteID); err != nil || used {
		return either(err, ErrQuoteUsed)
	}
	c.QuoteID, c.QuoteRevision, c.QuoteHash, c.Margin = f.QuoteID, q.Revision, q.Hash, q.Margin
	c.CustomerID, c.OpportunityID, c.TaxLines = q.Customer, q.Opportunity, q.TaxLines
	for _, l := range q.TaxLines {
		c.Price += l.Gross()
	}
	f.fill(c, q)
	return nil
}

func either(err error, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// fill completes the body with the quote's own values.
func (f *Fresh) fill(c *Contract, q Accepted) {
	if f.Owner.IsZero() {
		f.Owner = q.Owner
	}
	if f.CustomerID.IsZero() {
		f.CustomerID = q.Customer
	}
	if f.OpportunityID.IsZero() {
		f.OpportunityID = q.Opportunity
	}
	if strings.TrimSpace(f.Title) == "" {
		f.Title = q.Title
	}
	if f.Price == 0 && len(f.TaxLines) == 0 {
		f.Price, f.TaxLines = c.Price, slices.Clone(q.TaxLines)
	}
	if f.Terms == nil {
		f.Draft.Terms, f.Payments = q.Terms, nil
		for _, n := range q.Terms.Nodes {
			f.Payments = append(f.Payments, Payment{Node: n})
		}
	}
	if f.StartOn.IsZero() && f.FinishOn.IsZero() {
		f.StartOn, f.FinishOn = q.Terms.StartOn, q.Terms.FinishOn
	}
}

// place gives a new contract its owner and, with him, its department.
func (s *Service) place(tx *db.Tx, c *Contract, owner ref.ID) (err error) {
	c.OwnerID, c.DepartmentID, c.EntityID = tx.Actor.ID, tx.Actor.Department, tx.Actor.Entity
	if owner.IsZero() || owner == tx.Actor.ID {
		return nil
	}
	c.OwnerID = owner
	if c.EntityID, c.DepartmentID, err = s.People.HomeTx(tx, owner); err != nil {
		return orElse(err, ErrOwner.At("owner_id", "unknown"))
	}
	if !tx.Actor.Covers(PermCreate, c.Scope()) {
		return ErrOwner.At("owner_id", "unknown")
	}
	return nil
}

// write checks a draft with everything that it names and takes it over.
func (s *Service) write(tx *db.Tx, c *Contract, d Draft) error {
	if err := d.check(); err != nil {
		return err
	}
	if err := known(d.Payments, c.Payments); err != nil {
		return err
	}
	if err := c.likeQuote(&d); err != nil {
		return err
	}
	if d.CustomerID != c.CustomerID || c.Number == "" {
		if _, err := s.Customers.UsableTx(tx, d.CustomerID); err != nil {
			return orElse(err, ErrCustomer.At("customer_id", "unknown"))
		}
	}
	if d.OpportunityID != c.OpportunityID && !d.OpportunityID.IsZero() {
		if _, _, err := s.Opportunities.ScopeTx(tx, d.OpportunityID); err != nil {
			return orElse(err, ErrOpportunity.At("opportunity_id", "unknown"))
		}
	}
	owner, contractor, err := s.sides(tx, d.CustomerID, c.EntityID)
	if err != nil {
		return err
	}
	return c.apply(d, owner, contractor)
}

// known answers which ids of payments were made up: they are ours to give, for
// money is booked on them later.
func known(all []Payment, before ...[]Payment) error {
	var c fault.Checks
	for i, p := range all {
		same := func(x Payment) bool { return x.ID == p.ID }
		ok := p.ID.IsZero() || slices.ContainsFunc(slices.Concat(before...), same)
		c.Check(ok, "terms.nodes["+strconv.Itoa(i)+"].id", "unknown")
	}
	return c.Err()
}

// sides returns both main parties under the names of their own records.
// Errors: [ErrNoUSCC].
func (s *Service) sides(tx *db.Tx, customer, entity ref.ID) (owner, contractor Party, err error) {
	p, err := payerOf(tx, customer)
	if err != nil {
		return owner, contractor, err
	}
	if orgcode.Check(p.uscc) != nil {
		return owner, contractor, ErrNoUSCC.At("customer_id", "unknown")
	}
	owner, contractor = Party{Role: RoleOwner, Name: p.name, USCC: p.uscc}, Party{Role: RoleContractor}
	contractor.Name, contractor.USCC, err = entityOf(tx, entity)
	return owner, contractor, err
}

// Update replaces what is written of a draft; a rejected contract becomes a
// draft again. It needs [PermUpdate] over it. Errors: [ErrState], [ErrQuoted],
// and those of the things that the draft names.
func (s *Service) Update(ctx context.Context, id ref.ID, version int64, d Draft) error {
	return s.change(ctx, id, version, actUpdate, "", func(tx *db.Tx, c *Contract, _ *step) error {
		if err := s.write(tx, c, d); err != nil {
			return err
		}
		return c.reopen()
	})
}
