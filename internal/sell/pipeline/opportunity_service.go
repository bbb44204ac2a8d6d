package pipeline

import (
	"context"
	"slices"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Update replaces what people write about an opportunity. It needs [PermUpdate]
// over it, and the version that was read. Errors: [ErrQuoted].
func (s *Service) Update(ctx context.Context, id ref.ID, version int64, d Draft) error {
	if err := d.check(); err != nil {
		return err
	}
	return s.change(ctx, id, version, s.verbs.update, "", func(tx *db.Tx, o *Opportunity, _ Moment) error {
		if err := o.keepsAmount(d); err != nil {
			return err
		}
		if d.CustomerID != o.CustomerID {
			if err := s.customer(tx, d.CustomerID); err != nil {
				return err
			}
		}
		custom, err := s.custom(tx, d.Custom, o.Custom)
		if err != nil {
			return err
		}
		d.Custom = custom
		o.apply(d)
		return nil
	})
}

// Advance moves an opportunity one stage on. It needs [PermAdvance] over it.
// Errors: [ErrGate] with what is missing, [ErrLastStage], [ErrOnHold], [ErrClosed].
func (s *Service) Advance(ctx context.Context, id ref.ID, version int64) error {
	return s.change(ctx, id, version, s.verbs.advance, "", func(tx *db.Tx, o *Opportunity, m Moment) error {
		owner, err := ownerName(tx, o.OwnerID)
		if err != nil {
			return err
		}
		g, err := s.gate(tx, o, owner)
		if err != nil {
			return err
		}
		return o.advance(g, m)
	})
}

// Regress moves an opportunity one stage back, with a reason. It needs
// [PermRegress] over it.
func (s *Service) Regress(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.change(ctx, id, version, s.verbs.regress, reason, func(_ *db.Tx, o *Opportunity, m Moment) error {
		o.regress(m)
		return nil
	})
}

// Hold lays an opportunity aside; its deadlines stay. It needs [PermUpdate].
func (s *Service) Hold(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.change(ctx, id, version, s.verbs.hold, reason, func(_ *db.Tx, o *Opportunity, _ Moment) error {
		o.OnHold, o.Stalled = true, false
		return nil
	})
}

// Resume takes an opportunity up again. It needs [PermUpdate].
func (s *Service) Resume(ctx context.Context, id ref.ID, version int64) error {
	return s.change(ctx, id, version, s.verbs.resume, "", func(_ *db.Tx, o *Opportunity, _ Moment) error {
		o.OnHold = false
		return nil
	})
}

// Lose gives an opportunity up. It needs [PermAdvance] over it, and from
// [Policy.LossFrom] on also [PermConfirmLoss]. Errors: [ErrLossConfirm].
func (s *Service) Lose(ctx context.Context, id ref.ID, version int64, l Loss) error {
	if err := l.check(); err != nil {
		return err
	}
	return s.change(ctx, id, version, s.verbs.lose, l.Reason, func(_ *db.Tx, o *Opportunity, m Moment) error {
		o.lose(l, m)
		return nil
	})
}

// Void strikes an opportunity out of all counts. It needs [PermVoid] over it.
func (s *Service) Void(ctx context.Context, id ref.ID, version int64, reason string) error {
	var c fault.Checks
	if c.Check(slices.Contains(VoidReasons, reason), "reason", "not_allowed"); c.Err() != nil {
		return c.Err()
	}
	return s.change(ctx, id, version, s.verbs.void, reason, func(_ *db.Tx, o *Opportunity, m Moment) error {
		o.close(VoidDeal, reason, m)
		return nil
	})
}

// Reopen takes a lost opportunity back into negotiation. It needs [PermReopen]
// over it. Errors: [ErrNotLost], [ErrReopenLate].
func (s *Service) Reopen(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.change(ctx, id, version, s.verbs.reopen, reason, func(_ *db.Tx, o *Opportunity, m Moment) error {
		o.reopen(m)
		return nil
	})
}

// Transfer gives an opportunity to another owner, and to his department. It
// needs [PermTransfer] over it. Errors: [ErrOwnerUnknown], [ErrSameOwner].
func (s *Service) Transfer(ctx context.Context, id ref.ID, version int64, owner ref.ID, reason string) error {
	return s.change(ctx, id, version, s.verbs.transfer, reason, func(tx *db.Tx, o *Opportunity, _ Moment) (err error) {
		if owner == o.OwnerID {
			return ErrSameOwner
		}
		o.OwnerID = owner
		o.EntityID, o.DepartmentID, err = s.home(tx, owner)
		return err
	})
}

// WinTx closes an opportunity at signing whose contract is in force. Errors:
// [ErrNotSigning] unless it is open and at signing.
func (s *Service) WinTx(tx *db.Tx, id, contract ref.ID) error {
	o, err := take(tx, id)
	if err != nil {
		return err
	}
	if o.Outcome != Open || o.Stage != Signing {
		return ErrNotSigning
	}
	before := o
	m, zone, err := s.moment(tx, &o)
	if err != nil {
		return err
	}
	o.win(contract, m)
	return s.save(tx, step{verb: "win", on: m.On, zone: zone}, &before, &o)
}

// change is the common course of every use case on an opportunity.
func (s *Service) change(ctx context.Context, id ref.ID, version int64, act authz.Action[*Opportunity], reason string, decide func(*db.Tx, *Opportunity, Moment) error) error {
	if reason != "" {
		meta := *db.MetaFrom(ctx)
		meta.Reason = reason
		ctx = db.WithMeta(ctx, &meta)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		o, err := takeVisible(tx, id)
		if err != nil {
			return err
		}
		if o.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, act, o.Scope(), &o, o.ID); err != nil {
			return err
		}
		before := o
		m, zone, err := s.moment(tx, &o)
		if err != nil {
			return err
		}
		if err := decide(tx, &o, m); err != nil {
			return err
		}
		return s.save(tx, step{act.Verb, reason, m.On, zone}, &before, &o)
	})
}

// moment is now, in the business zone of the opportunity's entity.
func (s *Service) moment(tx *db.Tx, o *Opportunity) (Moment, *time.Location, error) {
	zone, err := s.People.ZoneTx(tx, o.EntityID)
	if err != nil {
		return Moment{}, nil, err
	}
	return Moment{tx.Now, workday.Today(tx.Now, zone)}, zone, nil
}

// step is what is being done to an opportunity.
type step struct {
	verb   string
	reason string
	on     workday.Date
	zone   *time.Location
}

// save writes what was decided, and all that follows from the difference: the
// stage history, the sums, the audit record, the event.
func (s *Service) save(tx *db.Tx, st step, before, o *Opportunity) error {
	if err := o.rate(st.on, st.zone, *s.policy()); err != nil {
		return err
	}
	if err := update(tx, o, o.Name != before.Name); err != nil {
		return err
	}
	if err := s.keepHistory(tx, st, before, o); err != nil {
		return err
	}
	if err := changeOf(shareOf(before), shareOf(o)).apply(tx); err != nil {
		return err
	}
	if err := tx.Audit("opportunity."+st.verb, before, o); err != nil {
		return err
	}
	if before.Scope() != o.Scope() {
		if err := tx.Emit(Moved{o.fact(), before.OwnerID}); err != nil {
			return err
		}
	}
	return announce(tx, st, before, o)
}

func (s *Service) keepHistory(tx *db.Tx, st step, before, o *Opportunity) error {
	if before.Stage == o.Stage && before.Outcome == o.Outcome {
		return nil
	}
	if before.Outcome == Open {
		if err := endInterval(tx, o.ID, tx.Now); err != nil {
			return err
		}
	}
	if o.Outcome != Open {
		return nil
	}
	return beginInterval(tx, o, st.verb, st.reason, tx.Now)
}

// announce tells what the difference means to others.
func announce(tx *db.Tx, st step, before, o *Opportunity) error {
	switch {
	case o.Outcome == Open && (before.Outcome != Open || before.Stage != o.Stage):
		return tx.Emit(StageChanged{o.fact(), before.Stage, st.verb})
	case before.Outcome == o.Outcome:
		return nil
	case o.Outcome == WonDeal:
		return tx.Emit(Won{o.fact(), o.ContractID})
	case o.Outcome == LostDeal:
		return tx.Emit(Lost{o.fact(), o.CloseReason, o.Competitor})
	case o.Outcome == VoidDeal:
		return tx.Emit(Voided{o.fact(), o.CloseReason})
	}
	return nil
}
