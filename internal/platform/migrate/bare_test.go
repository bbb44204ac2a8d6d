package migrate_test

import (
	"errors"
	"slices"
	"testing"

	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/migrate"
)

func TestBareBuildsTheIndexesAnew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		up(t, d)
		before, during := indexes(t, d), []string{}
		failed := errors.New("no room")
		err := migrate.Bare(t.Context(), d, func() error {
			during = indexes(t, d)
			return failed
		})
		if !errors.Is(err, failed) {
			t.Errorf("the filling's own error: %v", err)
		}
		if len(before) < 50 || len(during) > len(before)-50 {
			t.Errorf("%d indexes before, %d while it was filled", len(before), len(during))
		}
		if after := indexes(t, d); !slices.Equal(before, after) {
			t.Errorf("%d indexes, there were %d", len(after), len(before))
		}
	})
}

// A filling that is killed leaves a database that the next start mends.
func TestUpMendsWhatAKilledFillingLeft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		up(t, d)
		before := indexes(t, d)
		func() {
			defer func() { _ = recover() }()
			_ = migrate.Bare(t.Context(), d, func() error { panic("killed") })
		}()
		if left := indexes(t, d); len(left) > len(before)-50 {
			t.Fatalf("%d indexes are left of %d", len(left), len(before))
		}
		up(t, d)
		if after := indexes(t, d); !slices.Equal(before, after) {
			t.Errorf("%d indexes, there were %d", len(after), len(before))
		}
		up(t, d)
	})
}

func indexes(t *testing.T, d *db.DB) (names []string) {
	t.Helper()
	err := d.Peek(t.Context(), func(tx *db.Tx) (err error) {
		names, err = db.All(tx, tx.Pick("select name from sqlite_schema where type = 'index' order by name", "select indexdef from pg_indexes where schemaname = current_schema() order by indexname"), nil,
			func(r db.Row) (n string, err error) { return n, r.Scan(&n) })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
