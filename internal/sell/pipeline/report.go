package pipeline

import (
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// ReportKind names needs reports in references. A report has the id of its
// opportunity.
const ReportKind ref.Kind = "needs_report"

// States of a needs report.
const (
	ReportDraft     = "draft"
	ReportSubmitted = "submitted"
)

// Errors of needs reports.
var (
	ErrNoVisit         = fault.New(fault.Conflict, "needs_report.no_visit", "the report follows the first visit, which was not logged yet")
	ErrReportSubmitted = fault.New(fault.Conflict, "needs_report.submitted", "the report was submitted and stays as it is")
	ErrReportGaps      = fault.New(fault.Invalid, "needs_report.incomplete", "a section of the report is empty")
)

// Report is what a first visit told about the customer's needs (SOP-02). One
// that nobody wrote yet is an empty draft of version 1.
type Report struct {
	OpportunityID ref.ID    `track:"-"`
	Version       int64     `track:"-"`
	CreatedAt     time.Time `track:"-"`
	UpdatedAt     time.Time `track:"-"`
	Status        string    `track:"public"`
	Sections
	SubmittedAt time.Time `track:"public"`
	SubmittedBy ref.ID    `track:"public"`

	opportunity *Opportunity
}

// Sections are what the report says.
type Sections struct {
	Background            string `json:"background,omitempty" maxLength:"8000" track:"public"`
	PainPoints            string `json:"pain_points,omitempty" maxLength:"8000" track:"public" doc:"Pain points and budget."`
	TechnicalRequirements string `json:"technical_requirements,omitempty" maxLength:"8000" track:"public"`
	DecisionProcess       string `json:"decision_process,omitempty" maxLength:"8000" track:"public"`
	Timeline              string `json:"timeline,omitempty" maxLength:"8000" track:"public"`
	Risks                 string `json:"risks,omitempty" maxLength:"8000" track:"public"`
}

// each calls fn with the wire name and the text of every section, in order.
func (s *Sections) each(fn func(name, text string)) {
	fn("background", s.Background)
	fn("pain_points", s.PainPoints)
	fn("technical_requirements", s.TechnicalRequirements)
	fn("decision_process", s.DecisionProcess)
	fn("timeline", s.Timeline)
	fn("risks", s.Risks)
}

// empty returns the names of the sections that say nothing.
func (s *Sections) empty() []string {
	names := []string{}
	s.each(func(name, text string) {
		if strings.TrimSpace(text) == "" {
			names = append(names, name)
		}
	})
	return names
}

// Subject implements db.Record.
func (r *Report) Subject() db.Subject {
	return db.Subject{Ref: ref.To(ReportKind, r.OpportunityID), Label: r.opportunity.Number + " " + r.opportunity.Name, Entity: r.opportunity.EntityID, Version: r.Version}
}

// submit freezes the report.
func (r *Report) submit(now time.Time, by ref.ID) error {
	switch gaps := r.empty(); {
	case r.Status == ReportSubmitted:
		return ErrReportSubmitted
	case r.opportunity.FirstVisitAt.IsZero():
		return ErrNoVisit
	case len(gaps) > 0:
		err := ErrReportGaps
		for _, name := range gaps {
			err = err.At(name, "required")
		}
		return err
	}
	r.Status, r.SubmittedAt, r.SubmittedBy = ReportSubmitted, now, by
	return nil
}

// OnTime reports whether something that was due happened in time, to the second.
func OnTime(due, at time.Time) bool {
	return !at.Truncate(time.Second).After(due.Truncate(time.Second))
}

// writing is the rule of the report's own verbs.
func (r *Report) writing(o *Opportunity, by *authz.Actor) error {
	if r.Status == ReportSubmitted {
		return ErrReportSubmitted
	}
	return open(o, by)
}

// actions returns the report's verbs, which are those of its opportunity's writer.
func (r *Report) actions() []authz.Action[*Opportunity] {
	submit := func(o *Opportunity, by *authz.Actor) error {
		switch err := r.writing(o, by); {
		case err != nil:
			return err
		case o.FirstVisitAt.IsZero():
			return ErrNoVisit
		}
		return nil
	}
	return []authz.Action[*Opportunity]{
		{Verb: "update", Permission: PermUpdate, When: r.writing},
		{Verb: "submit", Permission: PermUpdate, When: submit},
	}
}

// later returns the later of two instants.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
