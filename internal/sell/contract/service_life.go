package contract

import (
	"context"
	"slices"
	"strings"

	"gongqiao/internal/base/document"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// StartSigning hands an approved contract out for signature. It needs
// [PermSign] over it. Errors: [ErrContent], [ErrFindings] when a rule came into
// force since, [ErrSignatories], [ErrState].
func (s *Service) StartSigning(ctx context.Context, id ref.ID, version int64, mode string) error {
	if !slices.Contains(Modes, mode) {
		return fault.ErrInvalid.At("mode", "not_allowed")
	}
	return s.change(ctx, id, version, actStartSign, "", func(tx *db.Tx, c *Contract, st *step) error {
		if err := s.unchanged(tx, c); err != nil {
			return err
		}
		found, err := s.findings(tx, c, st.on)
		if err != nil {
			return err
		}
		if err := waived(found); err != nil {
			return err
		}
		if err := c.signatories(); err != nil {
			return err
		}
		c.Mode = mode
		st.after(func() error {
			return s.Tasks.SigningTx(tx, SigningTask{c.signingKey(), c.Subject(), c.Scope(), tx.Now, tx.Now.Add(s.policy().SigningWithin), tx.Actor.ID})
		})
		return c.move(StateSigning)
	})
}

// Signature is what somebody says about a signed scan.
type Signature struct {
	DocumentID ref.ID
	SHA256     string // of the file that he looked at; "" trusts what is stored
	SignedOn   workday.Date
}

// Sign notes that all sides have signed, with the scan that proves it, and
// brings the contract into force. It needs [PermSign] over it. Errors:
// [ErrDocument], [ErrScanChanged], [ErrContent], [ErrState], and those of who
// reacts to [InForce].
func (s *Service) Sign(ctx context.Context, id ref.ID, version int64, g Signature) error {
	return s.change(ctx, id, version, actSign, "", func(tx *db.Tx, c *Contract, st *step) error {
		scan, err := s.scan(tx, ref.To(Kind, c.ID), g, st.on)
		if err != nil {
			return err
		}
		if err := s.unchanged(tx, c); err != nil {
			return err
		}
		if err := c.sign(scan); err != nil {
			return err
		}
		st.after(func() error {
			_, err := s.Tasks.DoneTx(tx, c.signingKey(), "")
			return err
		})
		st.tell(InForce{c.facts(tx.Actor.ID)})
		return nil
	})
}

// scan checks what proves a signature on a record.
func (s *Service) scan(tx *db.Tx, on ref.Ref, g Signature, today workday.Date) (Scan, error) {
	var c fault.Checks
	c.Check(!g.SignedOn.IsZero(), "signed_on", "required")
	c.Check(g.SignedOn <= today, "signed_on", "in_future")
	if err := c.Err(); err != nil {
		return Scan{}, err
	}
	d, err := s.proof(tx, on, g.DocumentID)
	switch {
	case err != nil:
		return Scan{}, err
	case d.Kind != document.SignedScan:
		return Scan{}, ErrDocument.At("document_id", "not_allowed")
	case g.SHA256 != "" && !strings.EqualFold(g.SHA256, d.SHA256):
		return Scan{}, ErrScanChanged.At("sha256", "not_allowed")
	}
	return Scan{d.ID, d.SHA256, g.SignedOn}, nil
}

// Recall takes a contract back from signing and makes it a draft; what was
// approved no longer counts. It needs [PermSign] over it.
func (s *Service) Recall(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.change(ctx, id, version, actRecall, reason, func(tx *db.Tx, c *Contract, st *step) error {
		c.Reason = reason
		st.after(func() error { return s.signNoMore(tx, c) })
		return c.reopen()
	})
}

// Void strikes out a contract that never came into force. It needs [PermVoid]
// over it.
func (s *Service) Void(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.change(ctx, id, version, actVoid, reason, func(tx *db.Tx, c *Contract, st *step) error {
		c.Reason = reason
		if c.State == StateReviewing {
			c.drop()
			st.after(func() error { return s.closeTasks(tx, c) })
		}
		if err := c.move(StateVoided); err != nil {
			return err
		}
		st.after(func() error { return s.signNoMore(tx, c) })
		st.tell(Voided{c.fact(tx.Actor.ID), reason})
		return nil
	})
}

// signNoMore takes back what was approved, and that somebody waits for the
// signature.
func (s *Service) signNoMore(tx *db.Tx, c *Contract) error {
	if _, err := s.Tasks.CancelTx(tx, c.signingKey(), c.Reason); err != nil {
		return err
	}
	return s.Approvals.VoidTx(tx, ref.To(Kind, c.ID), "")
}

// Ground is why a contract in force takes a turn, with the document that says
// so: a notice, an agreement, a judgement.
type Ground struct {
	DocumentID ref.ID
	Reason     string
}

// turn moves a contract for a ground.
func (s *Service) turn(ctx context.Context, id ref.ID, version int64, act action, g Ground, to State, event func(*Contract, ref.ID) db.Event) error {
	return s.change(ctx, id, version, act, g.Reason, func(tx *db.Tx, c *Contract, st *step) error {
		if _, err := s.proof(tx, ref.To(Kind, c.ID), g.DocumentID); err != nil {
			return err
		}
		c.EvidenceID, c.Reason = g.DocumentID, g.Reason
		if err := c.move(to); err != nil {
			return err
		}
		st.tell(event(c, tx.Actor.ID))
		return nil
	})
}

// Suspend lets the works rest by a notice. It needs [PermSuspend] over the
// contract. Errors: [ErrDocument], [ErrState].
func (s *Service) Suspend(ctx context.Context, id ref.ID, version int64, g Ground) error {
	return s.turn(ctx, id, version, actSuspend, g, StateSuspended, func(c *Contract, by ref.ID) db.Event { return Suspended{c.fact(by), g.Reason} })
}

// Terminate ends a contract in force, also a suspended one, by an agreement or a
// judgement. It needs
// [PermTerminate] over it. Errors: [ErrDocument], [ErrState].
func (s *Service) Terminate(ctx context.Context, id ref.ID, version int64, g Ground) error {
	return s.turn(ctx, id, version, actTerminate, g, StateTerminated, func(c *Contract, by ref.ID) db.Event { return Terminated{c.fact(by), g.Reason} })
}

// Resume lets the works go on. It needs [PermSuspend] over the contract.
func (s *Service) Resume(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.change(ctx, id, version, actResume, reason, func(tx *db.Tx, c *Contract, st *step) error {
		if err := c.move(StateInForce); err != nil {
			return err
		}
		c.Reason = reason
		st.tell(Resumed{c.fact(tx.Actor.ID)})
		return nil
	})
}

// Complete notes that the works were accepted, with the certificate. It needs
// [PermComplete] over the contract. Errors: [ErrDocument], [ErrState].
func (s *Service) Complete(ctx context.Context, id ref.ID, version int64, certificate ref.ID, on workday.Date) error {
	return s.change(ctx, id, version, actComplete, "", func(tx *db.Tx, c *Contract, st *step) error {
		var checks fault.Checks
		checks.Check(!on.IsZero(), "accepted_on", "required")
		checks.Check(on <= st.on, "accepted_on", "in_future")
		checks.Check(on.IsZero() || on >= c.SignedOn, "accepted_on", "before_start")
		if err := checks.Err(); err != nil {
			return err
		}
		if _, err := s.proof(tx, ref.To(Kind, c.ID), certificate); err != nil {
			return err
		}
		c.AcceptedOn, c.EvidenceID = on, certificate
		if err := c.move(StateCompleted); err != nil {
			return err
		}
		st.tell(Completed{c.fact(tx.Actor.ID), on, c.Terms.DefectsMonths})
		return nil
	})
}

// Settle fixes the audited price, in fen, with the agreed settlement. It needs
// [PermSettle] over the contract. Errors: [ErrDocument], [ErrState].
func (s *Service) Settle(ctx context.Context, id ref.ID, version int64, agreement ref.ID, audited int64) error {
	var checks fault.Checks
	checks.Check(audited > 0, "audited", "not_positive")
	checks.Check(audited <= MaxAmount, "audited", "too_large")
	if err := checks.Err(); err != nil {
		return err
	}
	return s.change(ctx, id, version, actSettle, "", func(tx *db.Tx, c *Contract, st *step) error {
		if _, err := s.proof(tx, ref.To(Kind, c.ID), agreement); err != nil {
			return err
		}
		c.EvidenceID = agreement
		if err := c.settle(audited, st.on); err != nil {
			return err
		}
		st.tell(settled(c, tx.Actor.ID))
		return nil
	})
}

// Close ends a contract on which nothing is open: everything was received or
// written off, the retention included, and invoiced. It needs [PermClose] over it. Errors:
// [ErrOpenMoney], [ErrState].
func (s *Service) Close(ctx context.Context, id ref.ID, version int64) error {
	return s.change(ctx, id, version, actClose, "", func(tx *db.Tx, c *Contract, st *step) error {
		standing, err := s.Ledger.StandingTx(tx, c.ID)
		if err != nil {
			return err
		}
		if err := c.end(standing, st.on); err != nil {
			return err
		}
		st.tell(Closed{c.fact(tx.Actor.ID)})
		return nil
	})
}
