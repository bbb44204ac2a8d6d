package leader_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/leader"
	"gongqiao/internal/platform/migrate"
)

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	_, err := migrate.Up(ctx, d)
	return err
})

const lease = 800 * time.Millisecond

func within(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 1000 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s did not happen", what)
}

// candidate stands for the role until stop is called.
type candidate struct {
	leads atomic.Bool
	stop  func()
}

func stand(t *testing.T, d *db.DB, together *atomic.Int32) *candidate {
	c := &candidate{}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		leader.New(d, lease).Run(ctx, "sealing", func(ctx context.Context) {
			if together.Add(1) > 1 {
				t.Error("two lead at once")
			}
			c.leads.Store(true)
			<-ctx.Done()
			c.leads.Store(false)
			together.Add(-1)
		})
	})
	c.stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	t.Cleanup(c.stop)
	return c
}

func TestOneOfManyLeads(t *testing.T) {
	t.Parallel()
	d := schema.Open(t, dbtest.Postgres, db.Options{})
	var together atomic.Int32
	var all []*candidate
	for range 5 {
		all = append(all, stand(t, d, &together))
	}
	lead := func() *candidate {
		for _, c := range all {
			if c.leads.Load() {
				return c
			}
		}
		return nil
	}
	within(t, "an election", func() bool { return lead() != nil })
	first := lead()
	time.Sleep(2 * lease)
	if lead() != first {
		t.Error("the lead changed although its holder was well")
	}
	first.stop()
	began := time.Now()
	within(t, "a succession", func() bool { return lead() != nil })
	if took := time.Since(began); took > lease {
		t.Errorf("the successor waited %v for a role that was given back", took)
	}
}

func TestADeadLeaderIsFollowedWhenTheLeaseEnds(t *testing.T) {
	t.Parallel()
	d := schema.Open(t, dbtest.Postgres, db.Options{})
	err := d.Housekeep(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("insert into leader (role, holder, until) values ('sealing', 'dead', (extract(epoch from clock_timestamp()) * 1000000)::bigint + ?)", lease.Microseconds())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	c := stand(t, d, new(atomic.Int32))
	within(t, "a succession", c.leads.Load)
	if took := time.Since(began); took < lease-50*time.Millisecond {
		t.Errorf("the lease was taken after %v", took)
	}
}

func TestALeaderStopsWhenAnotherTookTheLease(t *testing.T) {
	t.Parallel()
	d := schema.Open(t, dbtest.Postgres, db.Options{})
	c := stand(t, d, new(atomic.Int32))
	within(t, "an election", c.leads.Load)
	err := d.Housekeep(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("update leader set holder = 'another', until = until + 3600000000")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	within(t, "stepping down", func() bool { return !c.leads.Load() })
}

func TestALeaderThatCannotRenewStops(t *testing.T) {
	t.Parallel()
	d := schema.Open(t, dbtest.Postgres, db.Options{})
	c := stand(t, d, new(atomic.Int32))
	within(t, "an election", c.leads.Load)
	hold, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { // a lock on the row stands for a database that does not answer
		err := d.Housekeep(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec("update leader set until = until")
			close(hold)
			<-release
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-hold
	defer wg.Wait()
	defer close(release)
	began := time.Now()
	within(t, "stepping down", func() bool { return !c.leads.Load() })
	if took := time.Since(began); took > lease {
		t.Errorf("it led for %v without a lease", took)
	}
}

func TestSQLiteLeadsByItself(t *testing.T) {
	t.Parallel()
	d := schema.Open(t, dbtest.SQLite, db.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	ran := false
	leader.New(d, 0).Run(ctx, "sealing", func(ctx context.Context) { ran = true; cancel() })
	if !ran || !errors.Is(ctx.Err(), context.Canceled) {
		t.Error("the only process does not lead")
	}
}
