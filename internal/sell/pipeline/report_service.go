package pipeline

import (
	"context"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Report returns the needs report of an opportunity. It needs [PermRead] over
// the opportunity.
func (s *Service) Report(ctx context.Context, id ref.ID) (v ReportView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		o, err := get(tx, id, PermRead)
		if err != nil {
			return err
		}
		r, err := loadReport(tx, &o)
		if err != nil {
			return err
		}
		actions, err := db.Actions(tx, r.actions(), o.Scope(), &o, o.ID)
		v = reportView(&r, actions)
		return err
	})
	return v, err
}

// WriteReport replaces the sections of a report that was not submitted yet. It
// needs [PermUpdate] over the opportunity, and the report's version.
func (s *Service) WriteReport(ctx context.Context, id ref.ID, version int64, text Sections) error {
	return s.report(ctx, id, version, "update", func(_ *db.Tx, r *Report) error {
		r.Sections = text
		return nil
	})
}

// SubmitReport freezes a report in which every section says something. It needs
// [PermUpdate] over the opportunity. Errors: [ErrNoVisit], [ErrReportGaps].
func (s *Service) SubmitReport(ctx context.Context, id ref.ID, version int64) error {
	return s.report(ctx, id, version, "submit", func(tx *db.Tx, r *Report) error {
		if err := r.submit(tx.Now, tx.Actor.ID); err != nil {
			return err
		}
		o := r.opportunity
		before := *o
		o.ReportSubmittedAt, o.LastActivityAt = tx.Now, later(o.LastActivityAt, tx.Now)
		if err := update(tx, o, false); err != nil {
			return err
		}
		if err := tx.Audit("needs_report.submit", &before, o); err != nil {
			return err
		}
		return tx.Emit(NeedsReportSubmitted{o.fact(), tx.Now, OnTime(o.ReportDueAt, tx.Now)})
	})
}

// report is the common course of the use cases on a report.
func (s *Service) report(ctx context.Context, id ref.ID, version int64, verb string, decide func(*db.Tx, *Report) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		o, err := takeVisible(tx, id)
		if err != nil {
			return err
		}
		r, err := loadReport(tx, &o)
		if err != nil {
			return err
		}
		if r.Version != version {
			return db.ErrStale
		}
		act := authz.Action[*Opportunity]{Verb: verb, Permission: PermUpdate, When: r.writing}
		if err := db.Allow(tx, act, o.Scope(), &o, o.ID); err != nil {
			return err
		}
		before := r
		if err := decide(tx, &r); err != nil {
			return err
		}
		if err := saveReport(tx, &r); err != nil {
			return err
		}
		return tx.Audit("needs_report."+verb, &before, &r)
	})
}
