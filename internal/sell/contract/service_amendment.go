package contract

import (
	"context"
	"strings"

	"gongqiao/internal/base/approval"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/terms"
)

// Amendment returns an amendment with what the rules say about it. It needs
// [PermRead] over the contract. Errors: [ErrAmendmentNotFound].
func (s *Service) Amendment(ctx context.Context, id ref.ID) (v AmendmentView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := getAmendment(tx, id)
		if err != nil {
			return err
		}
		found, err := s.amendmentFindings(tx, p)
		if err != nil {
			return err
		}
		actions, err := db.Actions(tx, amendActions, p.c.Scope(), p, p.c.ID)
		v = amendmentView(tx.Actor, p.Amendment, found, actions)
		return err
	})
	return v, err
}

// AmendmentVisible answers [ErrAmendmentNotFound] unless the caller may read
// the contract of the amendment.
func (s *Service) AmendmentVisible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := getAmendment(tx, id)
		return err
	})
}

// AmendmentScopeTx returns the scope of an amendment that the actor may read,
// and its label, for records that hang on it. Errors: [ErrAmendmentNotFound].
func (s *Service) AmendmentScopeTx(tx *db.Tx, id ref.ID) (scope authz.Scope, label string, err error) {
	p, err := getAmendment(tx, id)
	if err != nil {
		return scope, "", err
	}
	return p.c.Scope(), p.c.Number + " " + p.Title, nil
}

// amendmentFindings looks at the terms that an amendment leads to, or led to.
func (s *Service) amendmentFindings(tx *db.Tx, p pair) ([]Finding, error) {
	if p.State == AmendmentSigned || p.State == AmendmentVoided {
		return []Finding{}, nil
	}
	st, err := s.begin(tx, p.c.EntityID)
	if err != nil {
		return nil, err
	}
	payer, err := payerOf(tx, p.c.CustomerID)
	if err != nil {
		return nil, err
	}
	after, err := p.after(p.c)
	if err != nil {
		return []Finding{}, nil //nolint:nilerr // another amendment made this one impossible; submitting tells why
	}
	return p.inspect(&after, payer.kind, st.on), nil
}

// Amend adds a draft of an amendment to a contract in force. It needs
// [PermAmend] over the contract. Errors: [ErrState], [ErrAmendmentPrice],
// [ErrAmendmentPeriod], [ErrIDInUse].
func (s *Service) Amend(ctx context.Context, contract, id ref.ID, d AmendmentInput) (ref.ID, error) {
	if id.IsZero() {
		id = ref.New()
	}
	if err := d.check(); err != nil {
		return id, err
	}
	return id, s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := get(tx, contract)
		if err != nil {
			return err
		}
		if err := db.Allow(tx, actAmend, c.Scope(), &c, c.ID); err != nil {
			return err
		}
		if err := tx.Lock("contract", c.ID); err != nil { // two at once would take the same number
			return err
		}
		a := Amendment{ID: id, ContractID: c.ID, EntityID: c.EntityID, State: AmendmentDraft}
		if a.Number, err = nextAmendment(tx, c.ID); err != nil {
			return err
		}
		if err := a.rewrite(&c, d); err != nil {
			return err
		}
		if err := insertAmendment(tx, &a); err != nil {
			return err
		}
		return tx.Audit("amendment.create", nil, &a)
	})
}

// rewrite takes over what somebody wrote and answers what the contract cannot
// become.
func (a *Amendment) rewrite(c *Contract, d AmendmentInput) error {
	if err := known(d.Payments, c.Payments, a.Payments); err != nil {
		return err
	}
	a.apply(d)
	_, err := a.after(c)
	return err
}

// UpdateAmendment replaces what is written of a draft; a rejected amendment
// becomes a draft again. It needs [PermAmend] over the contract.
func (s *Service) UpdateAmendment(ctx context.Context, id ref.ID, version int64, d AmendmentInput) error {
	if err := d.check(); err != nil {
		return err
	}
	return s.changeAmendment(ctx, id, version, amendUpdate, "", func(_ *db.Tx, p pair, _ *step) error {
		if err := p.rewrite(p.c, d); err != nil {
			return err
		}
		if p.State == AmendmentDraft {
			return nil
		}
		return p.move(AmendmentDraft)
	})
}

// WaiveAmendment lets one rule pass that the amendment's terms break. It needs
// [PermWaive] over the contract. Errors: [ErrNoFinding].
func (s *Service) WaiveAmendment(ctx context.Context, id ref.ID, version int64, rule, path, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return fault.ErrInvalid.At("reason", "required")
	}
	return s.changeAmendment(ctx, id, version, amendWaive, reason, func(tx *db.Tx, p pair, _ *step) error {
		found, err := s.amendmentFindings(tx, p)
		if err != nil {
			return err
		}
		w, err := newWaiver(found, rule, path, reason, tx.Actor.ID, tx.Now)
		if err != nil {
			return err
		}
		p.Waivers = with(p.Waivers, w)
		return keepWaiver(tx, p.ID, w)
	})
}

// SubmitAmendment asks the approvers, by how much the price changes and by the
// terms that result. It needs [PermAmend] over the contract. Errors:
// [ErrPayments], [ErrFindings], [ErrAmendmentPrice], and those of starting an
// approval.
func (s *Service) SubmitAmendment(ctx context.Context, id ref.ID, version int64) error {
	return s.changeAmendment(ctx, id, version, amendSubmit, "", func(tx *db.Tx, p pair, st *step) error {
		payer, err := payerOf(tx, p.c.CustomerID)
		if err != nil {
			return err
		}
		after, err := p.after(p.c)
		if err != nil {
			return err
		}
		if err := p.ready(&after, payer.kind, st.on); err != nil {
			return err
		}
		p.Base, p.SubmittedBy, p.Reason = p.c.Amended, tx.Actor.ID, ""
		if p.Hash, err = s.amendmentHash(tx, p); err != nil {
			return err
		}
		st.after(func() error { return s.approveAmendment(tx, p, &after, payer.risk) })
		return p.move(AmendmentApproving)
	})
}

func (s *Service) amendmentHash(tx *db.Tx, p pair) (string, error) {
	files, err := s.attachments(tx, ref.To(AmendmentKind, p.ID))
	if err != nil {
		return "", err
	}
	return p.digest(p.c, files)
}

func (s *Service) approveAmendment(tx *db.Tx, p pair, after *Contract, risk bool) error {
	_, err := s.Approvals.StartTx(tx, approval.Start{Subject: ref.To(AmendmentKind, p.ID), Label: p.c.Number + " " + p.Title, Hash: p.Hash, Submitter: p.SubmittedBy, Scope: p.c.Scope(),
		Facts: approval.Facts{Amount: max(p.Delta, -p.Delta), Advance: after.share(terms.Advance), Retention: after.share(terms.Retention), PayerRisk: risk}})
	return err
}

// RecallAmendment makes an approved amendment a draft again. It needs
// [PermAmend] over the contract.
func (s *Service) RecallAmendment(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.changeAmendment(ctx, id, version, amendRecall, reason, func(tx *db.Tx, p pair, st *step) error {
		p.Reason = reason
		st.after(func() error { return s.Approvals.VoidTx(tx, ref.To(AmendmentKind, p.ID), "") })
		return p.move(AmendmentDraft)
	})
}

// VoidAmendment strikes an amendment out that was not signed. It needs
// [PermAmend] over the contract.
func (s *Service) VoidAmendment(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.changeAmendment(ctx, id, version, amendVoid, reason, func(tx *db.Tx, p pair, st *step) error {
		p.Reason = reason
		st.after(func() error { return s.Approvals.VoidTx(tx, ref.To(AmendmentKind, p.ID), "") })
		return p.move(AmendmentVoided)
	})
}

// SignAmendment notes the signatures, with the scan that proves them, and
// brings the amendment into force: the contract's price, tax lines, terms and
// period change, and its payments are split anew. It needs [PermSign] over the
// contract. Errors: [ErrAmendmentBase], [ErrContent], [ErrDocument],
// [ErrScanChanged].
func (s *Service) SignAmendment(ctx context.Context, id ref.ID, version int64, g Signature) error {
	return s.changeAmendment(ctx, id, version, amendSign, "", func(tx *db.Tx, p pair, st *step) error {
		scan, err := s.scan(tx, ref.To(AmendmentKind, p.ID), g, st.on)
		if err != nil {
			return err
		}
		if p.Base != p.c.Amended {
			return ErrAmendmentBase
		}
		if hash, err := s.amendmentHash(tx, p); err != nil || hash != p.Hash {
			return either(err, ErrContent)
		}
		after, err := p.after(p.c)
		if err != nil {
			return err
		}
		p.ScanID, p.ScanSHA256, p.SignedOn, p.PriceAfter = scan.ID, scan.SHA256, scan.On, after.CurrentPrice
		st.after(func() error { return amended(tx, p.c, &after) })
		st.tell(Amended{after.facts(tx.Actor.ID), p.ID, p.Number, money.CNY(p.Delta), p.Days})
		return p.move(AmendmentSigned)
	})
}

// amended writes the contract as the amendment made it.
func amended(tx *db.Tx, before, after *Contract) error {
	if err := update(tx, after, before); err != nil {
		return err
	}
	return tx.Audit("contract.amend", before, after)
}

// changeAmendment is the common course of every use case on an amendment.
func (s *Service) changeAmendment(ctx context.Context, id ref.ID, version int64, act amendmentAction, reason string, decide func(*db.Tx, pair, *step) error) error {
	return s.db.Write(because(ctx, reason), func(tx *db.Tx) error {
		p, err := getAmendment(tx, id)
		if err != nil {
			return err
		}
		if p.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, act, p.c.Scope(), p, p.c.ID); err != nil {
			return err
		}
		return s.carryAmendment(tx, act.Verb, p, decide)
	})
}

func (s *Service) carryAmendment(tx *db.Tx, verb string, p pair, decide func(*db.Tx, pair, *step) error) error {
	before := *p.Amendment
	st, err := s.begin(tx, p.c.EntityID)
	if err != nil {
		return err
	}
	if err := decide(tx, p, st); err != nil {
		return err
	}
	if err := updateAmendment(tx, p.Amendment); err != nil {
		return err
	}
	if err := tx.Audit("amendment."+verb, &before, p.Amendment); err != nil {
		return err
	}
	return st.end(tx)
}
