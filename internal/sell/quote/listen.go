package quote

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// OnApprovedTx marks a quote approved when everybody agreed to the content that
// was confirmed. Other records are none of its business, and hearing of the same
// approval again changes nothing. Errors: [ErrContent] when the hash is another
// one, which undoes the decision.
func (s *Service) OnApprovedTx(tx *db.Tx, subject ref.Ref, hash string) error {
	return s.decided(tx, subject, "quote.approve", func(n *named) error {
		if hash != n.Hash {
			return ErrContent
		}
		if err := s.sealed(tx, &n.Quote); err != nil {
			return err
		}
		if err := n.move(StateApproved, tx.Now); err != nil {
			return err
		}
		n.events = append(n.events, Approved{n.fact(tx.Actor.ID), hash, tx.Now})
		return nil
	})
}

// OnRejectedTx gives a quote whose approval was refused back to its authors. Both
// passes are void: what comes next is another content or another decision.
func (s *Service) OnRejectedTx(tx *db.Tx, subject ref.Ref, hash, comment string) error {
	return s.decided(tx, subject, "quote.refuse", func(n *named) error {
		if hash != n.Hash {
			return ErrContent
		}
		n.Reason, n.Hash = comment, ""
		if err := voidReviews(tx, n.ID); err != nil {
			return err
		}
		return n.move(StateDraft, tx.Now)
	})
}

// OnApprovalWithdrawnTx leaves a quote confirmed when its submitter took the
// request for approval back.
func (s *Service) OnApprovalWithdrawnTx(tx *db.Tx, subject ref.Ref) error {
	return s.decided(tx, subject, "quote.recall", func(n *named) error { return n.move(StateConfirmed, n.ConfirmedAt) })
}

// decided applies what became of an approval to a quote that waits for it.
func (s *Service) decided(tx *db.Tx, subject ref.Ref, action string, decide func(n *named) error) error {
	if subject.Kind != Kind {
		return nil
	}
	if err := hold(tx, subject.ID); err != nil {
		return err
	}
	n, err := load(tx, subject.ID)
	if err != nil || n.State != StateApproving {
		return err
	}
	before := n.Quote
	if err := decide(&n); err != nil {
		return err
	}
	return save(tx, action, &before, &n.Quote)
}

// OnOpportunityMovedTx moves the offers of an opportunity along when its owner,
// department or entity changes.
func (s *Service) OnOpportunityMovedTx(tx *db.Tx, opportunity ref.ID, scope authz.Scope) error {
	return rescope(tx, opportunity, scope)
}
