package pipeline

import (
	"errors"

	"gongqiao/internal/platform/db"
)

// loadReport reads the report of an opportunity; one that nobody wrote yet is
// an empty draft of version 1.
func loadReport(tx *db.Tx, o *Opportunity) (Report, error) {
	r, err := db.Find(tx, ErrNotFound, `select version, created_at, updated_at, status, background, pain_points, technical_requirements, decision_process, timeline, risks, submitted_at, submitted_by
		from needs_report where opportunity_id = ?`, []any{o.ID}, func(row db.Row) (r Report, err error) {
		err = row.Scan(&r.Version, db.At(&r.CreatedAt), db.At(&r.UpdatedAt), &r.Status, &r.Background, &r.PainPoints, &r.TechnicalRequirements, &r.DecisionProcess, &r.Timeline, &r.Risks,
			db.At(&r.SubmittedAt), &r.SubmittedBy)
		return r, err
	})
	if errors.Is(err, ErrNotFound) {
		r, err = Report{Version: 1, CreatedAt: o.CreatedAt, UpdatedAt: o.CreatedAt, Status: ReportDraft}, nil
	}
	r.OpportunityID, r.opportunity = o.ID, o
	return r, err
}

// saveReport writes the report; the first time it makes the row.
func saveReport(tx *db.Tx, r *Report) error {
	if r.Version == 1 {
		r.CreatedAt = tx.Now
	}
	r.UpdatedAt = tx.Now
	n, err := tx.Exec(`insert into needs_report (opportunity_id, version, created_at, updated_at, status, background, pain_points, technical_requirements, decision_process, timeline, risks, submitted_at, submitted_by)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (opportunity_id) do update set version = excluded.version, updated_at = excluded.updated_at, status = excluded.status, background = excluded.background,
		pain_points = excluded.pain_points, technical_requirements = excluded.technical_requirements, decision_process = excluded.decision_process, timeline = excluded.timeline, risks = excluded.risks,
		submitted_at = excluded.submitted_at, submitted_by = excluded.submitted_by where needs_report.version = ?`,
		r.OpportunityID, r.Version+1, r.CreatedAt, r.UpdatedAt, r.Status, r.Background, r.PainPoints, r.TechnicalRequirements, r.DecisionProcess, r.Timeline, r.Risks, r.SubmittedAt, r.SubmittedBy, r.Version)
	if err := db.Changed(n, err); err != nil {
		return err
	}
	r.Version++
	return nil
}
