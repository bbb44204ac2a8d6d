package approval_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"gongqiao/internal/base/approval"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

var timer = authz.With(context.Background(), authz.NewSystem("worker"))

// reminded is what people were told of an approval, in order.
type reminded struct {
	percent int // 0: all of the time has passed
	asked   []ref.ID
	above   []ref.ID
}

func (w *world) listen() *[]reminded {
	told := &[]reminded{}
	db.React(w.db, "test", func(_ *db.Tx, e approval.DueSoon) error {
		*told = append(*told, reminded{percent: 1, asked: e.Approvers})
		return nil
	})
	db.React(w.db, "test", func(_ *db.Tx, e approval.Overdue) error {
		*told = append(*told, reminded{asked: e.Approvers, above: e.Superiors})
		return nil
	})
	return told
}

// Half, four fifths and all of the working time: each is told once, to the
// moment; the weekend between does not count, and no version changes.
func TestWhoIsAskedIsRemindedInWorkingTime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		told := w.listen()
		id, _ := w.start(t, sal, yuan(1))
		run := func(at time.Time) []reminded {
			*told, *w.now = nil, at
			for range 2 {
				_, err := w.RunDue(timer)
				must(t, err)
			}
			return *told
		}
		due := now.AddDate(0, 0, 3)                                                                                        // from Friday, 09:42, to Monday
		for _, at := range []time.Time{now.Add(12 * time.Hour), now.AddDate(0, 0, 2).Add(19*time.Hour + 12*time.Minute)} { // Friday, 21:42, and Monday, 04:54
			if got := run(at.Add(-time.Microsecond)); len(got) != 0 {
				t.Errorf("a moment before %v: %+v", at, got)
			}
			if got := run(at); len(got) != 1 || got[0].percent == 0 || !slices.Equal(got[0].asked, []ref.ID{mgr.ID, mgr2.ID}) && !slices.Equal(got[0].asked, []ref.ID{mgr2.ID, mgr.ID}) {
				t.Errorf("at %v: %+v", at, got)
			}
		}
		if got := run(due.Add(-time.Microsecond)); len(got) != 0 {
			t.Errorf("a moment before it is due: %+v", got)
		}
		if got := run(due); len(got) != 1 || got[0].percent != 0 || !slices.Equal(got[0].above, []ref.ID{exe.ID}) {
			t.Errorf("due: %+v", got)
		}
		if v := w.get(t, sal, id); v.Version != 1 {
			t.Errorf("version %d", v.Version)
		}
		w.approve(t, mgr, id)
		if got := run(due.AddDate(0, 1, 0)); len(got) != 0 {
			t.Errorf("decided, and told %+v", got)
		}
	})
}

// A node that nobody looked after for long is told as overdue alone, and the
// next one begins anew.
func TestEachNodeHasItsOwnTime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		told := w.listen()
		id, _ := w.start(t, sal, yuan(600_000))
		*w.now = w.now.AddDate(0, 0, 10)
		for _, next := range []struct {
			who   *authz.Actor
			above *authz.Actor
		}{{mgr, exe}, {fin, exe}} {
			*told = nil
			n, err := w.RunDue(timer)
			must(t, err)
			if got := *told; n != 1 || len(got) != 1 || got[0].percent != 0 || !slices.Contains(got[0].asked, next.who.ID) || !slices.Equal(got[0].above, []ref.ID{next.above.ID}) {
				t.Errorf("%s: %d, %+v", next.who.Name, n, got)
			}
			w.approve(t, next.who, id)
			*w.now = w.now.AddDate(0, 0, 10)
		}
	})
}

func TestOnlyTheSystemReminds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if _, err := w.RunDue(as(t, mgr)); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("a person: %v", err)
		}
	})
}
