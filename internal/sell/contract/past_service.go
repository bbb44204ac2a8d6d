package contract

import (
	"errors"
	"slices"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/terms"
)

// Past is a contract that an import brings: it was signed, or came to nothing,
// and may lack what a new one needs: payments, reviews, the signed scan, the
// customer's credit code.
type Past struct {
	Draft
	ID         ref.ID
	Scope      authz.Scope
	Number     string // empty gets the next one
	State      State
	SignedOn   workday.Date
	AcceptedOn workday.Date
	SettledOn  workday.Date
	ClosedOn   workday.Date
	FinalPrice int64 // fen, audited; 0 when there was no settlement
}

// PastStates are those in which a contract of the past may stand: behind signing.
var PastStates = []string{"in_force", "suspended", "completed", "settled", "closed", "terminated", "voided"}

// Check answers what cannot be true of any contract.
func (p *Past) Check(today workday.Date) error {
	d := &p.Draft
	var c fault.Checks
	c.Check(!d.CustomerID.IsZero(), "customer", "required")
	c.Check(d.Title != "", "title", "required")
	c.Check(slices.Contains(Types, d.Type), "type", "not_allowed")
	c.Check(slices.Contains(Pricing, d.Pricing), "pricing_type", "not_allowed")
	c.Check(d.Price > 0, "price", "not_positive")
	c.Check(d.Price <= MaxAmount, "price", "too_large")
	checkLines(&c, d.TaxLines, d.Price)
	d.checkDates(&c)
	c.Check(slices.Contains(PastStates, string(p.State)), "state", "not_allowed")
	c.Check(!p.SignedOn.IsZero() || p.State == StateVoided, "signed_on", "required")
	for key, on := range map[string]workday.Date{"signed_on": p.SignedOn, "accepted_on": p.AcceptedOn, "settled_on": p.SettledOn, "closed_on": p.ClosedOn} {
		c.Check(on <= today, key, "in_future")
		c.Check(on.IsZero() || on >= p.SignedOn, key, "before_start")
	}
	settled := p.State == StateSettled || p.State == StateClosed
	c.Check(!settled || p.FinalPrice > 0, "final_price", "required")
	c.Check(p.FinalPrice >= 0, "final_price", "negative")
	c.Check(p.FinalPrice <= MaxAmount, "final_price", "too_large")
	return c.Err()
}

// AddPastTx writes a contract of the past. It asks for no rights and emits
// nothing: nothing comes into force now. Errors: those of Check, [ErrIDInUse].
func (s *Service) AddPastTx(tx *db.Tx, p Past) error {
	st, err := s.begin(tx, p.Scope.Entity)
	if err != nil {
		return err
	}
	if err := p.Check(st.on); err != nil {
		return err
	}
	c := Contract{ID: p.ID, EntityID: p.Scope.Entity, DepartmentID: p.Scope.Department, OwnerID: p.Scope.Owner, Number: p.Number, Origin: "import", Custom: "{}", State: p.State, Mode: Modes[0],
		SignedOn: p.SignedOn, AcceptedOn: p.AcceptedOn, SettledOn: p.SettledOn, ClosedOn: p.ClosedOn, FinalPrice: p.FinalPrice}
	owner, contractor, err := pastSides(tx, p.CustomerID, c.EntityID)
	if err != nil {
		return err
	}
	p.Terms = terms.Terms{}
	if err := c.apply(p.Draft, owner, contractor); err != nil {
		return err
	}
	if c.Number == "" {
		if c.Number, err = s.Numbers.NextTx(tx, c.EntityID, c.Type); err != nil {
			return err
		}
	}
	if err := insert(tx, &c); err != nil {
		return err
	}
	return tx.Audit("contract.import", nil, &c)
}

// pastSides are both main parties, whose credit codes may not be known.
func pastSides(tx *db.Tx, customer, entity ref.ID) (owner, contractor Party, err error) {
	p, err := payerOf(tx, customer)
	if err != nil {
		return owner, contractor, err
	}
	owner, contractor = Party{Role: RoleOwner, Name: p.name, USCC: p.uscc}, Party{Role: RoleContractor}
	contractor.Name, contractor.USCC, err = entityOf(tx, entity)
	return owner, contractor, err
}

// NamesakeTx returns the contract that has a number, or else one of a customer
// with exactly this title; the zero id when there is none. Visible says whether
// the actor may read it.
func (s *Service) NamesakeTx(tx *db.Tx, number string, customer ref.ID, title string) (id ref.ID, visible bool, err error) {
	id, scope, err := namesake(tx, number, customer, title)
	if err != nil || id.IsZero() {
		return id, false, err
	}
	err = tx.Visible(PermRead, scope, ErrNotFound, id)
	if errors.Is(err, ErrNotFound) {
		return id, false, nil
	}
	return id, err == nil, err
}

// RemoveTx takes a contract back that an import brought. The caller has seen that
// nobody changed it and that nothing hangs on it. Errors: [ErrNotFound].
func (s *Service) RemoveTx(tx *db.Tx, id ref.ID) error {
	c, err := load(tx, id)
	if err != nil {
		return err
	}
	if err := remove(tx, &c); err != nil {
		return err
	}
	return tx.Audit("contract.undo", &c, nil)
}
