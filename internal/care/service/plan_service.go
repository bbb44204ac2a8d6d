package service

import (
	"context"
	"fmt"

	"gongqiao/internal/base/task"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Plans returns a page of the improvement plans that the caller may see.
func (s *Service) Plans(ctx context.Context, q *db.Query) (p db.Page[PlanView], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = db.Run(tx, &planList, q, func(r db.Row) (PlanView, error) {
			n, err := scanPlan(r)
			return planView(tx.Actor, "", &n), err
		})
		return err
	})
	return p, err
}

// Plan returns an improvement plan. It needs [PermPlanRead] over it. Errors:
// [ErrPlanNotFound].
func (s *Service) Plan(ctx context.Context, id ref.ID) (v PlanView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := getPlan(tx, id)
		if err != nil {
			return err
		}
		part, err := tx.Part(n.ID, n.ProjectID)
		v = planView(tx.Actor, part, &n)
		return err
	})
	return v, err
}

// PlanVisible answers [ErrPlanNotFound] unless the caller may read the plan.
func (s *Service) PlanVisible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := getPlan(tx, id)
		return err
	})
}

// PlanScopeTx returns where a plan belongs and what people call it. Errors:
// [ErrPlanNotFound] unless the actor may read it.
func (s *Service) PlanScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	n, err := getPlan(tx, id)
	return n.Scope(), n.Title, err
}

// OpenPlan opens a plan for something that somebody was told. It needs
// [PermPlanWrite] over the project, or else over the customer's leading
// engagement. Errors: [ErrCustomerUnknown], [ErrProjectUnknown].
func (s *Service) OpenPlan(ctx context.Context, t Told) (ref.ID, error) {
	if err := t.check(); err != nil {
		return t.ID, err
	}
	return t.ID, s.db.Write(ctx, func(tx *db.Tx) error {
		on, err := s.readable(tx, t.CustomerID, t.ProjectID)
		if err != nil {
			return err
		}
		if err := db.Allow(tx, authz.Action[*Plan]{Permission: PermPlanWrite}, on.Scope, &Plan{}, on.Project); err != nil {
			return err
		}
		return s.openPlan(tx, Plan{ID: t.ID, Source: FromComplaint, Severity: t.Severity, Title: t.Title, Complaint: t.Text}, on, false)
	})
}

// openBoth opens a complaint with the plan that follows from it; both come from
// the same and open once.
func (s *Service) openBoth(tx *db.Tx, p Plan, on about) error {
	p.ID = ref.New()
	if err := s.openPlan(tx, p, on, true); err != nil {
		return err
	}
	there, err := complaintKeyed(tx, p.Key)
	if err != nil || there {
		return err
	}
	return s.complainTx(tx, Complaint{Key: p.Key, Source: p.Source, Severity: p.Severity, Title: p.Title, Words: p.Complaint, SurveyID: p.SurveyID, ContactID: p.ContactID, PlanID: p.ID}, on)
}

// openPlan opens a plan unless one answers the same already, and asks those
// concerned to speak to the customer in time; but for the handler of a complaint,
// whom that asks.
func (s *Service) openPlan(tx *db.Tx, p Plan, on about, complaint bool) error {
	there, err := planKeyed(tx, p.Key)
	if err != nil || there {
		return err
	}
	if p.ID.IsZero() {
		p.ID = ref.New()
	}
	p.CustomerID, p.ProjectID = on.Customer, on.Project
	p.EntityID, p.DepartmentID, p.OwnerID = on.Scope.Entity, on.Scope.Department, on.Scope.Owner
	p.start(tx.Now, s.policy())
	if err := insertPlan(tx, &p); err != nil {
		return err
	}
	if err := tx.Audit("improvement.open", nil, &p); err != nil {
		return err
	}
	people, err := s.concerned(tx, on)
	if err != nil {
		return err
	}
	for i, person := range people {
		if complaint && i == 0 {
			continue
		}
		if err := s.assign(tx, &p, person); err != nil {
			return err
		}
	}
	return tx.Emit(PlanOpened{p.fact()})
}

func (s *Service) assign(tx *db.Tx, p *Plan, person ref.ID) error {
	_, err := s.Tasks.CreateTx(tx, task.Made{Key: fmt.Sprintf("improvement/%s/%s", p.ID, person), On: p.Subject(), Scope: p.Scope(), Kind: task.Call, Title: "回应客户：" + p.Title, Code: "improvement.task.respond",
		Params: map[string]any{"title": p.Title}, Priority: "high", Assignee: person, DueAt: p.RespondBy})
	return err
}

// UpdatePlan replaces what is written of a plan; once it is approved only the
// days on which steps were done. It needs [PermPlanWrite]. Errors:
// [ErrPersonUnknown], [ErrPlanApproved].
func (s *Service) UpdatePlan(ctx context.Context, id ref.ID, version int64, w PlanWords) error {
	return s.changePlan(ctx, id, version, actPlanUpdate, func(tx *db.Tx, p *Plan) error {
		today, err := s.today(tx, p.EntityID)
		if err != nil {
			return err
		}
		if err := w.check(today); err != nil {
			return err
		}
		if p.State == PlanDraft {
			if err := s.known(tx, w.Steps); err != nil {
				return err
			}
		}
		return p.apply(w)
	})
}

func (s *Service) known(tx *db.Tx, steps []Step) error {
	for i, step := range steps {
		_, _, err := s.People.HomeTx(tx, step.OwnerID)
		if absent(err) {
			return ErrPersonUnknown.At(fmt.Sprintf("steps[%d].owner_id", i), "unknown")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Approve lets a plan begin. It needs [PermPlanApprove]. Errors:
// [ErrPlanIncomplete].
func (s *Service) Approve(ctx context.Context, id ref.ID, version int64) error {
	return s.changePlan(ctx, id, version, actApprove, func(_ *db.Tx, p *Plan) error {
		if err := p.complete(); err != nil {
			return err
		}
		return p.move(PlanApproved)
	})
}

// StartPlan says that the steps are being taken. It needs [PermPlanWrite].
func (s *Service) StartPlan(ctx context.Context, id ref.ID, version int64) error {
	return s.changePlan(ctx, id, version, actStart, func(_ *db.Tx, p *Plan) error { return p.move(PlanExecuting) })
}

// Verify says that every step was taken. It needs [PermPlanWrite]. Errors:
// [ErrStepsOpen].
func (s *Service) Verify(ctx context.Context, id ref.ID, version int64) error {
	return s.changePlan(ctx, id, version, actVerify, func(_ *db.Tx, p *Plan) error {
		if err := p.done(); err != nil {
			return err
		}
		return p.move(PlanVerifying)
	})
}

// Close ends a plan that helped, and asks the customer again in 30 days. It
// needs [PermPlanApprove].
func (s *Service) Close(ctx context.Context, id ref.ID, version int64, outcome string) error {
	return s.changePlan(ctx, id, version, actClose, func(tx *db.Tx, p *Plan) error { return p.end(PlanClosed, outcome, tx.Now) }, s.release, s.askAgain)
}

// release ends what people were still to do about a plan.
func (s *Service) release(tx *db.Tx, p *Plan) error {
	return s.Tasks.CancelAllTx(tx, ref.To(PlanKind, p.ID), "improvement/", string(p.State))
}

// askAgain plans the survey that shows whether a plan helped.
func (s *Service) askAgain(tx *db.Tx, p *Plan) error {
	today, err := s.today(tx, p.EntityID)
	if err != nil {
		return err
	}
	on, err := s.aboutTx(tx, p.CustomerID, p.ProjectID)
	if err != nil {
		return err
	}
	return s.scheduleTx(tx, Survey{Cause: Again, Purpose: Full, Key: "again/" + p.ID.String(), ContactID: p.ContactID, DueOn: today.AddDays(s.policy().AgainDays)}, on)
}

// Fail ends a plan that did not help. It needs [PermPlanApprove].
func (s *Service) Fail(ctx context.Context, id ref.ID, version int64, outcome string) error {
	return s.changePlan(ctx, id, version, actFail, func(tx *db.Tx, p *Plan) error { return p.end(PlanFailed, outcome, tx.Now) }, s.release)
}

// changePlan is the common course of every use case on a plan.
func (s *Service) changePlan(ctx context.Context, id ref.ID, version int64, act authz.Action[*Plan], decide func(*db.Tx, *Plan) error, then ...func(*db.Tx, *Plan) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := getPlan(tx, id)
		if err != nil {
			return err
		}
		p := &n.Plan
		if p.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, act, p.Scope(), p, p.ID, p.ProjectID); err != nil {
			return err
		}
		before := *p
		if err := decide(tx, p); err != nil {
			return err
		}
		if err := updatePlan(tx, p); err != nil {
			return err
		}
		if err := tx.Audit("improvement."+act.Verb, &before, p); err != nil {
			return err
		}
		for _, fn := range then {
			if err := fn(tx, p); err != nil {
				return err
			}
		}
		if p.State == before.State {
			return nil
		}
		return tx.Emit(PlanChanged{p.fact(), before.State})
	})
}
