package project

import (
	"context"
	"strings"

	"gongqiao/internal/base/team"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Update replaces what people write about a project. It needs [PermUpdate] over
// it, and the version that was read. Errors: [ErrContractAmount].
func (s *Service) Update(ctx context.Context, id ref.ID, version int64, d Draft) error {
	if err := d.check(); err != nil {
		return err
	}
	return s.change(ctx, id, version, actUpdate, "", func(_ *db.Tx, p *Project, _ workday.Date) error { return p.apply(d) })
}

// Appoint names the project manager; with the first one planning begins. It
// needs [PermManage]. Errors: [ErrPersonUnknown], [ErrSameManager].
func (s *Service) Appoint(ctx context.Context, id ref.ID, version int64, manager ref.ID) error {
	return s.change(ctx, id, version, actAppoint, "", func(tx *db.Tx, p *Project, _ workday.Date) error {
		return s.appoint(tx, p, manager, "owner_id")
	})
}

// NameRep names the one salesperson who belongs to the project for its whole
// life (HND-15). It needs [PermManage]. Errors: [ErrPersonUnknown].
func (s *Service) NameRep(ctx context.Context, id ref.ID, version int64, person ref.ID) error {
	return s.change(ctx, id, version, actRep, "", func(tx *db.Tx, p *Project, _ workday.Date) error {
		return s.NameRepTx(tx, p, person)
	})
}

// NameRepTx is NameRep for modules that have decided already who may.
func (s *Service) NameRepTx(tx *db.Tx, p *Project, person ref.ID) error {
	_, _, err := s.People.HomeTx(tx, person)
	if absent(err) {
		return ErrPersonUnknown.At("person_id", "unknown").Because(err)
	}
	if err != nil {
		return err
	}
	return s.Team.SetTx(tx, p.Subject(), team.SalesRep, person)
}

// Waive lets a project start without a signed handover, for a reason that the
// audit log keeps. It needs [PermWaive]. Errors: [ErrWaived].
func (s *Service) Waive(ctx context.Context, id ref.ID, version int64, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.change(ctx, id, version, actWaive, reason, func(tx *db.Tx, p *Project, _ workday.Date) error {
		p.waive(tx.Actor.ID, tx.Now, reason)
		return nil
	})
}

// MarkReady ends planning. It needs [PermAdvance]. Errors: [ErrNotReady] with
// what is missing.
func (s *Service) MarkReady(ctx context.Context, id ref.ID, version int64) error {
	return s.change(ctx, id, version, actReady, "", func(tx *db.Tx, p *Project, _ workday.Date) error {
		g, err := s.gate(tx, p)
		if err != nil {
			return err
		}
		return p.ready(g)
	})
}

// Start begins the works on the day of the commencement order. It needs
// [PermAdvance].
func (s *Service) Start(ctx context.Context, id ref.ID, version int64, on workday.Date) error {
	return s.change(ctx, id, version, actStart, "", func(_ *db.Tx, p *Project, today workday.Date) error { return p.start(on, today) })
}

// Accept asks for acceptance. It needs [PermAdvance]. Errors:
// [ErrMilestonesOpen] while the customer has not confirmed all of the works.
func (s *Service) Accept(ctx context.Context, id ref.ID, version int64) error {
	return s.change(ctx, id, version, actAccept, "", func(tx *db.Tx, p *Project, _ workday.Date) error {
		ms, err := milestonesOf(tx, p.ID)
		if err != nil {
			return err
		}
		return p.accept(ms)
	})
}

// Complete records the completion acceptance. It needs [PermAdvance]. Errors:
// [ErrAcceptanceOpen].
func (s *Service) Complete(ctx context.Context, id ref.ID, version int64, on, warrantyUntil workday.Date) error {
	return s.change(ctx, id, version, actFinish, "", func(tx *db.Tx, p *Project, today workday.Date) error {
		ms, err := milestonesOf(tx, p.ID)
		if err != nil {
			return err
		}
		return p.complete(on, warrantyUntil, today, ms)
	})
}

// Close ends a project after its warranty and the retrospective with sales. It
// needs [PermAdvance]. Errors: [ErrWarrantyRuns], [ErrRetained].
func (s *Service) Close(ctx context.Context, id ref.ID, version int64, retrospective workday.Date) error {
	return s.change(ctx, id, version, actClose, "", func(tx *db.Tx, p *Project, today workday.Date) error {
		retained, err := s.Receivables.RetainedTx(tx, p.ID)
		if err != nil {
			return err
		}
		return p.close(retrospective, today, retained)
	})
}

// Suspend halts a project. It needs [PermManage].
func (s *Service) Suspend(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.change(ctx, id, version, actSuspend, reason, func(_ *db.Tx, p *Project, _ workday.Date) error { return p.suspend() })
}

// Resume takes a suspended project up where it stood. It needs [PermManage].
func (s *Service) Resume(ctx context.Context, id ref.ID, version int64) error {
	return s.change(ctx, id, version, actResume, "", func(_ *db.Tx, p *Project, _ workday.Date) error { return p.resume() })
}

// Cancel ends a project that will not be built. It needs [PermManage].
func (s *Service) Cancel(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.change(ctx, id, version, actCancel, reason, func(_ *db.Tx, p *Project, _ workday.Date) error { return p.move(Cancelled) })
}

// change is the common course of every use case on a project.
func (s *Service) change(ctx context.Context, id ref.ID, version int64, act authz.Action[*Project], reason string, decide func(*db.Tx, *Project, workday.Date) error) error {
	return s.db.Write(because(ctx, reason), func(tx *db.Tx) error {
		if err := lock(tx, id); err != nil {
			return err
		}
		p, err := get(tx, id)
		if err != nil {
			return err
		}
		if p.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, act, p.Scope(), &p, p.ID); err != nil {
			return err
		}
		today, err := s.today(tx, p.EntityID)
		if err != nil {
			return err
		}
		before := p
		if err := decide(tx, &p, today); err != nil {
			return err
		}
		return s.save(tx, "project."+act.Verb, reason, &before, &p, today)
	})
}

// because returns a context whose audit record carries the reason.
func because(ctx context.Context, reason string) context.Context {
	if reason == "" {
		return ctx
	}
	meta := *db.MetaFrom(ctx)
	meta.Reason = reason
	return db.WithMeta(ctx, &meta)
}

// save writes what was decided, and all that follows from the difference.
func (s *Service) save(tx *db.Tx, action, reason string, before, p *Project, today workday.Date) error {
	if err := s.judge(tx, p, today); err != nil {
		return err
	}
	if err := update(tx, p); err != nil {
		return err
	}
	if err := tx.Audit(action, before, p); err != nil {
		return err
	}
	if before.Scope() != p.Scope() {
		if err := s.rescope(tx, before.OwnerID, p); err != nil {
			return err
		}
	}
	return s.announce(tx, reason, before, p)
}

// rescope moves along what hangs on a project and its milestones; what its manager
// before was asked to do there, the new one is.
func (s *Service) rescope(tx *db.Tx, from ref.ID, p *Project) error {
	if err := rescopeMilestones(tx, p); err != nil {
		return err
	}
	ms, err := milestonesOf(tx, p.ID)
	if err != nil {
		return err
	}
	hung, ids := []ref.Ref{ref.To(Kind, p.ID)}, []ref.ID{p.ID}
	for _, m := range ms {
		hung, ids = append(hung, ref.To(MilestoneKind, m.ID)), append(ids, m.ID)
	}
	for _, r := range hung {
		if err := s.Hanging.RescopeTx(tx, r, p.Scope()); err != nil {
			return err
		}
	}
	return s.Tasks.HandOnTx(tx, from, p.OwnerID, ids...)
}

// announce tells what the difference means to others.
func (s *Service) announce(tx *db.Tx, reason string, before, p *Project) error {
	if before.OwnerID != p.OwnerID {
		if err := tx.Emit(ManagerChanged{p.fact(), before.OwnerID}); err != nil {
			return err
		}
	}
	if before.State != p.State {
		if err := tx.Emit(StateChanged{p.fact(), before.State, reason, p.CommencedOn, p.CompletedOn}); err != nil {
			return err
		}
	}
	if limit := s.policy().MajorDelayDays; before.late() <= limit && p.late() > limit {
		return tx.Emit(MajorDelay{p.fact(), p.late(), p.ForecastFinish})
	}
	return nil
}
