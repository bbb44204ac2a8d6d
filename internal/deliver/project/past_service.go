package project

import (
	"cmp"
	"errors"
	"slices"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/text"
)

// Past is a project that an import brings, with what it reported and the steps
// it has. It may stand in any state and lack what a new one needs.
type Past struct {
	Draft
	ID, CustomerID, ContractID, OpportunityID ref.ID
	Scope                                     authz.Scope // its owner is the project manager
	Number                                    string      // empty gets the next one
	State                                     State
	BaselineFinish, ForecastFinish            workday.Date
	CommencedOn, CompletedOn                  workday.Date
	WarrantyUntil, ClosedOn                   workday.Date
	Budget                                    int64 // fen; revisions decide when there are any
	Reports                                   []Reported
	Milestones                                []Milestone // ids are given
}

// Reported is what a project said on a day: nil keeps what it said before.
type Reported struct {
	On           workday.Date
	Budget       *int64 // fen
	ForecastCost *int64 // fen
	Finish       *workday.Date
	Reason       string
}

// Check answers what cannot be true of any project.
func (p *Past) Check(today workday.Date) error {
	if err := p.Draft.check(); err != nil {
		return err
	}
	var c fault.Checks
	c.Check(slices.Contains(States, string(p.State)), "state", "not_allowed")
	c.Check(!p.CustomerID.IsZero(), "customer", "required")
	c.Check(p.Budget >= 0, "budget", "negative")
	c.Check(p.Budget <= MaxAmount, "budget", "too_large")
	for key, d := range map[string]workday.Date{"commenced_on": p.CommencedOn, "completed_on": p.CompletedOn, "closed_on": p.ClosedOn} {
		c.Check(d <= today, key, "in_future")
	}
	c.Check(p.CompletedOn.IsZero() || p.CompletedOn >= p.CommencedOn, "completed_on", "before_start")
	c.Check(p.WarrantyUntil.IsZero() || p.WarrantyUntil >= p.CompletedOn, "warranty_until", "before_start")
	return c.Err()
}

// Check answers what cannot be true of any report.
func (r Reported) Check(today workday.Date) error {
	x := Revision{ReportedOn: r.On}
	if r.Budget != nil {
		x.Budget = *r.Budget
	}
	if r.ForecastCost != nil {
		x.ForecastCost = *r.ForecastCost
	}
	return x.check(today)
}

// revisions are the reports by day, each with what the one before it left open.
func (p *Past) revisions() []Revision {
	all := slices.Clone(p.Reports)
	slices.SortStableFunc(all, func(a, b Reported) int { return cmp.Compare(a.On, b.On) })
	out := make([]Revision, len(all))
	last := Revision{Budget: p.Budget, ForecastFinish: cmp.Or(p.ForecastFinish, p.PlannedFinish)}
	for i, r := range all {
		x := Revision{ID: ref.New(), ProjectID: p.ID, ReportedOn: r.On, Budget: last.Budget, ForecastCost: last.ForecastCost, ForecastFinish: last.ForecastFinish, Reason: r.Reason, Origin: "import"}
		if r.Budget != nil {
			x.Budget = *r.Budget
		}
		if r.ForecastCost != nil {
			x.ForecastCost = *r.ForecastCost
		}
		if r.Finish != nil {
			x.ForecastFinish = *r.Finish
		}
		out[i], last = x, x
	}
	return out
}

// AddPastTx writes a project with its revisions, of which the latest day counts,
// and its milestones. It asks for no rights and emits nothing: nothing happens
// now. Errors: those of Check, [ErrIDInUse], [ErrMilestoneKey].
func (s *Service) AddPastTx(tx *db.Tx, in Past) error {
	today, err := s.today(tx, in.Scope.Entity)
	if err != nil {
		return err
	}
	if err := in.Check(today); err != nil {
		return err
	}
	p := in.project()
	if p.Number == "" {
		if p.Number, err = s.Numbers.NextTx(tx, p.EntityID); err != nil {
			return err
		}
	}
	revisions := in.revisions()
	if n := len(revisions); n > 0 {
		p.take(revisions[n-1])
	}
	p.Lights = p.Health(today, Findings{Milestones: in.Milestones}, *s.policy()).lights()
	if err := insert(tx, &p); err != nil {
		return err
	}
	if err := tx.Audit("project.import", nil, &p); err != nil {
		return err
	}
	for i := range revisions {
		if err := insertRevision(tx, &revisions[i]); err != nil {
			return err
		}
		if err := tx.Audit("project.revise", nil, &revisions[i]); err != nil {
			return err
		}
	}
	for i := range in.Milestones {
		m := in.Milestones[i]
		m.ProjectID, m.Origin, m.Documents = p.ID, "import", []ref.ID{}
		if err := s.AddMilestoneTx(tx, &m); err != nil {
			return err
		}
	}
	return nil
}

func (p *Past) project() Project {
	x := Project{ID: p.ID, EntityID: p.Scope.Entity, DepartmentID: p.Scope.Department, OwnerID: p.Scope.Owner, CustomerID: p.CustomerID, ContractID: p.ContractID, OpportunityID: p.OpportunityID,
		Number: p.Number, Name: p.Name, Type: p.Type, Note: p.Note, Origin: "import", State: p.State, Budget: p.Budget, PlannedStart: p.PlannedStart, PlannedFinish: p.PlannedFinish,
		BaselineFinish: p.BaselineFinish, ForecastFinish: cmp.Or(p.ForecastFinish, p.PlannedFinish), CommencedOn: p.CommencedOn, CompletedOn: p.CompletedOn, WarrantyUntil: p.WarrantyUntil, ClosedOn: p.ClosedOn}
	if p.Amount != nil {
		x.Amount = *p.Amount
	}
	return x
}

// NamesakeTx returns the project that has a number, or else one of a customer
// with exactly this name; the zero id when there is none. Visible says whether
// the actor may read it.
func (s *Service) NamesakeTx(tx *db.Tx, number string, customer ref.ID, name string) (id ref.ID, visible bool, err error) {
	id, scope, err := namesake(tx, number, customer, text.SortKey(name))
	if err != nil || id.IsZero() {
		return id, false, err
	}
	err = tx.Visible(PermRead, scope, ErrNotFound, id)
	if errors.Is(err, ErrNotFound) {
		return id, false, nil
	}
	return id, err == nil, err
}

// RemoveTx takes a project back that an import brought, with its revisions; its
// milestones go before it. The caller has seen that nobody changed it and that
// nothing hangs on it. Errors: [ErrNotFound].
func (s *Service) RemoveTx(tx *db.Tx, id ref.ID) error {
	p, err := load(tx, id)
	if err != nil {
		return err
	}
	all, err := revisionsOf(tx, id)
	if err != nil {
		return err
	}
	for i := range all {
		if err := tx.Forget(all[i].Subject().Ref); err != nil {
			return err
		}
	}
	if err := remove(tx, &p); err != nil {
		return err
	}
	return tx.Audit("project.undo", &p, nil)
}

// RemoveMilestoneTx takes a milestone back that an import brought. Errors:
// [ErrMilestoneNotFound].
func (s *Service) RemoveMilestoneTx(tx *db.Tx, id ref.ID) error {
	m, err := loadMilestone(tx, id)
	if err != nil {
		return err
	}
	if err := removeMilestone(tx, &m); err != nil {
		return err
	}
	return tx.Audit("milestone.undo", &m, nil)
}
