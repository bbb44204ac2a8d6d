package customer

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// RateTx counts an answered survey for a customer. It checks no right.
func (s *Service) RateTx(tx *db.Tx, id ref.ID, r Rating) error {
	c, err := s.locked(tx, id)
	if err != nil {
		return err
	}
	have, err := satisfactionOf(tx, id)
	if err != nil {
		return err
	}
	have.add(r)
	if err := keepSatisfaction(tx, id, have); err != nil {
		return err
	}
	return tx.Note("customer.rate", c.Subject(), map[string]any{"points": r.Points, "answers": have.Answers})
}

// TagTx marks a customer, with the reason. It checks no right.
func (s *Service) TagTx(tx *db.Tx, id ref.ID, t Tag) error {
	c, err := s.locked(tx, id)
	if err != nil {
		return err
	}
	if err := insertTag(tx, id, t); err != nil {
		return err
	}
	return tx.Note("customer.tag", c.Subject(), map[string]any{"tag": t.Tag, "source": t.Source, "reason": t.Reason})
}

// UntagTx takes a mark away that the source gave; without one it does nothing.
// It checks no right.
func (s *Service) UntagTx(tx *db.Tx, id ref.ID, tag, source string) error {
	c, err := s.locked(tx, id)
	if err != nil {
		return err
	}
	gone, err := removeTag(tx, id, tag, source)
	if err != nil || !gone {
		return err
	}
	return tx.Note("customer.untag", c.Subject(), map[string]any{"tag": tag, "source": source})
}

// locked loads a customer that nobody else counts for until the transaction ends.
func (s *Service) locked(tx *db.Tx, id ref.ID) (Customer, error) {
	c, err := load(tx, id)
	if err != nil {
		return c, err
	}
	return c, tx.Lock("customer", id)
}

// BriefTx returns a customer with its engagements for modules that build on it.
// It checks no right. Errors: [ErrNotFound].
func (s *Service) BriefTx(tx *db.Tx, id ref.ID) (Customer, error) { return load(tx, id) }
