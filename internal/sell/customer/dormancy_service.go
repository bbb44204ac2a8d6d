package customer

import (
	"context"
	"errors"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// restAt is how many customers one write of the nightly job looks at.
const restAt = 200

// Rest is the nightly job: customers with whom nothing went on for long fall
// dormant. Only the system may call it; it returns how many did.
func (s *Service) Rest(ctx context.Context) (slept int, err error) {
	if a, err := authz.From(ctx); err != nil || a.Kind != authz.System {
		return 0, errors.Join(err, authz.ErrForbidden)
	}
	for from := ref.Nil; ; {
		var quiet []ref.ID
		if err := s.db.Read(ctx, func(tx *db.Tx) error {
			quiet, err = quietSince(tx, tx.Now.Add(-s.Policy().DormantAfter), from, restAt)
			return err
		}); err != nil || len(quiet) == 0 {
			return slept, err
		}
		from = quiet[len(quiet)-1]
		n, err := s.rest(ctx, quiet)
		if slept += n; err != nil {
			return slept, err
		}
	}
}

// rest lets those of some quiet customers sleep with whom nothing goes on. The
// others count as seen today.
func (s *Service) rest(ctx context.Context, quiet []ref.ID) (slept int, err error) {
	return slept, s.db.Write(ctx, func(tx *db.Tx) error {
		slept = 0
		for _, id := range quiet {
			c, last, err := lastSeen(tx, id)
			if err != nil {
				return err
			}
			if c.Status != Active || !s.Policy().lapsed(last, tx.Now) {
				continue // something went on meanwhile
			}
			busy, err := s.busy(tx, id)
			if err != nil {
				return err
			}
			if busy {
				err = see(tx, id, tx.Now)
			} else {
				slept++
				err = s.turnTx(tx, &c, Dormant, "customer.sleep")
			}
			if err != nil {
				return err
			}
		}
		return tx.Note("customer.rest", db.Subject{Label: "customer"}, map[string]any{"dormant": slept})
	})
}

func (s *Service) busy(tx *db.Tx, id ref.ID) (bool, error) {
	if s.Ties == nil {
		return false, nil
	}
	return s.Ties.BusyTx(tx, id)
}

// turnTx moves a customer by what follows from the facts, not by somebody's word.
func (s *Service) turnTx(tx *db.Tx, c *Customer, to Status, action string) error {
	before := *c
	if err := c.move(to); err != nil {
		return err
	}
	if err := s.save(tx, action, &before, c); err != nil {
		return err
	}
	return tx.Emit(StatusChanged{ID: c.ID, From: before.Status, To: to, By: tx.Actor.ID})
}

// OnActivityTx keeps when something went on with a customer last, and wakes one who
// is dormant, unless it was long ago. It checks no right.
func (s *Service) OnActivityTx(tx *db.Tx, id ref.ID, at time.Time) error {
	if err := see(tx, id, at); err != nil || s.Policy().lapsed(at, tx.Now) {
		return err
	}
	return s.WakeTx(tx, id)
}

// WakeTx makes a dormant customer active again: there is a deal, or somebody talked
// to him. Others stay as they are. It checks no right.
func (s *Service) WakeTx(tx *db.Tx, id ref.ID) error {
	if sleeps, err := dormant(tx, id); err != nil || !sleeps {
		return err
	}
	c, err := load(tx, id)
	if err != nil {
		return err
	}
	return s.turnTx(tx, &c, Active, "customer.wake")
}
