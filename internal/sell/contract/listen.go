package contract

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// Decision is what module approval tells of a record that it decided about.
type Decision struct {
	Ref     ref.Ref
	Hash    string // of the content that was decided about
	By      ref.ID
	Comment string
}

// OnApprovedTx lets a contract or an amendment be signed. It refuses, and the
// approver's decision with it, when the content is another one. Other records
// are none of its business.
func (s *Service) OnApprovedTx(tx *db.Tx, d Decision) error {
	switch d.Ref.Kind {
	case Kind:
		return s.decided(tx, d, "approve", func(c *Contract, st *step) error {
			if d.Hash != c.Hash {
				return ErrContent
			}
			if err := c.move(StateApproved); err != nil {
				return err
			}
			st.tell(Approved{c.fact(d.By), c.Hash})
			return nil
		})
	case AmendmentKind:
		return s.amendmentDecided(tx, d, "approve", func(a *Amendment) error {
			if d.Hash != a.Hash {
				return ErrContent
			}
			return a.move(AmendmentApproved)
		})
	}
	return nil
}

// OnRejectedTx sends a contract or an amendment back to who writes it.
func (s *Service) OnRejectedTx(tx *db.Tx, d Decision) error {
	switch d.Ref.Kind {
	case Kind:
		return s.decided(tx, d, "reject", func(c *Contract, st *step) error {
			if err := c.reject(d.Comment); err != nil {
				return err
			}
			st.tell(Rejected{c.fact(d.By), d.Comment})
			return nil
		})
	case AmendmentKind:
		return s.amendmentDecided(tx, d, "reject", func(a *Amendment) error {
			a.Reason = d.Comment
			return a.move(AmendmentRejected)
		})
	}
	return nil
}

// OnWithdrawnTx makes a draft again of what its submitter took back.
func (s *Service) OnWithdrawnTx(tx *db.Tx, d Decision) error {
	switch d.Ref.Kind {
	case Kind:
		return s.decided(tx, d, "withdraw", func(c *Contract, _ *step) error { return c.reopen() })
	case AmendmentKind:
		return s.amendmentDecided(tx, d, "withdraw", func(a *Amendment) error { return a.move(AmendmentDraft) })
	}
	return nil
}

func (s *Service) decided(tx *db.Tx, d Decision, verb string, decide func(*Contract, *step) error) error {
	c, err := load(tx, d.Ref.ID)
	if err != nil {
		return err
	}
	return s.carry(tx, verb, c, func(_ *db.Tx, c *Contract, st *step) error { return decide(c, st) })
}

func (s *Service) amendmentDecided(tx *db.Tx, d Decision, verb string, decide func(*Amendment) error) error {
	p, err := loadAmendment(tx, d.Ref.ID)
	if err != nil {
		return err
	}
	return s.carryAmendment(tx, verb, p, func(_ *db.Tx, p pair, _ *step) error { return decide(p.Amendment) })
}
