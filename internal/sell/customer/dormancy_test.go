package customer_test

import (
	"errors"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/sell/customer"
)

const year = 365 * 24 * time.Hour

// quiet is a bench whose clock is moved by hand, with one active customer.
type quiet struct {
	*bench
	now  time.Time
	id   ref.ID
	busy bool
}

func (q *quiet) BusyTx(*db.Tx, ref.ID) (bool, error) { return q.busy, nil }

func eachQuiet(t *testing.T, fn func(t *testing.T, q *quiet)) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			q := &quiet{now: time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)}
			q.bench = open(t, schema.Open(t, e, db.Options{Clock: func() time.Time { return q.now }}))
			q.svc.Ties = q
			q.id = q.create(t, q.as("NOa", authz.Own, everything...), "津滨新能源有限公司")
			q.write(t, func(tx *db.Tx) error { return q.svc.ActivateTx(tx, q.id) })
			fn(t, q)
		})
	}
}

func (q *quiet) write(t *testing.T, fn func(*db.Tx) error) {
	t.Helper()
	must(t, q.db.Write(system(), func(tx *db.Tx) error {
		if err := tx.Note("test", db.Subject{}, nil); err != nil {
			return err
		}
		return fn(tx)
	}))
}

// rests runs the nightly job and answers how the customer stands then.
func (q *quiet) rests(t *testing.T, want int) customer.Status {
	t.Helper()
	n, err := q.svc.Rest(system())
	must(t, err)
	if n != want {
		t.Errorf("%d fell dormant, want %d", n, want)
	}
	return q.stands(t)
}

func (q *quiet) stands(t *testing.T) customer.Status {
	t.Helper()
	v, err := q.svc.Get(q.as("NOa", authz.Group, everything...), q.id)
	must(t, err)
	return v.Status
}

func TestACustomerFallsDormantAfterAYear(t *testing.T) {
	eachQuiet(t, func(t *testing.T, q *quiet) {
		q.create(t, q.as("NOa", authz.Own, everything...), "从未成交有限公司") // a prospect stays one
		var told []customer.StatusChanged
		db.React(q.db, "test", func(_ *db.Tx, e customer.StatusChanged) error { told = append(told, e); return nil })
		q.now = q.now.Add(year - time.Microsecond)
		if s := q.rests(t, 0); s != customer.Active {
			t.Errorf("a moment before the year: %s", s)
		}
		q.now = q.now.Add(time.Microsecond)
		if s := q.rests(t, 1); s != customer.Dormant {
			t.Errorf("after the year: %s", s)
		}
		if len(told) != 1 || told[0].From != customer.Active || told[0].To != customer.Dormant {
			t.Errorf("told %+v", told)
		}
		q.rests(t, 0)
	})
}

func TestAnActivityKeepsACustomerAwake(t *testing.T) {
	eachQuiet(t, func(t *testing.T, q *quiet) {
		q.now = q.now.Add(100 * 24 * time.Hour)
		seen := q.now
		q.write(t, func(tx *db.Tx) error {
			return errors.Join(q.svc.OnActivityTx(tx, q.id, seen), q.svc.OnActivityTx(tx, q.id, seen.Add(-time.Hour))) // one noted late
		})
		q.now = seen.Add(year - time.Microsecond)
		if s := q.rests(t, 0); s != customer.Active {
			t.Errorf("a moment before a year after the call: %s", s)
		}
		q.now = seen.Add(year)
		if s := q.rests(t, 1); s != customer.Dormant {
			t.Errorf("a year after the call: %s", s)
		}
	})
}

func TestADormantCustomerWakes(t *testing.T) {
	for name, tc := range map[string]struct {
		what func(*quiet, *db.Tx) error
		want customer.Status
	}{
		"by a call":                      {func(q *quiet, tx *db.Tx) error { return q.svc.OnActivityTx(tx, q.id, tx.Now) }, customer.Active},
		"not by one that was a year ago": {func(q *quiet, tx *db.Tx) error { return q.svc.OnActivityTx(tx, q.id, tx.Now.Add(-year)) }, customer.Dormant},
		"by one that was a moment less ago": {func(q *quiet, tx *db.Tx) error {
			return q.svc.OnActivityTx(tx, q.id, tx.Now.Add(time.Microsecond-year))
		}, customer.Active},
		"by a deal":     {func(q *quiet, tx *db.Tx) error { return q.svc.WakeTx(tx, q.id) }, customer.Active},
		"by a contract": {func(q *quiet, tx *db.Tx) error { return q.svc.ActivateTx(tx, q.id) }, customer.Active},
	} {
		t.Run(name, func(t *testing.T) {
			eachQuiet(t, func(t *testing.T, q *quiet) {
				q.now = q.now.Add(year)
				q.rests(t, 1)
				q.write(t, func(tx *db.Tx) error { return tc.what(q, tx) })
				if s := q.stands(t); s != tc.want {
					t.Errorf("it is %s, want %s", s, tc.want)
				}
			})
		})
	}
}

func TestABusyCustomerIsNotDormant(t *testing.T) {
	eachQuiet(t, func(t *testing.T, q *quiet) {
		q.now, q.busy = q.now.Add(2*year), true
		if s := q.rests(t, 0); s != customer.Active {
			t.Errorf("with a contract: %s", s)
		}
		q.busy = false
		q.now = q.now.Add(year - time.Microsecond)
		if s := q.rests(t, 0); s != customer.Active {
			t.Errorf("within a year after it: %s", s)
		}
		q.now = q.now.Add(time.Microsecond)
		if s := q.rests(t, 1); s != customer.Dormant {
			t.Errorf("a year after it: %s", s)
		}
	})
}

func TestABlacklistedCustomerStaysSo(t *testing.T) {
	eachQuiet(t, func(t *testing.T, q *quiet) {
		v, err := q.svc.Get(q.as("NOa", authz.Group, everything...), q.id)
		must(t, err)
		must(t, q.svc.Blacklist(q.as("NOa", authz.Group, everything...), q.id, v.Version, "失信"))
		q.now = q.now.Add(year)
		q.rests(t, 0)
		q.write(t, func(tx *db.Tx) error { return q.svc.OnActivityTx(tx, q.id, tx.Now) })
		if s := q.stands(t); s != customer.Blacklisted {
			t.Errorf("it is %s", s)
		}
	})
}

func TestOnlyTheSystemLetsCustomersRest(t *testing.T) {
	eachQuiet(t, func(t *testing.T, q *quiet) {
		if _, err := q.svc.Rest(q.as("NOa", authz.Group, everything...)); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("a person ran the job: %v", err)
		}
	})
}
