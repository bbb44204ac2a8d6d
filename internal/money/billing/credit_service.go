package billing

import (
	"context"
	"errors"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// Allow lets an invoice go beyond the price of its contract, up to the total
// that it makes now (INV-007). It needs [PermInvoiceAllow] over it, and another
// person than the one who asked for it. Errors: [ErrWithinPrice],
// [ErrOwnInvoice].
func (s *Service) Allow(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.changeInvoice(ctx, id, version, actAllow, reason, func(tx *db.Tx, i *Invoice, _ workday.Date) (db.Event, error) {
		if err := lockContract(tx, i.ContractID); err != nil {
			return nil, err
		}
		room, err := s.room(tx, i)
		if err != nil {
			return nil, err
		}
		return nil, i.allow(room.Billed+i.Gross, room.Price, tx.Actor.ID)
	})
}

// CreditStanding is the credit line of a legal entity and what is left of it in
// the month.
type CreditStanding struct {
	Credit
	Known bool
	Month string // 2026-11
	Used  int64  // fen, without tax: issued in the month, and on the way

	Actions []string
}

// CreditLine returns what the caller's company may still invoice this month. It
// needs [PermInvoiceRead].
func (s *Service) CreditLine(ctx context.Context) (c CreditStanding, priced bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.Actor.Require(PermInvoiceRead); err != nil {
			return err
		}
		priced = seesPrice(tx.Actor)
		c, err = s.creditStanding(tx, tx.Actor.Entity)
		if c.Actions = []string{}; tx.Actor.Has(PermInvoiceCredit) {
			c.Actions = append(c.Actions, "set")
		}
		return err
	})
	return c, priced, err
}

// SetCreditLine notes what the tax platform lets the caller's company invoice in
// a month, in fen without tax. It needs [PermInvoiceCredit].
func (s *Service) SetCreditLine(ctx context.Context, fen int64) error {
	var checks fault.Checks
	checks.Check(fen >= 0, "amount", "negative")
	checks.Check(fen <= MaxAmount, "amount", "too_large")
	if err := checks.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Actor.Require(PermInvoiceCredit); err != nil {
			return err
		}
		before, err := loadCredit(tx, tx.Actor.Entity)
		after := before
		after.Amount = fen
		switch {
		case errors.Is(err, errNoCredit):
			if err := insertCredit(tx, &after); err != nil {
				return err
			}
			return tx.Audit("invoice_credit.create", nil, &after)
		case err != nil:
			return err
		}
		if err := updateCredit(tx, &after); err != nil {
			return err
		}
		return tx.Audit("invoice_credit.update", &before, &after)
	})
}

func (s *Service) creditStanding(tx *db.Tx, entity ref.ID) (c CreditStanding, err error) {
	c.Credit, err = loadCredit(tx, entity)
	if c.Known = err == nil; err != nil && !errors.Is(err, errNoCredit) {
		return c, err
	}
	today, err := s.today(tx, entity)
	if err != nil {
		return c, err
	}
	c.Month = today.String()[:len("2026-11")]
	c.Used, err = invoicedIn(tx, entity, ref.Nil, today)
	return c, err
}

// creditOf returns what the seller of an invoice may invoice this month, and
// what others use of it; no line while nobody recorded one.
func (s *Service) creditOf(tx *db.Tx, i *Invoice) (line *int64, used int64, err error) {
	c, err := loadCredit(tx, i.EntityID)
	if errors.Is(err, errNoCredit) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	today, err := s.today(tx, i.EntityID)
	if err != nil {
		return nil, 0, err
	}
	used, err = invoicedIn(tx, i.EntityID, i.ID, today)
	return &c.Amount, used, err
}
