package contract

import (
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// ScopeTx returns the scope of a contract that the actor may read, and its
// label, for records that hang on it. Errors: [ErrNotFound].
func (s *Service) ScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	c, err := get(tx, id)
	if err != nil {
		return authz.Scope{}, "", err
	}
	return c.Scope(), c.Subject().Label, nil
}

// InForceTx returns what other modules may know of a contract that binds: in
// force, suspended, completed or settled. It checks no right. Errors:
// [ErrNotFound], [ErrNotInForce].
func (s *Service) InForceTx(tx *db.Tx, id ref.ID) (Facts, error) {
	c, err := load(tx, id)
	if err != nil {
		return Facts{}, err
	}
	if !c.inForce() {
		return Facts{}, ErrNotInForce
	}
	return c.facts(ref.Nil), nil
}

// RestsTx reports whether a contract is suspended. It checks no right. Errors:
// [ErrNotFound].
func (s *Service) RestsTx(tx *db.Tx, id ref.ID) (bool, error) {
	c, err := load(tx, id)
	return c.State == StateSuspended, err
}

// BindsTx reports whether a contract with a customer binds. It checks no right.
func (s *Service) BindsTx(tx *db.Tx, customer ref.ID) (bool, error) { return binds(tx, customer) }

// DrawnTx reports whether a contract was drawn from a quote and not voided since.
// It checks no right.
func (s *Service) DrawnTx(tx *db.Tx, quote ref.ID) (bool, error) { return quoteUsed(tx, quote) }

// PriceTx returns what is to be paid under a contract: the audited price once
// it is settled, the price with the amendments in force before. It checks no
// right. Errors: [ErrNotFound].
func (s *Service) PriceTx(tx *db.Tx, id ref.ID) (money.Money, error) {
	c, err := load(tx, id)
	if err != nil {
		return money.Money{}, err
	}
	if c.FinalPrice > 0 {
		return money.CNY(c.FinalPrice), nil
	}
	return money.CNY(c.CurrentPrice), nil
}
