package service

import (
	"context"
	"fmt"
	"slices"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// sweepAt is how many records a read of the sweep takes, planAt how many a write
// adds: some milliseconds of the writer.
const (
	sweepAt = 200
	planAt  = 40
)

// Sweep is the hourly job: it sends surveys whose day has come, ends those that
// nobody answered, and plans the yearly ones. Only the system may call it; it
// returns how many records changed.
func (s *Service) Sweep(ctx context.Context) (changed int, err error) {
	a, err := authz.From(ctx)
	if err != nil {
		return 0, err
	}
	if a.Kind != authz.System {
		return 0, authz.ErrForbidden
	}
	planned, err := s.planYear(ctx)
	if err != nil {
		return planned, err
	}
	for from := ref.Nil; ; {
		var found []named
		if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
			found, err = dueAfter(tx, from, sweepAt)
			return err
		}); err != nil || len(found) == 0 {
			return planned + changed, err
		}
		for _, n := range found {
			from = n.ID
			did, err := s.pass(ctx, &n.Survey)
			if err != nil {
				return planned + changed, err
			}
			if did {
				changed++
			}
		}
	}
}

// pass takes the turn that is due. The read before the write keeps surveys to
// which nothing happens out of the audit.
func (s *Service) pass(ctx context.Context, n *Survey) (changed bool, err error) {
	due := nothing
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		due, err = s.turnTx(tx, n)
		return err
	})
	if err != nil || due == nothing {
		return false, err
	}
	return true, s.db.Write(ctx, func(tx *db.Tx) error { return s.passTx(tx, n.ID) })
}

// turnTx says what is due of a survey, and names its contact when it may be sent.
func (s *Service) turnTx(tx *db.Tx, n *Survey) (turn, error) {
	today, err := s.today(tx, n.EntityID)
	if err != nil {
		return nothing, err
	}
	if due := n.turn(tx.Now, today, tx.Now, true, s.policy()); due != postpone {
		return due, nil // whoever is asked, whenever he was asked last
	}
	asked := *n
	if err := s.choose(tx, &asked); err != nil {
		return nothing, err
	}
	if asked.ContactID.IsZero() {
		return nothing, nil
	}
	last, err := lastSent(tx, asked.ContactID, n.ID)
	return n.turn(tx.Now, today, last, true, s.policy()), err
}

func (s *Service) passTx(tx *db.Tx, id ref.ID) error {
	x, err := load(tx, id)
	if err != nil {
		return err
	}
	n := &x.Survey
	due, err := s.turnTx(tx, n)
	if err != nil {
		return err
	}
	before := *n
	switch due {
	case sendNow:
		return s.send(tx, n)
	case postpone:
		if err := s.postpone(tx, n); err != nil {
			return err
		}
		return s.save(tx, "survey.postpone", &before, n)
	case giveUp:
		if err := n.move(Expired); err != nil {
			return err
		}
		return s.save(tx, "survey.expire", &before, n)
	case nothing:
	}
	return tx.Note("survey.wait", n.Subject(), nil) // somebody was faster
}

// postpone moves a survey to the first day that lies wholly behind the pause of
// its contact.
func (s *Service) postpone(tx *db.Tx, n *Survey) error {
	if err := s.choose(tx, n); err != nil {
		return err
	}
	last, err := lastSent(tx, n.ContactID, n.ID)
	if err != nil {
		return err
	}
	zone, err := s.People.ZoneTx(tx, n.EntityID)
	if err != nil {
		return err
	}
	n.DueOn = workday.Today(last.Add(s.policy().Pause), zone).AddDays(1)
	return nil
}

// planYear plans a survey for active customers whom nobody has asked for a year.
func (s *Service) planYear(ctx context.Context) (planned int, err error) {
	for from := ref.Nil; ; {
		var found []ref.ID
		if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
			since := tx.Now.AddDate(0, 0, -s.policy().YearDays)
			found, err = forgotten(tx, from, workday.Today(since, tx.Now.Location()), since, sweepAt)
			return err
		}); err != nil || len(found) == 0 {
			return planned, err
		}
		from = found[len(found)-1]
		for some := range slices.Chunk(found, planAt) {
			err := s.db.Write(ctx, func(tx *db.Tx) error {
				for _, id := range some {
					if err := s.planYearTx(tx, id); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return planned, err
			}
			planned += len(some)
		}
	}
}

func (s *Service) planYearTx(tx *db.Tx, id ref.ID) error {
	on, err := s.aboutTx(tx, id, ref.Nil)
	if err != nil {
		return err
	}
	today, err := s.today(tx, on.Scope.Entity)
	if err != nil {
		return err
	}
	if err := tx.Note("survey.year", on.On, nil); err != nil {
		return err
	}
	return s.scheduleTx(tx, Survey{Cause: Yearly, Purpose: Full, Key: fmt.Sprintf("yearly/%s/%s", id, today)}, on)
}
