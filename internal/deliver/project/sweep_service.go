package project

import (
	"context"
	"fmt"
	"time"

	"gongqiao/internal/base/task"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// sweepAt is how many records a read of the sweep takes.
const sweepAt = 200

// callHour is when a call to the customer is due, in the business zone.
const callHour = 18

// Sweep is the daily job: it takes the timed steps of milestones that wait for
// the customer, and works the lights of living projects out anew. Only the
// system may call it; it returns how many records changed.
func (s *Service) Sweep(ctx context.Context) (changed int, err error) {
	a, err := authz.From(ctx)
	if err != nil {
		return 0, err
	}
	if a.Kind != authz.System {
		return 0, authz.ErrForbidden
	}
	asked, err := sweep(ctx, s.db, awaitingAfter, func(m Milestone) ref.ID { return m.ID }, s.passTime)
	if err != nil {
		return asked, err
	}
	judged, err := sweep(ctx, s.db, livingAfter, func(p Project) ref.ID { return p.ID }, s.rejudge)
	return asked + judged, err
}

// sweep walks records in the order of their ids and counts those that fn changes.
func sweep[T any](ctx context.Context, d *db.DB, after func(*db.Tx, ref.ID, int) ([]T, error), id func(T) ref.ID, fn func(context.Context, T) (bool, error)) (changed int, err error) {
	for from := ref.Nil; ; {
		var found []T
		if err := d.Read(ctx, func(tx *db.Tx) (err error) {
			found, err = after(tx, from, sweepAt)
			return err
		}); err != nil || len(found) == 0 {
			return changed, err
		}
		for _, x := range found {
			from = id(x)
			did, err := fn(ctx, x)
			if err != nil {
				return changed, err
			}
			if did {
				changed++
			}
		}
	}
}

// rejudge writes the lights of a project when the day has changed them.
func (s *Service) rejudge(ctx context.Context, p Project) (changed bool, err error) {
	now := p
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		today, err := s.today(tx, p.EntityID)
		if err != nil {
			return err
		}
		return s.judge(tx, &now, today)
	})
	if err != nil || now == p {
		return false, err
	}
	return true, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.RefreshTx(tx, p.ID); err != nil {
			return err
		}
		return tx.Note("project.sweep", p.Subject(), map[string]any{"health": now.Lights.Worst})
	})
}

// passTime takes the step that is due for a milestone that waits. The read
// before the write keeps milestones to which nothing happens out of the audit.
func (s *Service) passTime(ctx context.Context, m Milestone) (changed bool, err error) {
	due := false
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		today, err := s.today(tx, m.EntityID)
		_, timed := m.timed(today, *s.policy())
		due = timed || m.deemed(today, *s.policy())
		return err
	})
	if err != nil || !due {
		return false, err
	}
	return true, s.db.Write(ctx, func(tx *db.Tx) error { return s.passTimeTx(tx, m.ID) })
}

func (s *Service) passTimeTx(tx *db.Tx, id ref.ID) error {
	m, err := loadMilestone(tx, id)
	if err != nil {
		return err
	}
	if err := lock(tx, m.ProjectID); err != nil {
		return err
	}
	if m, err = loadMilestone(tx, id); err != nil {
		return err
	}
	today, err := s.today(tx, m.EntityID)
	if err != nil {
		return err
	}
	before := m
	step, timed := m.timed(today, *s.policy())
	switch {
	case m.deemed(today, *s.policy()):
		if err := m.deem(tx.Now); err != nil {
			return err
		}
		if err := s.saveMilestone(tx, "milestone.deem", &before, &m); err != nil {
			return err
		}
		if _, err := s.Tasks.DoneTx(tx, callKey(&m), "deemed"); err != nil {
			return err
		}
		return s.tellConfirmed(tx, &m)
	case !timed:
		return tx.Note("milestone.wait", m.Subject(), nil) // somebody was faster
	}
	m.Reminded, m.RemindedOn = step.Number, today
	if err := s.saveMilestone(tx, "milestone.remind", &before, &m); err != nil {
		return err
	}
	if step.Call {
		return s.call(tx, &m)
	}
	return remind(tx, &m, today)
}

// callKey is the key of the task to call the customer of this round.
func callKey(m *Milestone) string { return fmt.Sprintf("milestone_call/%s/%d", m.ID, m.Round) }

// call asks the project manager to speak to the customer today.
func (s *Service) call(tx *db.Tx, m *Milestone) error {
	if m.OwnerID.IsZero() {
		return nil
	}
	zone, err := s.People.ZoneTx(tx, m.EntityID)
	if err != nil {
		return err
	}
	today, err := s.today(tx, m.EntityID)
	if err != nil {
		return err
	}
	_, err = s.Tasks.CreateTx(tx, task.Made{Key: callKey(m), On: m.Subject(), Scope: m.Scope(), Kind: task.Confirm, Title: "电话请客户确认：" + m.Name, Code: "milestone.task.call",
		Params: map[string]any{"milestone": m.Name, "project": m.project.Name}, Assignee: m.OwnerID, DueAt: today.Start(zone).Add(callHour * time.Hour)})
	return err
}
