package task

import (
	"context"
	"errors"

	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// sweepLimit bounds one sweep; what is left waits for the next.
const sweepLimit = 1000

// errPassed ends a write in which there was nothing to tell after all.
var errPassed = errors.New("somebody else told it, or the task was closed")

// RunDue tells what has come due: it emits [Reminder] and [Breached], each
// once, and returns how many. A timer calls it every five minutes as the
// system; several processes may do so at the same moment. A signal that fails
// does not keep back the others. Error: [authz.ErrForbidden] for everybody else.
func (s *Service) RunDue(ctx context.Context) (told int, err error) {
	if a, err := authz.From(ctx); err != nil || a.Kind != authz.System {
		return 0, errors.Join(err, authz.ErrForbidden)
	}
	var list []waiting
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = due(tx, sweepLimit)
		return err
	}); err != nil {
		return 0, err
	}
	var failed []error
	for _, w := range list {
		err := s.db.Write(ctx, func(tx *db.Tx) error { return s.tell(tx, w) })
		switch {
		case err == nil:
			told++
		case !errors.Is(err, errPassed):
			failed = append(failed, err)
		}
	}
	return told, errors.Join(failed...)
}

// tell emits one signal. The lock keeps the task from being closed meanwhile.
func (s *Service) tell(tx *db.Tx, w waiting) error {
	if err := tx.Lock("task", w.task); err != nil {
		return err
	}
	mine, err := claim(tx, w)
	if err != nil {
		return err
	}
	if !mine {
		return errPassed
	}
	t, err := load(tx, w.task)
	if err != nil {
		return err
	}
	if w.what == breach {
		if err := tx.Note("task.breach", t.Subject(), map[string]any{"due_at": t.DueAt}); err != nil {
			return err
		}
		return tx.Emit(Breached{t.facts(), t.EscalateTo})
	}
	if err := tx.Note("task.remind", t.Subject(), map[string]any{"due_at": t.DueAt}); err != nil {
		return err
	}
	return tx.Emit(Reminder{t.facts(), w.at, int64(t.DueAt.Sub(w.at).Seconds())})
}
