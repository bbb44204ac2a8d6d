package pipeline

import (
	"context"
	"slices"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// How many opportunities the sweep looks at at once, and how many it writes: it may
// come in the middle of the day, and holds nobody up for long.
const (
	sweepAt = 500
	rateAt  = 100
)

// Sweep is the nightly job: it works the pace of won deals out anew, and score,
// priority and stalled of everything open, which change as days go by, and tells
// of what lies silent, and of what should have been signed. What it changes is no new version. Only the system may call it; it returns how many
// opportunities changed.
func (s *Service) Sweep(ctx context.Context) (changed int, err error) {
	if err := bySystem(ctx); err != nil {
		return 0, err
	}
	pace, err := s.measure(ctx)
	if err != nil {
		return 0, err
	}
	zones := map[ref.ID]*time.Location{}
	return s.walk(ctx, func(found []Opportunity) (int, error) {
		n, err := s.refresh(ctx, found, pace, zones)
		if err != nil {
			return n, err
		}
		if _, err := s.tellSilence(ctx, found); err != nil {
			return n, err
		}
		return n, s.tellOverdue(ctx, found)
	})
}

func bySystem(ctx context.Context) error {
	a, err := authz.From(ctx)
	if err == nil && a.Kind != authz.System {
		err = authz.ErrForbidden
	}
	return err
}

// walk hands everything open to do, at most [sweepAt] at a time in the order of
// ids, and returns how many changed.
func (s *Service) walk(ctx context.Context, do func([]Opportunity) (int, error)) (changed int, err error) {
	for from := ref.Nil; ; {
		var found []Opportunity
		err := s.db.Read(ctx, func(tx *db.Tx) error {
			found, err = openAfter(tx, from, sweepAt)
			return err
		})
		if err != nil || len(found) == 0 {
			return changed, err
		}
		from = found[len(found)-1].ID
		n, err := do(found)
		if changed += n; err != nil {
			return changed, err
		}
	}
}

// measure works the pace out anew, over deals that were won in the last year.
func (s *Service) measure(ctx context.Context) (pace map[Stage]Pace, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		for _, stage := range Stages() {
			if err := measurePace(tx, stage, tx.Now.Add(-365*24*time.Hour)); err != nil {
				return err
			}
		}
		if pace, err = paces(tx); err != nil {
			return err
		}
		return tx.Note("opportunity.pace", db.Subject{Label: "pipeline"}, nil)
	})
	return pace, err
}

// refresh writes what differs among some open opportunities.
func (s *Service) refresh(ctx context.Context, found []Opportunity, pace map[Stage]Pace, zones map[ref.ID]*time.Location) (changed int, err error) {
	stale, err := s.outdated(ctx, found, pace, zones)
	if err != nil {
		return 0, err
	}
	for some := range slices.Chunk(stale, rateAt) {
		n, err := s.rewrite(ctx, some)
		if changed += n; err != nil {
			return changed, err
		}
	}
	return changed, nil
}

// rewrite writes opportunities as they should be, and returns how many nobody else
// changed meanwhile.
func (s *Service) rewrite(ctx context.Context, stale []aged) (changed int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		changed = 0
		was, is := shareOf(nil), shareOf(nil)
		for i := range stale {
			x := &stale[i]
			written, err := updateDerived(tx, &x.before, &x.now)
			if err != nil {
				return err
			}
			if written {
				was.add(shareOf(&x.before))
				is.add(shareOf(&x.now))
				changed++
			}
		}
		// Behind the rows: who changes one opportunity takes its row first, too.
		if err := changeOf(was, is).apply(tx); err != nil {
			return err
		}
		return tx.Note("opportunity.sweep", db.Subject{Label: "pipeline"}, map[string]any{"changed": changed})
	})
	return changed, err
}

// aged is an opportunity that the day has changed, and as it should be.
type aged struct{ before, now Opportunity }

// outdated returns those that the day has changed.
func (s *Service) outdated(ctx context.Context, found []Opportunity, pace map[Stage]Pace, zones map[ref.ID]*time.Location) (stale []aged, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		stale = nil
		for _, o := range found {
			zone := zones[o.EntityID]
			if zone == nil {
				if zone, err = s.People.ZoneTx(tx, o.EntityID); err != nil {
					return err
				}
				zones[o.EntityID] = zone
			}
			now := o
			if err := now.rate(workday.Today(tx.Now, zone), zone, *s.policy()); err != nil {
				return err
			}
			now.Stalled = now.stays(tx.Now, pace, s.policy())
			if now != o {
				stale = append(stale, aged{o, now})
			}
		}
		return nil
	})
	return stale, err
}
