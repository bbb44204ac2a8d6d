package project

import (
	"context"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Revise reports another budget, cost or completion as of today. It needs
// [PermRevise], and the class cost for amounts. Errors: [ErrNothingRevised].
func (s *Service) Revise(ctx context.Context, id ref.ID, version int64, f Forecast) error {
	return s.change(ctx, id, version, actRevise, f.Reason, func(tx *db.Tx, p *Project, today workday.Date) error {
		if (f.Budget != nil || f.ForecastCost != nil) && !tx.Actor.Sees(authz.Cost) {
			return authz.ErrForbidden
		}
		r, err := p.revision(f, today)
		if err != nil {
			return err
		}
		if err := r.check(today); err != nil {
			return err
		}
		p.take(r)
		return s.keepRevision(tx, p, &r)
	})
}

// keepRevision stores a revision of the project and tells of it.
func (s *Service) keepRevision(tx *db.Tx, p *Project, r *Revision) error {
	if r.ID.IsZero() {
		r.ID = ref.New()
	}
	if err := insertRevision(tx, r); err != nil {
		return err
	}
	return tx.Emit(Revised{p.fact(), r.ReportedOn, r.ForecastFinish, r.Reason})
}

// AddRevisionTx adds a revision of the past or of today: an import, an approved
// change. The project follows the latest by the day it reported on; of one day,
// the one that was added last. It checks no right. Errors: [ErrNotFound], and
// the rules of the fields.
func (s *Service) AddRevisionTx(tx *db.Tx, r Revision) error {
	if err := lock(tx, r.ProjectID); err != nil {
		return err
	}
	p, err := load(tx, r.ProjectID)
	if err != nil {
		return err
	}
	today, err := s.today(tx, p.EntityID)
	if err != nil {
		return err
	}
	if err := r.check(today); err != nil {
		return err
	}
	if err := s.keepRevision(tx, &p, &r); err != nil {
		return err
	}
	if err := tx.Audit("project.revise", nil, &r); err != nil {
		return err
	}
	latest, err := latestRevision(tx, p.ID)
	if err != nil || latest.ID != r.ID {
		return err
	}
	before := p
	p.take(r)
	if before == p {
		return nil
	}
	return s.save(tx, "project.revise", r.Reason, &before, &p, today)
}

// SetBaselineTx sets the finish that a project is measured by, when its plan
// gets a baseline. It checks no right.
func (s *Service) SetBaselineTx(tx *db.Tx, id ref.ID, finish workday.Date, reason string) error {
	return s.adjustTx(tx, id, "project.baseline", reason, func(p *Project) { p.BaselineFinish = finish })
}

// adjustTx changes a project for another module; what is so already leaves no
// trace.
func (s *Service) adjustTx(tx *db.Tx, id ref.ID, action, reason string, change func(*Project)) error {
	if err := lock(tx, id); err != nil {
		return err
	}
	p, err := load(tx, id)
	if err != nil {
		return err
	}
	before := p
	if change(&p); p == before {
		return nil
	}
	today, err := s.today(tx, p.EntityID)
	if err != nil {
		return err
	}
	return s.save(tx, action, reason, &before, &p, today)
}
