package approval

import (
	"context"
	"errors"
	"slices"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// errNotYet ends a write in which there was nothing to tell after all.
var errNotYet = errors.New("somebody decided, or was told already")

// RunDue reminds whoever is asked when half and four fifths of a node's working
// time have passed, and tells him and a superior when all of it has; each once.
// It returns how many nodes it told of. A timer calls it as the system; an
// approval that fails does not keep back the others. What it tells is no new
// version: whoever reads the approval just now may decide all the same.
func (s *Service) RunDue(ctx context.Context) (told int, err error) {
	if a, err := authz.From(ctx); err != nil || a.Kind != authz.System {
		return 0, errors.Join(err, authz.ErrForbidden)
	}
	var waiting []ref.ID
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := running(tx)
		for i := 0; i < len(all) && err == nil; i++ {
			var mark int64
			if _, mark, err = s.mark(tx, all[i], get); err == nil && mark > 0 {
				waiting = append(waiting, all[i])
			}
		}
		return err
	}); err != nil {
		return 0, err
	}
	var failed []error
	for _, id := range waiting {
		switch err := s.db.Write(ctx, func(tx *db.Tx) error { return s.tell(tx, id) }); {
		case err == nil:
			told++
		case !errors.Is(err, errNotYet):
			failed = append(failed, err)
		}
	}
	return told, errors.Join(failed...)
}

// mark reads an approval and the mark that its current node has come to.
func (s *Service) mark(tx *db.Tx, id ref.ID, read func(*db.Tx, ref.ID) (Approval, error)) (a Approval, mark int64, err error) {
	if a, err = read(tx, id); err != nil || a.State != Pending || a.current() == nil {
		return a, 0, err
	}
	zone, err := s.zone(tx, a.Entity)
	if err != nil {
		return a, 0, err
	}
	return a, a.current().reached(tx.Now, zone, s.calendar()), nil
}

func (s *Service) tell(tx *db.Tx, id ref.ID) error {
	a, mark, err := s.mark(tx, id, locked)
	if err != nil {
		return err
	}
	if mark == 0 {
		return errNotYet
	}
	if err := keepTold(tx, &a, mark); err != nil {
		return err
	}
	n := a.current()
	if err := tx.Note("approval.remind", a.Subject(), map[string]any{"position": n.Position, "role": n.Role, "percent": mark}); err != nil {
		return err
	}
	if mark < Marks[len(Marks)-1] {
		return tx.Emit(DueSoon{a.about(tx.Actor), n.Role, a.Asked, n.DueAt})
	}
	above, err := s.superiors(tx, &a, n)
	if err != nil {
		return err
	}
	return tx.Emit(Overdue{a.about(tx.Actor), n.Role, a.Asked, above, n.DueAt})
}

// superiors returns who hears of a node that nobody decided in time: the nearest
// superior role that somebody else holds; nobody above the general manager.
func (s *Service) superiors(tx *db.Tx, a *Approval, n *Node) ([]ref.ID, error) {
	if n.AskedRole == "" {
		return nil, nil
	}
	for role := superior(n.AskedRole); role != ""; role = superior(role) {
		people, err := asks(tx, role, a.Scope())
		if err != nil {
			return nil, err
		}
		people = slices.DeleteFunc(people, func(p ref.ID) bool { return p == a.SubmitterID || slices.Contains(a.Asked, p) })
		if len(people) > 0 {
			return people, nil
		}
	}
	return nil, nil
}

func (s *Service) zone(tx *db.Tx, entity ref.ID) (*time.Location, error) {
	name, err := zoneOf(tx, entity)
	if err != nil {
		return nil, err
	}
	return workday.Zone(name)
}
