package quote

import (
	"context"
	"errors"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// dueLimit bounds one run; what is left waits for the next.
const dueLimit = 500

// errNotYet ends a write in which nothing was due after all.
var errNotYet = errors.New("the quote changed, or its last day is not over where it was made")

// RunDue expires sent quotes whose last day is over in the zone of their entity
// and returns how many. A timer calls it as the system; several processes may
// do so at the same moment. A quote that fails does not keep back the others.
func (s *Service) RunDue(ctx context.Context) (expired int, err error) {
	a, err := authz.From(ctx)
	if err != nil {
		return 0, err
	}
	if a.Kind != authz.System {
		return 0, authz.ErrForbidden
	}
	var ids []ref.ID
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		y, m, d := tx.Now.Date()
		ids, err = overdue(tx, workday.New(y, m, d).AddDays(1), dueLimit) // the earliest zone is a day ahead
		return err
	}); err != nil {
		return 0, err
	}
	var failed []error
	for _, id := range ids {
		switch err := s.expire(ctx, id); {
		case err == nil:
			expired++
		case !errors.Is(err, errNotYet):
			failed = append(failed, err)
		}
	}
	return expired, errors.Join(failed...)
}

func (s *Service) expire(ctx context.Context, id ref.ID) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := hold(tx, id); err != nil {
			return err
		}
		n, err := load(tx, id)
		if err != nil {
			return err
		}
		on, err := s.today(tx, &n.Quote)
		if err != nil {
			return err
		}
		if n.State != StateSent || on <= n.ValidUntil {
			return errNotYet
		}
		before := n.Quote
		if err := n.move(StateExpired, tx.Now); err != nil {
			return err
		}
		n.events = append(n.events, Expired{n.fact(ref.Nil)})
		return save(tx, "quote.expire", &before, &n.Quote)
	})
}
