package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

func keyed(ctx context.Context, key, body string) context.Context {
	return db.WithMeta(ctx, &db.Meta{Key: key, Body: []byte(body)})
}

// The copies carry the same id, as a page that sends its request again does: a
// loser must hear "already done", not "taken".
func TestTwentyCopiesAtOnceHaveOneEffect(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		p := draft("once")
		errs := make([]error, 20)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { errs[i] = write(keyed(as(t, boss), "key-00001", "same"), d, p) })
		}
		wg.Wait()
		first := 0
		for _, err := range errs {
			var again *db.Replayed
			switch {
			case err == nil:
				first++
			case !errors.As(err, &again) || again.Ref != ref.To("paper", p.ID):
				t.Errorf("err = %v, want Replayed with the paper", err)
			}
		}
		if first != 1 {
			t.Errorf("%d copies had an effect", first)
		}
		if got, want := tracesOf(t, d), (traces{1, 1, 1, 1, 1}); got != want {
			t.Errorf("traces = %+v, want %+v", got, want)
		}
	})
}

func TestAKeyIsForOneRequestOfOneActor(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		if err := write(keyed(as(t, boss), "key-00001", "one"), d, draft("one")); err != nil {
			t.Fatal(err)
		}
		if err := write(keyed(as(t, boss), "key-00001", "two"), d, draft("two")); !errors.Is(err, db.ErrKeyReused) {
			t.Errorf("another body: %v, want ErrKeyReused", err)
		}
		if err := write(keyed(as(t, ann), "key-00001", "two"), d, draft("two")); err != nil {
			t.Errorf("another actor: %v", err)
		}
		if err := write(keyed(as(t, boss), "key-00002", "one"), d, draft("three")); err != nil {
			t.Errorf("another key: %v", err)
		}
		if n := count(t, d, "paper", "true"); n != 3 {
			t.Errorf("%d papers, want 3", n)
		}
	})
}

func TestAFailedRequestLeavesItsKeyFree(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		ctx := keyed(as(t, boss), "key-00001", "one")
		fail := errors.New("not today")
		if err := d.Write(ctx, func(*db.Tx) error { return fail }); !errors.Is(err, fail) {
			t.Fatal(err)
		}
		if err := write(ctx, d, draft("one")); err != nil {
			t.Errorf("the second try: %v", err)
		}
	})
}

// The system and people behind a link have no id of their own.
func TestActorsWithoutAnIDMayUseKeys(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		for name, a := range map[string]*authz.Actor{"system": authz.NewSystem("timer"), "link": authz.NewLink("visitor", editPapers)} {
			p := draft(name)
			ctx := keyed(as(t, a), "key-of-"+name, "x")
			if err := write(ctx, d, p); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			var again *db.Replayed
			if err := write(ctx, d, p); !errors.As(err, &again) {
				t.Errorf("%s, the second time: %v", name, err)
			}
		}
	})
}

func TestKeysOutliveARestart(t *testing.T) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			url := schema.URL(t, e)
			p := draft("kept")
			for i := range 2 {
				d, err := db.Open(t.Context(), db.Options{URL: url})
				if err != nil {
					t.Fatal(err)
				}
				var again *db.Replayed
				err = write(keyed(as(t, boss), "key-00001", "x"), d, p)
				if i == 0 && err != nil || i == 1 && !errors.As(err, &again) {
					t.Errorf("run %d: %v", i, err)
				}
				if n := count(t, d, "paper", "true"); n != 1 {
					t.Errorf("%d papers", n)
				}
				if err := d.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestOldKeysAreForgotten(t *testing.T) {
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	schema.EachWith(t, db.Options{Clock: func() time.Time { return at }}, func(t *testing.T, d *db.DB) {
		if err := write(keyed(as(t, boss), "key-00001", "x"), d, draft("one")); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			before time.Time
			want   int64
		}{{at, 0}, {at.Add(time.Microsecond), 1}} {
			if n, err := d.ForgetKeys(t.Context(), c.before); err != nil || n != c.want {
				t.Errorf("before %v: %d forgotten, %v", c.before, n, err)
			}
		}
		if n := count(t, d, "idempotency_key", "true"); n != 0 {
			t.Errorf("%d keys are left", n)
		}
	})
}
