package project

import (
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// RevisionKind names revisions in references.
const RevisionKind ref.Kind = "project_revision"

// Revision is what a project reported of its budget and its completion on a day.
// The latest day counts; what came before stays.
type Revision struct {
	ID             ref.ID       `track:"-"`
	ProjectID      ref.ID       `track:"public"`
	At             time.Time    `track:"-"`
	By             ref.ID       `track:"-"`
	ReportedOn     workday.Date `track:"public"`
	Budget         int64        `track:"cost"` // fen
	ForecastCost   int64        `track:"cost"` // fen; 0 when it is not known
	ForecastFinish workday.Date `track:"public"`
	Reason         string       `track:"public"`
	Origin         string       `track:"public"` // user, contract, change or import

	ByName      string `track:"-"`
	BudgetDelta int64  `track:"-"` // fen, against the revision before
	FinishDelta int64  `track:"-"` // days, against the revision before
	First       bool   `track:"-"`
}

// Subject implements db.Record.
func (r *Revision) Subject() db.Subject {
	return db.Subject{Ref: ref.To(RevisionKind, r.ID), Label: r.ReportedOn.String(), Version: 1}
}

func (r *Revision) check(today workday.Date) error {
	var c fault.Checks
	c.Check(!r.ReportedOn.IsZero() && r.ReportedOn <= today, "reported_on", dateCode(r.ReportedOn))
	c.Check(r.Budget >= 0, "budget", "negative")
	c.Check(r.Budget <= MaxAmount, "budget", "too_large")
	c.Check(r.ForecastCost >= 0, "forecast_cost", "negative")
	c.Check(r.ForecastCost <= MaxAmount, "forecast_cost", "too_large")
	return c.Err()
}

// follow works out by how much each revision differs from the one before; they
// come oldest first.
func follow(all []Revision) {
	for i := range all {
		if all[i].First = i == 0; i == 0 {
			continue
		}
		before := all[i-1]
		all[i].BudgetDelta = all[i].Budget - before.Budget
		if !all[i].ForecastFinish.IsZero() && !before.ForecastFinish.IsZero() {
			all[i].FinishDelta = int64(all[i].ForecastFinish.Sub(before.ForecastFinish))
		}
	}
}

// Forecast is what a person reports: nil keeps what was reported before.
type Forecast struct {
	Budget       *int64 // fen
	ForecastCost *int64 // fen
	Finish       *workday.Date
	Reason       string
}

// revision returns the revision that the forecast makes of the project today.
func (p *Project) revision(f Forecast, today workday.Date) (Revision, error) {
	r := Revision{ProjectID: p.ID, ReportedOn: today, Budget: p.Budget, ForecastCost: p.ForecastCost, ForecastFinish: p.ForecastFinish, Reason: strings.TrimSpace(f.Reason), Origin: "user"}
	if f.Budget != nil {
		r.Budget = *f.Budget
	}
	if f.ForecastCost != nil {
		r.ForecastCost = *f.ForecastCost
	}
	if f.Finish != nil {
		r.ForecastFinish = *f.Finish
	}
	switch {
	case r.Reason == "":
		return r, fault.ErrInvalid.At("reason", "required")
	case r.Budget == p.Budget && r.ForecastCost == p.ForecastCost && r.ForecastFinish == p.ForecastFinish:
		return r, ErrNothingRevised
	}
	return r, nil
}

// take makes the latest revision what the project says.
func (p *Project) take(r Revision) {
	p.Budget, p.ForecastCost, p.ForecastFinish = r.Budget, r.ForecastCost, r.ForecastFinish
}

// late returns by how many days the forecast lies behind the baseline; 0 when
// either is not known, or it lies before.
func (p *Project) late() int64 {
	if p.BaselineFinish.IsZero() || p.ForecastFinish.IsZero() {
		return 0
	}
	return int64(max(0, p.ForecastFinish.Sub(p.BaselineFinish)))
}
